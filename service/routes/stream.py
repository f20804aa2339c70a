"""An answer as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel

from service.problems import Problem, problem_of
from service.routes.asking import Work
from service.schemas import Answer, Statement

PING_SECONDS = 10.0
UNBUFFERED = {"X-Accel-Buffering": "no"}


def described(*names: str) -> dict[str, Any]:
    """OpenAPI's media type of a stream with events of these names, whose data is JSON."""
    data = {"type": "string", "contentMediaType": "application/json"}
    event = {"type": "string", "enum": list(names)}
    item = {"type": "object", "properties": {"event": event, "data": data}, "required": ["data"]}
    return {"text/event-stream": {"itemSchema": item}}


class StatusEvent(BaseModel):
    """What is going on: `working`, then the status of the answer."""

    status: str


async def events(work: Work) -> AsyncIterator[bytes]:
    """`status`, a `statement` each as it is final, `done` with the whole answer; or `error` with a
    problem."""
    yield _event("status", StatusEvent(status="working"))
    async with aclosing(told(work, _tell, _fail, _state)) as all_told:
        async for event in all_told:
            yield event


async def told(
    work: Work,
    tell: Callable[[Answer, int], Iterable[bytes]],
    fail: Callable[[Problem], bytes],
    state: Callable[[Statement], bytes | None] = lambda _: None,
) -> AsyncGenerator[bytes]:
    """A heartbeat while the answer is made and what `state` makes of each statement that is final,
    then what `tell` makes of the whole, of which so many statements were told; or what `fail` makes
    of the problem. The work is stopped when nobody reads any more."""
    heard: asyncio.Queue[Statement] = asyncio.Queue()
    loop, early = asyncio.get_running_loop(), 0
    task = asyncio.ensure_future(work(lambda s: _pass_on(loop, heard, s)))
    try:
        async with aclosing(_while_running(task, heard)) as statements:
            async for statement in statements:
                if statement is None:
                    yield KEEPALIVE_COMMENT
                elif event := state(statement):
                    early += 1
                    yield event
        answer = task.result()
    except Exception as error:
        yield fail(problem_of(error))
        return
    finally:
        task.cancel()
    for event in tell(answer, early):
        yield event


def _pass_on(
    loop: asyncio.AbstractEventLoop, heard: asyncio.Queue[Statement], statement: Statement
) -> None:
    """From the thread that answers."""
    loop.call_soon_threadsafe(heard.put_nowait, statement)


async def _while_running(
    task: asyncio.Future[Answer], heard: asyncio.Queue[Statement]
) -> AsyncGenerator[Statement | None]:
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


def _state(statement: Statement) -> bytes:
    return _event("statement", statement)


def _tell(answer: Answer, early: int) -> Iterable[bytes]:
    yield _event("status", StatusEvent(status=answer.status))
    for statement in answer.statements[early:]:
        yield _event("statement", statement)
    yield _event("done", answer)


def _fail(problem: Problem) -> bytes:
    return _event("error", problem)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
