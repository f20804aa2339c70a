"""What the page without scripts shows: answers and sources in words, rendered from templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from service.schemas import Answer, Citation, DocumentRef, Locator

TEMPLATES = Path(__file__).with_name("templates")
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
AROUND = 600  # characters of the document's text on either side of a quote

NOTICES = {
    "newer_document": "There is a newer document",
    "summary_only": "This rests on a summary or a news item",
    "proposal": "This was a proposal",
    "conflict": "The documents disagree",
}
OUTCOMES = {
    "answered": "Answer",
    "partial": "Part of an answer",
    "not_in_documents": "These documents do not say",
    "out_of_scope": "This is not something Reform QA can help with",
    "refused": "Reform QA will not answer this",
}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote among the text around it; `more` says whether the document goes on at either end."""

    before: str
    quote: str
    after: str
    more: tuple[bool, bool]


KIND_IN_WORDS = {"inspection": "inspection report", "response": "response to a consultation"}


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page; everything that is filled in is escaped."""
    html = _environment.get_template(template).render(**values)
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
    return HTMLResponse(html, status, headers=headers)


def origin(document: DocumentRef) -> str:
    """Who published a document, what it is and when: "Ofsted, inspection report, 2 May 2023"."""
    parts = [
        document.publisher,
        KIND_IN_WORDS.get(document.kind, document.kind.replace("_", " ")),
        _day(document.published) if document.published else None,
    ]
    said = ", ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def place(locator: Locator) -> str:
    """Where in a document: "paragraph 9, page 3"."""
    parts = [f"paragraph {locator.paragraph}"] if locator.paragraph else []
    if locator.slide is not None:
        parts.append(f"slide {locator.slide}")
    elif locator.page is not None:
        parts.append(f"page {locator.page_label or locator.page}")
    if not parts and locator.heading:
        parts.append(f"under “{locator.heading[-1]}”")
    return ", ".join(parts)


def described(citation: Citation) -> str:
    """Origin and place of a quote in one line."""
    where = place(citation.locator)
    scan = " Read from a scan: check the picture." if citation.locator.ocr_confidence else ""
    return f"{origin(citation.document)}{f', {where}' if where else ''}.{scan}"


def excerpt(text: str, span: tuple[int, int]) -> Excerpt:
    """The quote at `span` with whole words around it."""
    start, end = span
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    more = bool(text[:first].strip()), bool(text[last:].strip())
    return Excerpt(text[first:start], text[start:end], text[end:last], more)


def source(answer: Answer, number: int) -> Citation | None:
    """A citation, or nearest passage, of an answer."""
    listed = [*answer.citations, *answer.nearest]
    return next((each for each in listed if each.number == number), None)


def _day(day: date) -> str:
    return f"{day:%B %Y}" if day.day == 1 else f"{day.day} {day:%B %Y}"


_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.globals.update(described=described, origin=origin, NOTICES=NOTICES, OUTCOMES=OUTCOMES)
