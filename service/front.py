"""The lines at the head of a report that say whose it is and of when: "Swindon … July 2019"."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Block
from ingest.editions import authorities_in
from service.lists import Span
from service.opened import OpenBuild
from service.places import dates_in
from service.scope import About
from service.units import Unit, UnitKind

HEAD = 1500
LONGEST = 300
_KIND: UnitKind = "heading"


def front_of(document_id: str, build: OpenBuild) -> Unit | None:
    """The lines as a unit that may be quoted, with the passage that they stand in or before; None
    where the head of the document gives no date of its own."""
    text = build.text(document_id)[:HEAD]
    blocks = build.texts.blocks(document_id, 0, len(text))
    span = _span(text, blocks, build.about[document_id])
    if span is None:
        return None
    for passage in build.texts.passages(document_id):
        if span[0] < passage.end:
            quote = build.text(document_id)[slice(*span)]
            return Unit(_KIND, passage, *span, quote, context="")
    return None


def _span(text: str, blocks: Sequence[Block], about: About) -> Span | None:
    """From the last line that names the place to the first that gives a date of the document."""
    begin: int | None = None
    for block in blocks:
        line = text[block.start : block.end]
        if authorities_in(line) & about.places:
            begin = block.start
        if any(date.value[-4:] in about.dates for date in dates_in(line)):
            if begin is not None and block.end - begin <= LONGEST:
                return begin, block.end
            return (block.start, block.end) if len(line) <= LONGEST else None
    return None
