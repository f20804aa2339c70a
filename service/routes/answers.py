"""Ask a question, fetch an answer again, say what one thought of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse

from service import audit
from service.audit import Who
from service.problems import ProblemError, invalid
from service.recheck import ask_again
from service.records import AnswerPage, Recheck, Rechecked
from service.routes import cursors, screening
from service.routes.access import (
    ADMIN,
    ANSWER,
    ANSWERS,
    ASK,
    GUARDED,
    ROOM,
    WITH_BODY,
    Asker,
    still_answering,
)
from service.routes.asking import prepare, unless_gone
from service.routes.common import State, documented, json_only
from service.routes.stream import UNBUFFERED, described, events
from service.schemas import Answer, Feedback, Question, Status
from service.state import ServiceState
from service.store import Chosen, Place

router = APIRouter(prefix="/v1/answers", tags=["answers"], responses=GUARDED)

DEFAULT_LIMIT, MAX_LIMIT = 50, 200

Since = Annotated[
    datetime | None, Query(description="Only answers from then on; UTC where no zone is given")
]
Statuses = Annotated[list[Status] | None, Query(description="Only these; may be repeated")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Answers a page")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of a page")]
AskAgain = Annotated[bool, Query(description="Ask the same again, of the index served now")]

STREAM = {
    "description": "The answer; with `stream: true` as events: `status`, `statement`…, `done`",
    "content": described("status", "statement", "done", "error"),
}


@router.post(
    "",
    summary="Ask a question",
    response_model=Answer,
    responses={
        200: STREAM,
        **WITH_BODY,
        **documented("not-ready", "paused", "busy", "too-slow"),
    },
    dependencies=[ANSWER, ROOM, Depends(json_only)],
)
async def ask(
    question: Question, request: Request, who: Asker, state: State
) -> Answer | EventSourceResponse:
    """Verbatim quotes that answer the question, or an honest "these documents do not say"."""
    work = await prepare(question, who, state)
    if question.stream:
        return EventSourceResponse(events(work), headers=UNBUFFERED)
    return await unless_gone(request, work)


@router.get(
    "",
    summary="Stored answers",
    responses=documented("invalid-request", "not-ready"),
    dependencies=[ADMIN],
)
def listed(
    who: Asker,
    state: State,
    since: Since = None,
    status: Statuses = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> AnswerPage:
    """Newest first, each with what readers thought of it."""
    chosen = Chosen(since, status or ())
    audit.note(state.answers.database, "answers_listed", who)
    records, place = state.answers.page(chosen, limit, _read_cursor(cursor) if cursor else None)
    return AnswerPage(answers=records, next_cursor=cursors.pack(list(place)) if place else None)


@router.get(
    "/{answer_id}",
    summary="A stored answer",
    responses=documented(
        "unknown-answer", "invalid-request", "not-ready", "paused", "busy", "too-slow"
    ),
    dependencies=[ASK],
)
async def stored(
    answer_id: str, request: Request, who: Asker, state: State, recheck: AskAgain = False
) -> Rechecked | Answer:
    """The answer as it was given; on demand with whether it would still be given, and why not."""
    answer = await to_thread.run_sync(state.answers.get, answer_id)
    if answer is None:
        raise _unknown_answer()
    if not recheck:
        return answer
    await ANSWERS(request)
    again = await state.answering.run(_ask_again, answer, who, state)
    return Rechecked(**answer.model_dump(), recheck=again)


@router.post(
    "/{answer_id}/feedback",
    summary="Rate an answer",
    status_code=204,
    responses={**WITH_BODY, **documented("unknown-answer")},
    dependencies=[ASK, Depends(json_only)],
)
def rate(answer_id: str, feedback: Feedback, state: State) -> None:
    """Keep a reader's judgement of an answer."""
    feedback = screening.feedback(feedback, state)
    if not state.answers.add_feedback(answer_id, feedback):
        raise _unknown_answer()


def _ask_again(answer: Answer, who: Who, state: ServiceState) -> Recheck:
    still_answering(state)
    again = ask_again(answer, who, state)
    still_answering(state)
    return again


def _read_cursor(cursor: str) -> Place:
    match cursors.unpack(cursor):
        case [str(created), str(answer_id)] if (created + answer_id).isprintable():
            return created, answer_id
    raise invalid("cursor", "cursor is not one that a page of answers gave.")


def _unknown_answer() -> ProblemError:
    return ProblemError("unknown-answer", "no answer is stored under this id")
