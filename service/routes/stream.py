"""An answer as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel

from service.listening import Listener
from service.problems import problem_of
from service.schemas import Answer, Statement

PING_SECONDS = 10.0
LOOKS_EVERY = 0.5


class StatusEvent(BaseModel):
    """`working` until the answer is there, then the answer's own status."""

    status: str


async def events(
    work: Callable[[Listener], Awaitable[Answer]], listener: Listener
) -> AsyncIterator[bytes]:
    """`status`, a `statement` each as it is final, `done` with the whole answer; or `error` with a
    problem. Whoever goes away, ends the work that is only done for them."""
    yield _event("status", StatusEvent(status="working"))
    heard: asyncio.Queue[Statement] = asyncio.Queue()
    loop, told = asyncio.get_running_loop(), 0

    def hear(statement: Statement) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, statement)

    task = asyncio.ensure_future(work(replace(listener, stated=hear)))
    try:
        async for statement in _while_running(task, heard):
            told += statement is not None
            yield _event("statement", statement) if statement else KEEPALIVE_COMMENT
        answer = task.result()
    except Exception as error:
        yield _event("error", problem_of(error))
        return
    finally:
        listener.gone.set()
        task.cancel()
    yield _event("status", StatusEvent(status=answer.status))
    for statement in answer.statements[told:]:
        yield _event("statement", statement)
    yield _event("done", answer)


async def _while_running(
    task: asyncio.Future[Answer], heard: asyncio.Queue[Statement]
) -> AsyncIterator[Statement | None]:
    """Each statement as it is heard, until the work has ended; None where it is time for a ping."""
    while not task.done() or not heard.empty():
        hearing = asyncio.ensure_future(heard.get())
        try:
            either: set[asyncio.Future[Any]] = {task, hearing}
            await asyncio.wait(either, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                yield hearing.result()
            elif not task.done():
                yield None
        finally:
            hearing.cancel()


@asynccontextmanager
async def gone_with(request: Request, listener: Listener) -> AsyncIterator[None]:
    """While an answer is made that is not streamed: notices that whoever asked has gone."""

    async def watch() -> None:
        while not await request.is_disconnected():
            await asyncio.sleep(LOOKS_EVERY)
        listener.gone.set()

    watching = asyncio.ensure_future(watch())
    try:
        yield
    finally:
        listener.gone.set()
        watching.cancel()


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
