"""A value out of the database that every request needs and that may be a second old."""

from __future__ import annotations

import asyncio
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
        self._awaited: asyncio.Task[Future[T]] | None = None

    async def get(self) -> T:
        """The value, or what `read` raised; an old value never stands in for an error. However many
        wait for it, they take one thread."""
        known = self._current()
        if known is None:
            known = await asyncio.shield(self._task())
        return known.result()

    def get_now(self) -> T:
        """The value, for those who may wait in their own thread."""
        return self._read_if_old().result()

    def forget(self) -> None:
        """Read again the next time: for who has changed the value and cannot wait a second."""
        self._known = None

    def _task(self) -> asyncio.Task[Future[T]]:
        loop, task = asyncio.get_running_loop(), self._awaited
        if task is None or task.done() or task.get_loop() is not loop:
            task = loop.create_task(to_thread.run_sync(self._read_if_old))
            self._awaited = task
        return task

    def _read_if_old(self) -> Future[T]:
        with self._reading:
            known = self._current()
            if known is None:
                known = self._read_again()
                self._known = known, time.monotonic() + self._seconds
        return known

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
