"""A chat model that answers with what a test has told it, and with nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from service.writing.calling import Caller
from service.writing.writer import Writer

PIECE = 7  # characters a chunk, so that nothing comes whole


class Hangs:
    """In a queue: the model says no more until it is cancelled, which `cancelled` tells."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.cancelled = False


class QueuedModel(BaseChatModel):
    """Each call takes the next of the queue: a text, written in pieces, parts of which may be an
    error to raise or a `Hangs`. A call that no test has told what to say fails the test."""

    _queue: list[Sequence[Any]] = PrivateAttr(default_factory=list)
    _asked: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    def tell(self, *parts: Any) -> None:
        """What the next call that was not told yet writes."""
        self._queue.append(parts)

    @property
    def asked(self) -> list[list[BaseMessage]]:
        """The messages of each call."""
        return self._asked

    @property
    def _llm_type(self) -> str:
        return "queued"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        message = AIMessage(content="never called so")
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        self._asked.append(messages)
        assert self._queue, "a model was called that no test told what to say"
        for part in self._queue.pop(0):
            if isinstance(part, Exception):
                raise part
            if isinstance(part, Hangs):
                await _hang(part)
            for chunk in _chunks(part):
                yield ChatGenerationChunk(message=chunk)


async def _hang(part: Hangs) -> None:
    part.reached.set()
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        part.cancelled = True
        raise


def _chunks(part: Any) -> list[AIMessageChunk]:
    if isinstance(part, AIMessageChunk):
        return [part]
    pieces = [part[start : start + PIECE] for start in range(0, len(part), PIECE)]
    return [AIMessageChunk(content=piece) for piece in pieces]


def ending(reason: str) -> AIMessageChunk:
    """The last piece of an OpenAI model that ended for this reason."""
    return AIMessageChunk(content="", response_metadata={"finish_reason": reason})


def used(read: int, written: int) -> AIMessageChunk:
    """A piece that tells how many tokens there were."""
    tokens = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
    return AIMessageChunk(content="", usage_metadata=tokens)


def said(*statements: tuple[str, list[int]]) -> str:
    """Statements as the model is asked to write them."""
    written = [{"text": text, "sources": sources} for text, sources in statements]
    return json.dumps({"statements": written}, ensure_ascii=False)


def writer_of(model: QueuedModel, **more: Any) -> Writer:
    """A writer with this model."""
    return Writer("queued:model", Caller(model), **more)
