"""Pictures of pages, with a citation's quote marked where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from ingest.document import Page
from ingest.errors import Unreadable
from ingest.records import DocumentRecord
from service.opened import OpenBuild
from service.pictures import Original, lines
from service.problems import ProblemError, invalid
from service.routes.access import ASK, GUARDED
from service.routes.common import BINARY, State, documented, find_document
from service.routes.documents import original
from service.schemas import Citation
from service.state import ServiceState

router = APIRouter(
    prefix="/v1/documents", tags=["documents"], responses=GUARDED, dependencies=[ASK]
)

DEFAULT_WIDTH, MIN_WIDTH, MAX_WIDTH = 1000, 200, 2000
QUOTE_PAGES, QUOTE_PLACE = "Reform-Quote-Pages", "Reform-Quote-Place"

CitationName = Annotated[
    str | None, Query(max_length=100, description="`ANSWER_ID:NUMBER`: the quote to mark")
]
Width = Annotated[int, Query(ge=MIN_WIDTH, le=MAX_WIDTH, description="Pixels")]


@router.get(
    "/{document_id}/pages/{number}.png",
    summary="A picture of a page",
    response_class=Response,
    responses={
        200: {
            "description": "The page; of a citation's quote the headers say on which pages it "
            f"stands (`{QUOTE_PAGES}: 3-4`), and where on this one: left, top, right and bottom in "
            f"parts of the page (`{QUOTE_PLACE}: 0.118,0.214,0.883,0.305`)",
            "content": {"image/png": BINARY},
        },
        **documented(
            "unknown-document",
            "no-page-picture",
            "unknown-citation",
            "missing-original",
            "invalid-request",
            "not-ready",
            "busy",
            "too-slow",
        ),
    },
)
async def picture(
    document_id: str,
    number: int,
    state: State,
    citation: CitationName = None,
    width: Width = DEFAULT_WIDTH,
) -> Response:
    """PDF only. A quote that the document no longer contains is not marked anywhere."""
    drawn = await state.drawing.run(draw, state, document_id, number, citation, width)
    headers = {"Cache-Control": "private, no-cache", **drawn.headers}
    return Response(drawn.png, media_type="image/png", headers=headers)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's picture, and what its headers tell of the quote on it."""

    png: bytes
    headers: dict[str, str]


def draw(
    state: ServiceState, document_id: str, number: int, citation: str | None, width: int
) -> Drawn:
    """Raises `ProblemError` where there is no such document, page, citation or picture."""
    with state.live.use() as build:
        record = find_document(build, document_id)
        page = _page(build, record, number)
        span = find_quote(build, _cited(state, citation, record)) if citation else None
        source = Original(original(state, record), record.sha256)
        try:
            png = state.pictures.page(source, page, width, span)
            return Drawn(png, _where(build, record, page, span) if span else {})
        except Unreadable as error:
            raise ProblemError("no-page-picture", str(error)) from error


def _where(
    build: OpenBuild, record: DocumentRecord, page: Page, span: tuple[int, int]
) -> dict[str, str]:
    """The pages that the quote stands on, and its place on this one, if it stands there."""
    starts = [(begin, number) for number, _, begin in build.texts.page_outline(record.id)]
    first = max((number for begin, number in starts if begin <= span[0]), default=1)
    last = max((number for begin, number in starts if begin < span[1]), default=first)
    headers = {QUOTE_PAGES: f"{first}-{last}"}
    boxes = lines(page.words, span)
    if boxes and page.width > 0 and page.height > 0:
        place = (
            min(box.left for box in boxes) / page.width,
            min(box.top for box in boxes) / page.height,
            max(box.right for box in boxes) / page.width,
            max(box.bottom for box in boxes) / page.height,
        )
        headers[QUOTE_PLACE] = ",".join(f"{part:.3f}" for part in place)
    return headers


def _page(build: OpenBuild, record: DocumentRecord, number: int) -> Page:
    if record.format != "pdf":
        raise ProblemError(
            "no-page-picture",
            f"a {record.format} file has no pictures of pages: use "
            f"/v1/documents/{record.id}/text or /v1/documents/{record.id}/file",
        )
    page = build.texts.page(record.id, number) if 0 < number < 2**31 else None
    if page is None:
        count = build.texts.page_counts().get(record.id, 0)
        raise ProblemError("no-page-picture", f"the document has the pages 1 to {count}")
    return page


def _cited(state: ServiceState, name: str, record: DocumentRecord) -> Citation:
    """The citation, or nearest passage, that `ANSWER_ID:NUMBER` names."""
    answer_id, _, number = name.rpartition(":")
    if not answer_id or not (number.isascii() and number.isdecimal()):
        raise invalid("citation", "citation must be ANSWER_ID:NUMBER.")
    answer = state.answers.get(answer_id)
    if answer is None:
        raise ProblemError("unknown-citation", "no answer is stored under this id")
    for citation in [*answer.citations, *answer.nearest]:
        if citation.number == int(number):
            break
    else:
        raise ProblemError("unknown-citation", f"the answer has no citation {number}")
    if citation.document.id != record.id:
        raise ProblemError(
            "unknown-citation", f"citation {number} is from the document {citation.document.id}"
        )
    return citation


def find_quote(build: OpenBuild, citation: Citation) -> tuple[int, int] | None:
    """Where the quote stands now: the build that the answer came from may have been replaced.

    Where the text has moved, the occurrence nearest to the old place; None where it is gone.
    """
    text, quote = build.text(citation.document.id), citation.quote
    if not quote:
        return None
    if text[citation.start : citation.end] == quote:
        return citation.start, citation.end
    before = text.rfind(quote, 0, citation.start + len(quote))
    after = text.find(quote, citation.start)
    found = [place for place in (before, after) if place >= 0]
    if not found:
        return None
    start = min(found, key=lambda place: abs(place - citation.start))
    return start, start + len(quote)
