"""An answer as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel

from service.problems import problem_of
from service.schemas import Answer

PING_SECONDS = 10.0


class StatusEvent(BaseModel):
    """`working` until the answer is there, then the answer's own status."""

    status: str


async def events(work: Callable[[], Awaitable[Answer]]) -> AsyncIterator[bytes]:
    """`status`, a `statement` each, `done` with the whole answer; or `error` with a problem."""
    yield _event("status", StatusEvent(status="working"))
    task = asyncio.ensure_future(work())
    try:
        while not (await asyncio.wait({task}, timeout=PING_SECONDS))[0]:
            yield KEEPALIVE_COMMENT
        answer = task.result()
    except Exception as error:
        yield _event("error", problem_of(error))
        return
    finally:
        task.cancel()
    yield _event("status", StatusEvent(status=answer.status))
    for statement in answer.statements:
        yield _event("statement", statement)
    yield _event("done", answer)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
