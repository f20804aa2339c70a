"""Threads for slow work, with a bounded queue: what does not fit is refused at once.

Work that takes too long, or that nobody waits for any more, is told to stop (`service.stopping`).
It keeps its thread until it does, and nothing else gets that thread: slow work can fill the
threads, never the memory.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from service.problems import RETRY_SECONDS, ProblemError, log_crash
from service.stopping import Stopped, stoppable

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """`at_once` pieces of work at a time, `waiting` behind them, `seconds` for each in all."""

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self._most = at_once + waiting
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answering")
        self._counting = threading.Lock()
        self._taken = 0
        self._inside = 0

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """For a request that will have work: many at once must not even be looked at. Used by one
        event loop. Raises `ProblemError`."""
        if self.is_full or self._inside >= self._most:
            raise _busy()
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    @property
    def taken(self) -> int:
        """How much is under way or waiting."""
        return self._taken

    @property
    def is_full(self) -> bool:
        """Whether more work would be refused."""
        return self._taken >= self._most

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns or raises. Raises `ProblemError` when there is no room or time."""
        self._take()
        given_up = threading.Event()
        future = self._pool.submit(stoppable, given_up, partial(work, *args, **kwargs))
        future.add_done_callback(partial(self._give_back, given_up))
        waiting = asyncio.wrap_future(future)
        try:
            done, _ = await asyncio.wait({waiting}, timeout=self._seconds)
            if not done:
                raise ProblemError(
                    "too-slow", f"this took longer than {self._seconds:g} seconds", retry=True
                )
            return waiting.result()
        finally:
            given_up.set()
            waiting.cancel()  # what still waits for a thread, though nobody waits for it

    def _take(self) -> None:
        with self._counting:
            if self.is_full:
                raise _busy()
            self._taken += 1

    def _give_back(self, given_up: threading.Event, ended: Future[T]) -> None:
        with self._counting:
            self._taken -= 1
        if given_up.is_set() and not ended.cancelled():
            _log_unheard(ended.exception())


def _log_unheard(error: BaseException | None) -> None:
    """A crash that no response tells of, because the request had ended before."""
    if error is not None and not isinstance(error, (Stopped, ProblemError)):
        log_crash(error)


def _busy() -> ProblemError:
    message = f"too many questions are waiting: try again in {RETRY_SECONDS} seconds"
    return ProblemError("busy", message, retry=True)
