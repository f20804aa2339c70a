"""Why a model wrote nothing that could be used."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Counted in the metrics and told in the answer's notice."""

    TOO_SLOW = "too_slow"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    NONSENSE = "nonsense"
    REJECTED = "rejected"
    STOPPED = "stopped"
    FAILED = "failed"


SAID = {
    Reason.TOO_SLOW: "took too long",
    Reason.RATE_LIMITED: "had too much to do",
    Reason.UNREACHABLE: "could not be reached",
    Reason.REFUSED: "refused to answer",
    Reason.CUT_OFF: "broke off",
    Reason.NONSENSE: "wrote nothing that could be read",
    Reason.REJECTED: "did not accept the request",
    Reason.STOPPED: "was stopped",
    Reason.FAILED: "failed",
}


class ModelFailed(Exception):
    """The model gave no whole answer. `str(error)` is for the log and never quotes a question."""

    def __init__(self, reason: Reason, what: str = "") -> None:
        super().__init__(f"{reason.value}: {what}" if what else reason.value)
        self.reason = reason


_BY_STATUS = {
    401: Reason.REJECTED,
    403: Reason.REJECTED,
    404: Reason.REJECTED,
    400: Reason.REJECTED,
    422: Reason.REJECTED,
    408: Reason.TOO_SLOW,
    429: Reason.RATE_LIMITED,
    504: Reason.TOO_SLOW,
    529: Reason.RATE_LIMITED,
}
_BY_NAME = (
    ("RateLimit", Reason.RATE_LIMITED),
    ("Timeout", Reason.TOO_SLOW),
    ("Connect", Reason.UNREACHABLE),
    ("ContentFilter", Reason.REFUSED),
    ("LengthFinish", Reason.CUT_OFF),
)


def failure_of(error: BaseException) -> ModelFailed:
    """What a client library's error comes to. Each library has its own; they agree on a
    `status_code` and on the names of their classes."""
    if isinstance(error, ModelFailed):
        return error
    kinds = [kind.__name__ for kind in type(error).__mro__]
    status = getattr(error, "status_code", None)
    reason = _BY_STATUS.get(status) if isinstance(status, int) else None
    for part, named in _BY_NAME:
        if reason is None and any(part in kind for kind in kinds):
            reason = named
    what = type(error).__name__ + (f" {status}" if isinstance(status, int) else "")
    return ModelFailed(reason or Reason.FAILED, what)
