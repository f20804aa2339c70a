"""Takes a passage apart into what an answer may quote: sentences, paragraphs, lists, items, cells.

A unit is always one unbroken span of the document's text, so that its quote is verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.document import Block, Cell
from ingest.passages import row_in_words
from ingest.records import Passage
from ingest.sentences import sentence_spans
from service.lists import LONGEST_LIST, REACH, Listing, Span, lists_around
from service.opened import OpenBuild
from service.shortening import shortened

# "items": some of a list's items, one after the other.
UnitKind = Literal["sentence", "paragraph", "list", "items", "item", "row", "cell", "heading"]

# A sentence that begins so can not be understood alone: what it points at stands before it.
_POINTS_BACK = re.compile(
    r"(?:it|its|they|their|them|this|these|those|that|such|he|she|his|her|there|both|"
    r"however|in response|once|also|the (?:change|programme|new service|role|group|board|"
    r"former|latter|same))\b",
    re.IGNORECASE,
)
_MOST_BEFORE = 2
_BULLET = re.compile(r"(?:^|\s)[•▪◦‣]\s+")
LONGEST_PARAGRAPH = 600
LONGEST_CELL = 250
MOST_BEFORE_A_LIST = 250


@dataclass(frozen=True, slots=True)
class Unit:
    """`[start:end)` of the document's text. `text` is that span in words (a row with its column
    names), `context` what a reader sees around it; both are for scoring, the span is the quote.
    Of a list that is too long to quote whole, `parts` are the spans to quote and `text` joins them.
    """

    kind: UnitKind
    passage: Passage
    start: int
    end: int
    text: str
    context: str
    parts: tuple[Span, ...] = ()

    def overlaps(self, other: Unit) -> bool:
        """Whether the two quote some of the same characters."""
        same = self.passage.document_id == other.passage.document_id
        return same and self.start < other.end and other.start < self.end


_SENTENCE_BEFORE = re.compile(r"[a-z0-9)]{3}[.!?] +[A-Z]")


def leads_in(text: str) -> bool:
    """Whether a text only announces what comes after it: "The rules are:", and not what says
    something before that: "There are 168 children. Of these:"."""
    return text.rstrip().endswith(":") and not _SENTENCE_BEFORE.search(text)


def units_of(passage: Passage, build: OpenBuild) -> list[Unit]:
    """Everything in a passage that may be quoted by itself."""
    document = build.text(passage.document_id)
    around = build.texts.blocks(
        passage.document_id, max(0, passage.start - REACH), passage.end + REACH
    )
    return list(_Splitter(passage, document, around).units())


class _Splitter:
    def __init__(self, passage: Passage, document: str, around: Sequence[Block]) -> None:
        self._passage = passage
        self._document = document
        self._around = around
        self._context = ". ".join(part for part in (*passage.heading[-2:], passage.lead_in) if part)

    def units(self) -> Iterator[Unit]:
        listings = lists_around(self._passage, self._around, self._document)
        for listing in listings:
            if listing.end - listing.start <= LONGEST_LIST and not listing.is_labelled:
                yield self._whole(listing)
            else:
                yield from self._shortened(listing)
        yield from self._items(listings)
        for block in filter(self._has, self._around):
            if block.kind == "table_row":
                yield from self._row(block)
            elif block.kind == "heading":
                yield self._unit("heading", (block.start, block.end))
            elif block.kind == "paragraph":
                yield from self._paragraph(block)

    def _paragraph(self, block: Block) -> Iterator[Unit]:
        """Its sentences and, where it is short, the whole."""
        first, last = max(block.start, self._passage.start), min(block.end, self._passage.end)
        spans = self._sentences(first, last)
        whole = spans[:-1] if spans and self._leads_in(spans[-1]) else spans
        if len(whole) > 1 and last - first <= LONGEST_PARAGRAPH:
            yield self._unit("paragraph", (whole[0][0], whole[-1][1]))
        for index, (_, end) in enumerate(spans):
            begin = index
            while begin > max(0, index - _MOST_BEFORE) and self._points_back(spans[begin]):
                begin -= 1
            yield self._unit("sentence", (spans[begin][0], end))

    def _sentences(self, start: int, end: int) -> list[Span]:
        return [(start + a, start + b) for a, b in sentence_spans(self._document[start:end])]

    def _leads_in(self, span: Span) -> bool:
        return leads_in(self._document[slice(*span)])

    def _points_back(self, span: Span) -> bool:
        return bool(_POINTS_BACK.match(self._document, *span))

    def _items(self, listings: Sequence[Listing]) -> Iterator[Unit]:
        """Each item of the passage, and of a short list that goes on around it, under what leads in
        the innermost list that it is in."""
        inside = [block for block in self._around if block.kind == "list_item" and self._has(block)]
        said = {block.start: ("", block) for block in inside}
        for listing in listings:
            lead = self._document[slice(*listing.lead)] if listing.lead else ""
            is_short = listing.end - listing.start <= LONGEST_LIST
            for block in (each for item in listing.items for each in item):
                if block.kind == "list_item" and (is_short or self._has(block)):
                    said[block.start] = (lead, block)
        for lead, block in said.values():
            yield self._unit("item", (block.start, block.end), lead)

    def _whole(self, listing: Listing) -> Unit:
        before = self._document[slice(*listing.before)] if listing.before else ""
        span = (listing.start, listing.end)
        return self._unit("list", span, before.strip()[-MOST_BEFORE_A_LIST:])

    def _shortened(self, listing: Listing) -> Iterator[Unit]:
        """A part of each item, and the passage's items, which are the list where it is too long
        even in parts."""
        parts = shortened(listing, self._document)
        if parts:
            said = "\n".join(self._document[slice(*part)] for part in parts)
            yield replace(self._whole(listing), text=said, parts=parts)
        items = [each for item in listing.items for each in item if each.kind == "list_item"]
        inside = [each for each in items if self._has(each)]
        if len(inside) > 1:
            is_first = inside[0] is items[0] and self._passage.start <= listing.start
            start = listing.start if is_first else inside[0].start
            yield self._unit("items" if parts else "list", (start, inside[-1].end))

    def _has(self, block: Block) -> bool:
        return block.start < self._passage.end and block.end > self._passage.start

    def _row(self, row: Block) -> Iterator[Unit]:
        words = row_in_words(self._document, row)
        yield Unit("row", self._passage, row.start, row.end, words, self._context)
        if len(words) > LONGEST_CELL:
            for cell in row.cells:
                yield from self._cell(row.cells[0], cell)

    def _cell(self, first: Cell, cell: Cell) -> Iterator[Unit]:
        """A cell of a long row and, where it is long itself, its sentences or its items."""
        if first is cell or cell.start == cell.end:
            return
        label = f"{self._document[first.start : first.end]}, {cell.column}"
        if items := self._items_in(cell):
            yield self._unit("list", (cell.start, cell.end), label)
            yield from (self._unit("item", span, label) for span in items)
            return
        yield self._unit("cell", (cell.start, cell.end), label)
        spans = self._sentences(cell.start, cell.end)
        if len(spans) > 1:
            for span in spans:
                yield self._unit("cell", span, label)

    def _items_in(self, cell: Cell) -> list[Span]:
        """The items of a list that is set within a cell; empty where there is none."""
        signs = list(_BULLET.finditer(self._document, cell.start, cell.end))
        if len(signs) < 2 or cell.end - cell.start > LONGEST_LIST:
            return []
        ends = [*(sign.start() for sign in signs[1:]), cell.end]
        return [(sign.end(), end) for sign, end in zip(signs, ends, strict=True)]

    def _unit(self, kind: UnitKind, span: Span, more_context: str = "") -> Unit:
        context = ". ".join(part for part in (self._context, more_context) if part)
        return Unit(kind, self._passage, *span, self._document[slice(*span)], context)
