"""A value out of the database that every request needs and that may be a second old."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from anyio import to_thread

T = TypeVar("T")

SECONDS = 1.0


class Fresh(Generic[T]):
    """Read again at most once in `seconds`, by one thread while the others wait for it."""

    def __init__(self, read: Callable[[], T], seconds: float = SECONDS) -> None:
        self._read = read
        self._seconds = seconds
        self._known: tuple[T, float] | None = None
        self._reading = threading.Lock()

    async def get(self) -> T:
        """The value; what `read` raises is raised, and an old value is not used in its place."""
        known = self._current()
        return known[0] if known else await to_thread.run_sync(self.get_now)

    def get_now(self) -> T:
        """The value, for those who may wait in their own thread."""
        with self._reading:
            known = self._current()
            if known is None:
                known = self._known = (self._read(), time.monotonic() + self._seconds)
            return known[0]

    def forget(self) -> None:
        """Read again the next time."""
        self._known = None

    def _current(self) -> tuple[T, float] | None:
        known = self._known
        return known if known and time.monotonic() < known[1] else None
