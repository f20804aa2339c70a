"""Step 6: turn the chosen units into statements with citations, and keep only what they support."""

from __future__ import annotations

import re
from datetime import date

from ingest.records import Passage
from service.context import Context, Evidence
from service.schemas import Citation, Statement, Status
from service.steps.dating import SECOND_HAND
from service.units import Unit

MOST_CITATIONS_EACH = 3
SUPPORTS = 0.8
_FIGURE = re.compile(r"£?\d[\d,.]*\d|£?\d")
# A document's own footnote mark, which a reader of the answer would take for one of ours.
MARK = re.compile(r"\[(\d+)\]")


def ground(context: Context) -> None:
    """Fills `statements` and `citations`. `not_in_documents` where no statement is left."""
    for item in context.chosen:
        supporting = [item, *_others_saying_the_same(context, item)]
        supporting.sort(key=lambda other: _standing(context, other))
        numbers = [
            number
            for unit in (other.unit for other in supporting)
            if (number := cite(context, unit.passage, unit.start, unit.end))
        ]
        if numbers:
            numbers += cite_header(context, item.unit)
            text = MARK.sub(r"(\1)", item.unit.text)
            context.statements.append(Statement(text=text, citations=numbers))
    if not context.statements:
        context.status = Status.NOT_IN_DOCUMENTS


def _standing(context: Context, item: Evidence) -> tuple[bool, int]:
    """Sorts originals before summaries and news of them, and the newest first."""
    document = context.build.documents[item.unit.passage.document_id]
    published = document.published or date.min
    return document.kind in SECOND_HAND, -published.toordinal()


def cite(context: Context, passage: Passage, start: int, end: int) -> int | None:
    """The citation of a span, a new one unless it is cited already; None where it is not what the
    text says there."""
    quote = context.build.quote(passage, start, end)
    stored = context.build.text(passage.document_id)[start:end]
    if not quote.quote or quote.quote != stored:
        return None
    for cited in context.citations:
        if (cited.document.id, cited.start, cited.end) == (quote.document.id, start, end):
            return cited.number
    number = len(context.citations) + 1
    context.citations.append(Citation(number=number, **quote.model_dump()))
    return number


def cite_header(context: Context, unit: Unit) -> list[int]:
    """A row is told with the names of its columns, which stand in the table's header: that is
    cited too, as else the statement says more than its quote."""
    if unit.kind != "row":
        return []
    texts = context.build.texts
    document = unit.passage.document_id
    header = next(
        (
            found
            for row in texts.blocks(document, unit.start, unit.end)
            if (found := texts.header_of(document, row))
        ),
        None,
    )
    number = cite(context, unit.passage, header.start, header.end) if header else None
    return [number] if number else []


def _others_saying_the_same(context: Context, item: Evidence) -> list[Evidence]:
    """Units of other documents that hold every figure and nearly every word of this one."""
    same: list[Evidence] = []
    documents = {item.unit.passage.document_id}
    for other in context.evidence:
        if len(same) == MOST_CITATIONS_EACH - 1:
            break
        document = other.unit.passage.document_id
        if document in documents or other.scope != item.scope or _of_another(context, other, item):
            continue
        if supports(context, other.unit.text, item.unit.text):
            same.append(other)
            documents.add(document)
    return same


def _of_another(context: Context, other: Evidence, item: Evidence) -> bool:
    """Whether the two stand in reports of other places or times, which read alike and tell of
    other things: "strong" in one of them is "weak" in the next."""
    one, two = (context.build.about[each.unit.passage.document_id] for each in (other, item))
    return (
        one.serial
        and two.serial
        and bool(one.places and two.places)
        and (one.places, one.dates) != (two.places, two.dates)
    )


def supports(context: Context, quote: str, statement: str) -> bool:
    """Whether a quote holds a statement: all of its figures and `SUPPORTS` of its words."""
    if not set(_FIGURE.findall(statement)) <= set(_FIGURE.findall(quote)):
        return False
    stems = context.build.vocabulary.stems
    words = stems(statement)
    return bool(words) and len(words & stems(quote)) >= SUPPORTS * len(words)
