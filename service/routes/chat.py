"""OpenAI's addresses, so that existing chat clients can ask: another form of `POST /v1/answers`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, format_sse_event

from service import chat
from service.chat_shapes import MODEL, ChatCompletion, Completion, Model, Models
from service.problems import Problem, for_chat
from service.routes.access import ANSWER, ASK, GUARDED, ROOM, WITH_BODY, Asker
from service.routes.asking import prepare, unless_gone
from service.routes.common import State, documented, json_only
from service.routes.stream import UNBUFFERED, described, told
from service.schemas import Answer

router = APIRouter(prefix="/v1", tags=["chat"], responses=GUARDED)

STREAM = {
    "description": "The answer; with `stream: true` in pieces, `data: [DONE]` behind the last",
    "content": described("error"),
}


@router.post(
    "/chat/completions",
    summary="Ask in OpenAI's form",
    response_model=ChatCompletion,
    responses={
        200: STREAM,
        **WITH_BODY,
        **documented("unknown-model", "not-ready", "paused", "busy", "too-slow"),
    },
    dependencies=[ANSWER, ROOM, Depends(json_only)],
)
async def chat_completion(
    asked: Completion, request: Request, who: Asker, state: State
) -> ChatCompletion | EventSourceResponse:
    """The same answer as of `POST /v1/answers`, as Markdown with its sources under it; with
    `citations` and `status` beside it in the message."""
    work = await prepare(chat.question_of(asked), who, state)
    if not asked.stream:
        return chat.completion(await unless_gone(request, work))

    def tell(answer: Answer, _: int) -> Iterable[bytes]:
        for chunk in chat.chunks(answer, asked.stream_options):
            yield format_sse_event(data_str=chunk.model_dump_json())
        yield format_sse_event(data_str="[DONE]")

    return EventSourceResponse(told(work, tell, _fail), headers=UNBUFFERED)


@router.get(
    "/models",
    summary="What OpenAI's clients may name as the model",
    responses=documented("not-ready"),
    dependencies=[ASK],
)
def models(state: State) -> Models:
    """One, made when the index was."""
    with state.live.use() as build:
        made = int(datetime.fromisoformat(build.manifest.created).timestamp())
    return Models(data=[Model(id=MODEL, created=made)])


def _fail(problem: Problem) -> bytes:
    told = for_chat(problem).model_dump_json(exclude_none=True)
    return format_sse_event(event="error", data_str=told)
