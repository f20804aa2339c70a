"""Work that nobody waits for any more ends at the next of its steps.

Python can not break a thread off. So whoever gives work up says so, and the work itself looks:
before each step of an answer, and wherever else it may take long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_given_up: ContextVar[threading.Event | None] = ContextVar("given_up", default=None)


class Stopped(Exception):
    """The work was given up: whoever asked has gone, or it took too long."""


def check() -> None:
    """Go on, unless the work that this thread is at was given up. Raises `Stopped`."""
    if given_up().is_set():
        raise Stopped


def given_up() -> threading.Event:
    """Is set once the work that this thread is at is given up."""
    return _given_up.get() or threading.Event()


def stoppable(giving_up: threading.Event, work: Callable[[], T]) -> T:
    """What `work` returns or raises; while it runs, `check` looks at this event."""
    token = _given_up.set(giving_up)
    try:
        return work()
    finally:
        _given_up.reset(token)
