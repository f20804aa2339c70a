"""Errors named by what the caller should do. Each carries one sentence for a person."""

from __future__ import annotations


class ReformQAError(Exception):
    """Base of every error that we raise on purpose; `str(error)` is fit to show to a user."""


class Unreadable(ReformQAError):
    """This one file cannot be used: quarantine it with the reason and go on with the others."""


class TryAgain(Unreadable):
    """This one file cannot be used now and may be the next time, unchanged as it is."""


class FixSettings(ReformQAError):
    """A setting, argument or catalogue entry is wrong: correct it and run again."""


class FetchModel(ReformQAError):
    """A model is missing or its file is not the one we know: run `make models`."""


class BuildIndex(ReformQAError):
    """There is no usable index: run `reform-ingest` (the message says why)."""


class TryLater(ReformQAError):
    """Somebody else is at work (another ingest holds the lock): wait and run again."""
