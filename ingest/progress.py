"""How an ingest gets on, as values: the terminal draws them, `--events` prints them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Kind = Literal["planned", "read", "quarantined", "embedded", "checking"]


@dataclass(frozen=True, slots=True)
class Event:
    """What has just happened, and how far the run is: done and to do, since `planned`.

    `done_bytes` of `bytes` is the share of the work that is done, by the files' sizes.
    """

    event: Kind
    file: str | None = None
    reason: str | None = None
    done_files: int = 0
    files: int = 0
    done_bytes: int = 0
    bytes: int = 0
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The shape of a line of `reform-ingest --events`."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


Show = Callable[[Event], None]


class Progress:
    """Counts, and shows each step."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._begun = time.monotonic()
        self._last = Event("planned")

    def planned(self, files: int, size: int) -> None:
        """So many files are to be read, of so many bytes together."""
        self._tell("planned", files=files, bytes=size)

    def read(self, file: str, size: int, pages: int) -> None:
        """A file is in the new build, but for its passages' vectors."""
        self._file_done("read", file, None, size, pages)

    def quarantined(self, file: str, size: int, reason: str) -> None:
        """A file can not be used."""
        self._file_done("quarantined", file, reason, size, 0)

    def embedded(self, passages: int) -> None:
        """So many more passages have their vectors."""
        self._tell("embedded", passages=self._last.passages + passages)

    def checking(self) -> None:
        """All is read; the build is checked and published."""
        self._tell("checking")

    def _file_done(self, kind: Kind, file: str, reason: str | None, size: int, pages: int) -> None:
        last = self._last
        self._tell(
            kind,
            file=file,
            reason=reason,
            done_files=last.done_files + 1,
            done_bytes=last.done_bytes + size,
            pages=last.pages + pages,
        )

    def _tell(self, kind: Kind, **changes: Any) -> None:
        told: dict[str, Any] = {"file": None, "reason": None, **changes}
        seconds = time.monotonic() - self._begun
        self._last = replace(self._last, event=kind, seconds=seconds, **told)
        self._show(self._last)
