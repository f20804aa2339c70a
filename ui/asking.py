"""A question on its way. It is asked beside the page, so that a click does not ask it twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ui.errors import ServiceError, unreadable
from ui.limits import NONE, Limits
from ui.shapes import Answer, Statement

Said = Iterator[Statement | Answer | None]


@dataclass(eq=False)
class Asking:
    """What the service has said so far. One thread writes, the page's script reads."""

    question: str
    limits: Limits = NONE
    answer: Answer | None = None
    error: ServiceError | None = None
    _statements: list[Statement] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def done(self) -> bool:
        return self.answer is not None or self.error is not None

    def statements(self) -> list[Statement]:
        """What was stated so far."""
        with self._changed:
            return list(self._statements)

    def wait(self, seen: int, seconds: float) -> None:
        """Until more than `seen` is stated, or it is done, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self.done or len(self._statements) > seen, seconds)

    def stop(self) -> None:
        """Let go of the answer: the connection is closed when the service next says something."""
        self._stopped.set()

    def run(self, ask: Callable[[], Said]) -> None:
        """Listen to the service until it is done. Raises nothing: the error is the outcome."""
        if self._stopped.is_set():  # while it waited for a thread
            return
        try:
            for event in ask():
                if self._stopped.is_set():
                    return
                if event is not None:
                    self._hear(event)
            if not self.done:
                self._end(unreadable())
        except ServiceError as error:
            self._end(error)
        except Exception:  # whatever it was, the question must not be lost
            self._end(unreadable())

    def _hear(self, event: Statement | Answer) -> None:
        with self._changed:
            if isinstance(event, Answer):
                self.answer = event
            else:
                self._statements.append(event)
            self._changed.notify_all()

    def _end(self, error: ServiceError) -> None:
        with self._changed:
            self.error = error
            self._changed.notify_all()
