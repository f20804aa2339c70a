"""`/plain`: the same answers and sources as pages without scripts, for browsers and readers that
the chat page shuts out. Nothing is kept in the browser; a follow-up names the answers before it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from ingest.errors import ReformQAError
from service import plain
from service.problems import ProblemError, problem_of
from service.routes import answers, documents, pages
from service.routes.access import ANSWER, ASK, ROOM, Asker
from service.routes.common import State
from service.schemas import MAX_QUESTION, Answer, Citation, Question, Turn
from service.state import ServiceState

MOST_EARLIER = 6
KNOWN = (ProblemError, RequestValidationError, HTTPException, ReformQAError)


class PlainRoute(APIRoute):
    """Tells what goes wrong on a page, not as JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except KNOWN as error:
                problem = problem_of(error)
                page = plain.page("problem.html", problem.status, problem=problem)
                page.headers.update(getattr(error, "headers", None) or {})
                return page

        return handler


router = APIRouter(
    prefix="/plain", route_class=PlainRoute, include_in_schema=False, dependencies=[ASK]
)

Earlier = Annotated[str, Query(max_length=300, description="Ids of the answers before this one")]


def from_here(request: Request) -> None:
    """Refuse a form on somebody else's page: the browser would send along what it knows of us."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        strange = site not in ("same-origin", "none")
    else:
        strange = origin is not None and urlsplit(origin).netloc != request.url.netloc
    if strange:
        raise ProblemError("not-allowed", "The form was sent from another web page.")


@router.get("")
def start(state: State) -> Response:
    """The form, with questions to start from and what is searched."""
    return plain.page("start.html", library=documents.library(state), longest=MAX_QUESTION)


@router.post("", dependencies=[Depends(from_here), ANSWER, ROOM])
async def ask(
    request: Request,
    who: Asker,
    state: State,
    question: Annotated[str, Form(max_length=MAX_QUESTION)] = "",
    earlier: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Answer, then send the browser to the answer's own address."""
    history = await to_thread.run_sync(_history, earlier, state)
    answer = await answers.ask(Question(question=question, history=history), request, who, state)
    assert isinstance(answer, Answer)  # noqa: S101 - nothing was asked to be streamed
    return RedirectResponse(_address(answer.id, earlier), 303)


@router.get("/style.css")
def style() -> FileResponse:
    """The look of the pages."""
    return FileResponse(plain.TEMPLATES / "plain.css", media_type="text/css")


@router.get("/answers/{answer_id}")
def answer(answer_id: str, state: State, earlier: Earlier = "") -> Response:
    """A stored answer, with a box to go on asking."""
    return plain.page(
        "answer.html",
        answer=_stored(answer_id, state),
        earlier=" ".join([*_ids(earlier), answer_id][-MOST_EARLIER:]),
        longest=MAX_QUESTION,
    )


@router.get("/answers/{answer_id}/sources/{number}")
def source(answer_id: str, number: int, state: State, page: int | None = None) -> Response:
    """A quote on its page, or in its text."""
    citation = _source(_stored(answer_id, state), number)
    with state.live.use() as build:
        record = build.documents.get(citation.document.id)
        span = pages.find_quote(build, citation) if record else None
        count = build.texts.page_counts().get(citation.document.id) if record else None
        text = build.text(citation.document.id) if record else ""
    pictured = record is not None and record.format == "pdf"
    return plain.page(
        "source.html",
        answer_id=answer_id,
        citation=citation,
        number=number,
        page=(page or citation.locator.page or 1) if pictured else None,
        pages=count,
        excerpt=plain.excerpt(text, span) if span else None,
        file=PurePosixPath(citation.document.file).name if record else None,
    )


@router.get("/answers/{answer_id}/sources/{number}/{page}.png")
async def picture(answer_id: str, number: int, page: int, state: State) -> Response:
    """A page of a quote's document, with the quote marked."""
    citation = _source(await to_thread.run_sync(_stored, answer_id, state), number)
    name = f"{answer_id}:{number}"
    return await pages.picture(citation.document.id, page, state, name, pages.DEFAULT_WIDTH)


@router.get("/documents/{document_id}/file")
def file(document_id: str, state: State) -> FileResponse:
    """The original."""
    return documents.file(document_id, state)


def _stored(answer_id: str, state: ServiceState) -> Answer:
    answer = state.answers.get(answer_id)
    if answer is None:
        raise ProblemError("unknown-answer", "No answer is stored under this address any more.")
    return answer


def _source(answer: Answer, number: int) -> Citation:
    citation = plain.source(answer, number)
    if citation is None:
        raise ProblemError("unknown-citation", f"The answer has no source {number}.")
    return citation


def _history(earlier: str, state: ServiceState) -> list[Turn]:
    found = [state.answers.get(answer_id) for answer_id in _ids(earlier)]
    return [Turn(question=each.question, answer=each.answer[:2_000]) for each in found if each]


def _ids(earlier: str) -> list[str]:
    return earlier.split()[-MOST_EARLIER:]


def _address(answer_id: str, earlier: str) -> str:
    before = "%20".join(each for each in _ids(earlier) if each.isascii() and each.isprintable())
    return f"/plain/answers/{answer_id}" + (f"?earlier={before}" if before else "")
