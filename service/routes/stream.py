"""An answer as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel

from service.problems import Problem, problem_of
from service.routes.asking import Work
from service.schemas import Answer

PING_SECONDS = 10.0
UNBUFFERED = {"X-Accel-Buffering": "no"}


def described(*names: str) -> dict[str, Any]:
    """OpenAPI's media type of a stream with events of these names, whose data is JSON."""
    data = {"type": "string", "contentMediaType": "application/json"}
    event = {"type": "string", "enum": list(names)}
    item = {"type": "object", "properties": {"event": event, "data": data}, "required": ["data"]}
    return {"text/event-stream": {"itemSchema": item}}


class StatusEvent(BaseModel):
    """`working` until the answer is there, then the answer's own status."""

    status: str


async def events(work: Work) -> AsyncIterator[bytes]:
    """`status`, a `statement` each, `done` with the whole answer; or `error` with a problem."""
    yield _event("status", StatusEvent(status="working"))
    async for event in told(work, _tell, _fail):
        yield event


async def told(
    work: Work, tell: Callable[[Answer], Iterable[bytes]], fail: Callable[[Problem], bytes]
) -> AsyncIterator[bytes]:
    """A heartbeat while the answer is made, then what `tell` or `fail` make of it. The work is
    stopped when nobody reads any more."""
    task = asyncio.ensure_future(work())
    try:
        while not (await asyncio.wait({task}, timeout=PING_SECONDS))[0]:
            yield KEEPALIVE_COMMENT
        answer = task.result()
    except Exception as error:
        yield fail(problem_of(error))
        return
    finally:
        task.cancel()
    for event in tell(answer):
        yield event


def _tell(answer: Answer) -> Iterable[bytes]:
    yield _event("status", StatusEvent(status=answer.status))
    for statement in answer.statements:
        yield _event("statement", statement)
    yield _event("done", answer)


def _fail(problem: Problem) -> bytes:
    return _event("error", problem)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
