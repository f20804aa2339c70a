"""A value out of the database that every request needs and that may be a second old."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from anyio import to_thread

T = TypeVar("T")

SECONDS = 1.0


class Fresh(Generic[T]):
    """Read again at most once in `seconds`, by one thread while the others wait for it. What
    `read` raises is raised for as long: a database that is away is not waited for by each in turn.
    """

    def __init__(self, read: Callable[[], T], seconds: float = SECONDS) -> None:
        self._read = read
        self._seconds = seconds
        self._known: tuple[Future[T], float] | None = None
        self._reading = threading.Lock()

    async def get(self) -> T:
        """The value, or what `read` raised; an old value never stands in for an error."""
        known = self._current()
        return known.result() if known else await to_thread.run_sync(self.get_now)

    def get_now(self) -> T:
        """The value, for those who may wait in their own thread."""
        with self._reading:
            known = self._current()
            if known is None:
                known = self._read_again()
                self._known = known, time.monotonic() + self._seconds
        return known.result()

    def forget(self) -> None:
        """Read again the next time: for who has changed the value and cannot wait a second."""
        self._known = None

    def _read_again(self) -> Future[T]:
        read: Future[T] = Future()
        try:
            read.set_result(self._read())
        except Exception as error:
            read.set_exception(error)
        return read

    def _current(self) -> Future[T] | None:
        known = self._known
        return known[0] if known and time.monotonic() < known[1] else None
