"""One question of a reader, whichever address it came to: checked, answered, stored, audited."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

from anyio import to_thread
from fastapi import Request

from ingest.catalogue import KINDS
from service import stopping
from service.audit import Who
from service.edge import Gone
from service.listening import Listener, nobody
from service.patience import patiently
from service.problems import invalid
from service.recheck import digests
from service.routes import screening
from service.routes.access import still_answering
from service.schemas import Answer, Filters, Question, Statement
from service.state import ServiceState
from service.store import Asked
from service.visible import is_blank

Work = Callable[[Callable[[Statement], None]], Awaitable[Answer]]


async def prepare(question: Question, who: Who, state: ServiceState) -> Work:
    """The work that answers a question which may be answered, and tells of each statement as it is
    final. Raises `ProblemError`, `BuildIndex`.

    A long history takes a moment to screen, so that is done in a thread.
    """
    until = time.monotonic() + state.settings.answer_seconds
    checked = await to_thread.run_sync(_checked, question, state)
    return lambda stated: state.answering.run(_answer, checked, stated, until, who, state)


async def unless_gone(request: Request, work: Work) -> Answer:
    """The answer; when whoever asked breaks the connection off the work is stopped. Raises
    `Gone`."""
    working, gone = asyncio.ensure_future(work(nobody)), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        working.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _checked(question: Question, state: ServiceState) -> Question:
    screened = screening.question(question, state)
    check(screened, state)
    return screened


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


def _answer(
    question: Question,
    stated: Callable[[Statement], None],
    until: float,
    who: Who,
    state: ServiceState,
) -> Answer:
    """In a thread of its own. What nobody waited for to the end was not given, and is not kept."""
    still_answering(state)
    listener = Listener(stated, until, stopping.given_up(), state.metrics.used)
    with state.live.use() as build:
        answer = state.engine.answer_to(listener, question, build)
        asked = Asked.of(question, digests(answer, build))
    patiently(partial(_keep, answer, asked, who, state))
    state.metrics.answered(answer)
    return answer


def _keep(answer: Answer, asked: Asked, who: Who, state: ServiceState) -> None:
    still_answering(state)
    state.answers.save(answer, asked, who)
