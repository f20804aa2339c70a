"""Ask a question, fetch an answer again, say what one thought of it."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse

from ingest.catalogue import KINDS
from service.problems import ProblemError, invalid
from service.routes.common import State, documented, json_only
from service.routes.stream import events
from service.schemas import Answer, Feedback, Filters, Question
from service.state import ServiceState
from service.visible import is_blank

router = APIRouter(prefix="/v1/answers", tags=["answers"])

STREAM = {
    "description": "The answer; with `stream: true` as events: `status`, `statement`…, `done`",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}
BODY_PROBLEMS = documented("invalid-request", "too-large", "not-json")


@router.post(
    "",
    summary="Ask a question",
    response_model=Answer,
    responses={200: STREAM, **BODY_PROBLEMS, **documented("not-ready")},
    dependencies=[Depends(json_only)],
)
async def ask(question: Question, state: State) -> Answer | EventSourceResponse:
    """Verbatim quotes that answer the question, or an honest "these documents do not say"."""
    await to_thread.run_sync(check, question, state)

    async def work() -> Answer:
        return await to_thread.run_sync(_answer, question, state, limiter=state.answering)

    if question.stream:
        return EventSourceResponse(events(work), headers={"X-Accel-Buffering": "no"})
    return await work()


@router.get(
    "/{answer_id}",
    summary="A stored answer",
    responses=documented("unknown-answer"),
)
def stored(answer_id: str, state: State) -> Answer:
    """The answer as it was given."""
    answer = state.answers.get(answer_id)
    if answer is None:
        raise _unknown_answer()
    return answer


@router.post(
    "/{answer_id}/feedback",
    summary="Rate an answer",
    status_code=204,
    responses={**BODY_PROBLEMS, **documented("unknown-answer")},
    dependencies=[Depends(json_only)],
)
def rate(answer_id: str, feedback: Feedback, state: State) -> None:
    """Keep a reader's judgement of an answer."""
    if not state.answers.add_feedback(answer_id, feedback):
        raise _unknown_answer()


def check(question: Question, state: ServiceState) -> None:
    """What the shapes cannot say, before any work is done. Raises `ProblemError`, `BuildIndex`."""
    if is_blank(question.question):
        raise invalid("question", "The question is empty: write what you want to know.")
    _check_filters(question.filters)
    with state.live.use() as build:
        for name in question.filters.documents:
            if name not in build.names:
                raise invalid(
                    "filters.documents",
                    f"There is no document {name!r}: GET /v1/documents lists what there is.",
                )


def _check_filters(filters: Filters) -> None:
    for kind in filters.kinds:
        if kind not in KINDS:
            raise invalid("filters.kinds", f"{kind!r} is not one of {', '.join(KINDS)}.")
    first, last = filters.published_from, filters.published_to
    if first and last and first > last:
        raise invalid("filters.published_from", "published_from is later than published_to.")


def _answer(question: Question, state: ServiceState) -> Answer:
    """Stored in the same breath, so that an answer whose reader has gone can still be fetched."""
    with state.live.use() as build:
        answer = state.engine.answer(question, build)
    state.answers.save(answer)
    return answer


def _unknown_answer() -> ProblemError:
    return ProblemError("unknown-answer", "no answer is stored under this id")
