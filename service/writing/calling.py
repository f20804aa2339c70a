"""One call of the model: streamed, within its time, and given up at once when nobody listens.

The client libraries can only be interrupted as coroutines, and answers are made in threads. So the
calls run in an event loop of their own, and the thread that wants the words waits for each piece.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from service.listening import Listener
from service.writing.failures import ModelFailed, Reason, failure_of

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.runnables import Runnable

LOOKS_EVERY = 0.1  # seconds between looks whether anybody still listens
CHARACTERS_A_TOKEN = 4
_ENDINGS = ("finish_reason", "stop_reason", "done_reason")
_CUT_OFF = frozenset({"length", "max_tokens"})
_REFUSED = frozenset({"content_filter", "refusal"})
# The model has read nothing where these come before its first word.
_TURNED_AWAY = frozenset({Reason.RATE_LIMITED, Reason.UNREACHABLE, Reason.REJECTED})

Messages = Sequence[tuple[str, str]]


@dataclass(slots=True)
class Call:
    """What is known of a call so far; `text` is all that the model has written."""

    text: str = ""
    ending: str | None = None
    refused: bool = False
    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    heard: bool = False
    whole: bool = False

    def take(self, chunk: AIMessageChunk) -> None:
        """Note what a piece tells."""
        self.heard = True
        self.text += chunk.text
        for name in _ENDINGS:
            self.ending = chunk.response_metadata.get(name) or self.ending
        self.refused = self.refused or bool(chunk.additional_kwargs.get("refusal"))
        if used := chunk.usage_metadata:
            self.input_tokens += used["input_tokens"]
            self.output_tokens += used["output_tokens"]

    def estimate(self, messages: Messages) -> None:
        """Where the server counts no tokens, or had not counted all when it was broken off: a call
        must not look free."""
        counted = (self.input_tokens, self.output_tokens)
        if not self.input_tokens:
            self.input_tokens = sum(len(text) for _, text in messages) // CHARACTERS_A_TOKEN
        if not (self.whole and self.output_tokens):
            written = len(self.text) // CHARACTERS_A_TOKEN
            self.output_tokens = max(self.output_tokens, written)
        self.estimated = counted != (self.input_tokens, self.output_tokens)


@dataclass(slots=True)
class Caller:
    """Safe to share by threads. The loop's thread starts with the first call."""

    model: Runnable[LanguageModelInput, BaseMessage]
    _loop: asyncio.AbstractEventLoop | None = None
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def stream(
        self, messages: Messages, call: Call, listener: Listener, until: float
    ) -> Generator[str, None, None]:
        """All that was written so far, each time that there is more. Raises `ModelFailed`."""
        pieces: queue.SimpleQueue[AIMessageChunk | BaseException | None] = queue.SimpleQueue()
        loop = self._running()
        running = asyncio.run_coroutine_threadsafe(self._start(messages, pieces), loop).result()
        reached = True
        try:
            while (piece := _next(pieces, listener, until)) is not None:
                if isinstance(piece, BaseException):
                    failure = failure_of(piece)
                    reached = call.heard or failure.reason not in _TURNED_AWAY
                    raise failure from piece
                call.take(piece)
                yield call.text
            call.whole = True
            _check(call)
        finally:
            asyncio.run_coroutine_threadsafe(_end(running), loop)
            if reached:
                for untaken in _untaken(pieces):  # written before it was broken off
                    call.take(untaken)
                call.estimate(messages)

    async def _start(
        self, messages: Messages, pieces: queue.SimpleQueue[Any]
    ) -> asyncio.Task[None]:
        return asyncio.create_task(self._run(messages, pieces))

    async def _run(self, messages: Messages, pieces: queue.SimpleQueue[Any]) -> None:
        try:
            stream = cast("Any", self.model.astream(list(messages)))
            async with aclosing(cast("AsyncIterator[Any]", stream)) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    pieces.put(chunk)
        except Exception as error:
            pieces.put(error)
        else:
            pieces.put(None)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(
                    target=self._loop.run_forever, name="model calls", daemon=True
                ).start()
            return self._loop


def _next(pieces: queue.SimpleQueue[Any], listener: Listener, until: float) -> Any:
    while True:
        if listener.gone.is_set():
            raise ModelFailed(Reason.STOPPED)
        left = until - time.monotonic()
        if left <= 0:
            raise ModelFailed(Reason.TOO_SLOW)
        try:
            return pieces.get(timeout=min(LOOKS_EVERY, left))
        except queue.Empty:
            continue


def _untaken(pieces: queue.SimpleQueue[Any]) -> Iterator[AIMessageChunk]:
    while not pieces.empty():
        piece = pieces.get_nowait()
        if piece is not None and not isinstance(piece, BaseException):
            yield piece


def _check(call: Call) -> None:
    """Raises `ModelFailed` where the model ended for another reason than that it had finished."""
    if call.refused or call.ending in _REFUSED:
        raise ModelFailed(Reason.REFUSED, str(call.ending))
    if call.ending in _CUT_OFF:
        raise ModelFailed(Reason.CUT_OFF, str(call.ending))


async def _end(running: asyncio.Task[None]) -> None:
    """Cancelling closes the connection, by which the server knows that it may stop. A client may
    lose a cancellation that comes while it connects, so it is said until it is heard."""
    while not running.done():
        running.cancel()
        await asyncio.wait({running}, timeout=LOOKS_EVERY)
