"""An answer as text for a terminal: wrapped, with its sources and what they say."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from service.schemas import Answer, Citation, Locator, Status

NARROWEST, WIDEST = 40, 100
INDENT = "    "

FALLBACK = {
    Status.NOT_IN_DOCUMENTS: "These documents do not say.",
    Status.OUT_OF_SCOPE: "This is not a question about children's social care reform.",
    Status.REFUSED: "This question cannot be answered here.",
}


def render(answer: Answer, width: int) -> str:
    """The answer, its notices, then each source with its quote."""
    width = max(NARROWEST, min(width, WIDEST))
    text = answer.answer or FALLBACK.get(answer.status, "")
    parts = [_wrap(text, width)]
    if answer.interpreted_question:
        parts.insert(0, _wrap(f"Searched for: {answer.interpreted_question}", width))
    parts += [_wrap(f"Note: {notice.text}", width) for notice in answer.notices]
    if answer.citations:
        parts += _sources("Sources", answer.citations, width)
    elif answer.nearest:
        parts += _sources("Nearest passages (they do not answer it)", answer.nearest, width)
    return "\n\n".join(parts)


def _sources(title: str, citations: Sequence[Citation], width: int) -> Iterator[str]:
    yield title
    for citation in citations:
        yield "\n".join(_source(citation, width))


def _source(citation: Citation, width: int) -> Iterator[str]:
    document = citation.document
    facts = [
        document.title,
        document.publisher,
        spoken_date(document.published) if document.published else None,
        *place(citation.locator),
    ]
    yield _wrap(f"[{citation.number}] " + ", ".join(filter(None, facts)), width, INDENT)
    yield textwrap.indent(_wrap(f"“{citation.quote}”", width - len(INDENT)), INDENT)
    if document.url:
        yield INDENT + clean(document.url)


def place(locator: Locator) -> list[str]:
    """Where a reader finds it: the slide or page, the paragraph, else the heading above it."""
    found = []
    if locator.slide is not None:
        found.append(f"slide {locator.slide}")
    elif locator.page is not None:
        found.append(f"page {locator.page_label or locator.page}")
    if locator.paragraph:
        found.append(f"paragraph {locator.paragraph}")
    if locator.ocr_confidence is not None:
        found.append("read from a scan: check the picture")
    if not found and locator.heading:
        found.append(f"under “{locator.heading[-1]}”")
    return found


def spoken_date(day: date) -> str:
    """2 February 2023; a first of the month as the month, since many papers print no more."""
    return f"{day:%B %Y}" if day.day == 1 else f"{day.day} {day:%B %Y}"


def clean(text: str) -> str:
    """Without control and formatting characters: a document must not steer the terminal."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))


def _wrap(text: str, width: int, indent: str = "") -> str:
    """Every line of the text wrapped; continuation lines are indented."""
    lines = clean(text.replace("\t", " ")).strip().splitlines()
    return "\n".join(textwrap.fill(line, width, subsequent_indent=indent) for line in lines)
