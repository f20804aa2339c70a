"""Takes a passage apart into what an answer may quote: sentences, paragraphs, lists, items, cells.

A unit is always one unbroken span of the document's text, so that its quote is verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ingest.document import Block, Cell
from ingest.passages import row_in_words
from ingest.records import Passage
from ingest.sentences import sentence_spans
from service.opened import OpenBuild

UnitKind = Literal["sentence", "paragraph", "list", "item", "row", "cell", "heading"]

# A sentence that begins so can not be understood alone: what it points at stands before it.
_POINTS_BACK = re.compile(
    r"(?:it|its|they|their|them|this|these|those|that|such|he|she|his|her|there|both|"
    r"however|in response|once|also|the (?:change|programme|new service|role|group|board|"
    r"former|latter|same))\b",
    re.IGNORECASE,
)
_MOST_BEFORE = 2
LONGEST_PARAGRAPH = 600
LONGEST_CELL = 250
LONGEST_LIST = 1450
MOST_BEFORE_A_LIST = 250

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """`[start:end)` of the document's text. `text` is that span in words (a row with its column
    names), `context` what a reader sees around it; both are for scoring, the span is the quote."""

    kind: UnitKind
    passage: Passage
    start: int
    end: int
    text: str
    context: str

    def overlaps(self, other: Unit) -> bool:
        """Whether the two quote some of the same characters."""
        same = self.passage.document_id == other.passage.document_id
        return same and self.start < other.end and other.start < self.end


def leads_in(text: str) -> bool:
    """Whether a text only announces what comes after it: "The rules are:"."""
    return text.rstrip().endswith(":")


def units_of(passage: Passage, build: OpenBuild) -> list[Unit]:
    """Everything in a passage that may be quoted by itself, in reading order."""
    document = build.text(passage.document_id)
    around = build.texts.blocks(
        passage.document_id, max(0, passage.start - LONGEST_LIST), passage.end + LONGEST_LIST
    )
    return list(_Splitter(passage, document, _with_whole_lists(passage, around)).units())


def _with_whole_lists(passage: Passage, blocks: Sequence[Block]) -> list[Block]:
    """The passage's blocks and, where it begins or ends within a list, the rest of that list with
    its lead-in: a list that fills several passages is quoted whole where it is short enough."""
    inside = [n for n, b in enumerate(blocks) if b.start < passage.end and b.end > passage.start]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    begin, end = first, last
    if blocks[first].kind == "list_item":
        begin = _run_of_items(blocks, first, -1)
        if begin > 0 and blocks[begin - 1].kind == "paragraph":
            begin -= 1
    if blocks[last].kind == "list_item":
        end = _run_of_items(blocks, last, 1)
    if blocks[end].end - blocks[begin].start > LONGEST_LIST:
        begin, end = first, last
    return list(blocks[begin : end + 1])


def _run_of_items(blocks: Sequence[Block], index: int, step: int) -> int:
    """The last list item of the run that goes on from `index`."""
    while 0 <= index + step < len(blocks) and blocks[index + step].kind == "list_item":
        index += step
    return index


class _Splitter:
    def __init__(self, passage: Passage, document: str, blocks: Sequence[Block]) -> None:
        self._passage = passage
        self._document = document
        self._blocks = blocks
        self._context = ". ".join(part for part in (*passage.heading[-2:], passage.lead_in) if part)

    def units(self) -> Iterator[Unit]:
        lead_in: Span | None = None
        before = ""
        for kind, group in groupby(self._blocks, key=lambda block: block.kind):
            blocks = list(group)
            if kind == "list_item":
                yield from self._list(blocks, lead_in, before)
            for block in blocks:
                if kind == "table_row":
                    yield from self._row(block)
                elif kind == "heading":
                    yield self._unit("heading", (block.start, block.end))
                elif kind == "paragraph":
                    lead_in = yield from self._paragraph(block)
                    before = self._document[block.start : lead_in[0]] if lead_in else ""

    def _paragraph(self, block: Block) -> Generator[Unit, None, Span | None]:
        """Sentences and, where it is short, the whole; returns the last sentence, a lead-in."""
        within = block.start < self._passage.end and block.end > self._passage.start
        first = max(block.start, self._passage.start) if within else block.start
        last = min(block.end, self._passage.end) if within else block.end
        spans = self._sentences(first, last)
        whole = spans[:-1] if spans and self._leads_in(spans[-1]) else spans
        if len(whole) > 1 and last - first <= LONGEST_PARAGRAPH:
            yield self._unit("paragraph", (whole[0][0], whole[-1][1]))
        for index, (_, end) in enumerate(spans):
            begin = index
            while begin > max(0, index - _MOST_BEFORE) and self._points_back(spans[begin]):
                begin -= 1
            yield self._unit("sentence", (spans[begin][0], end))
        return spans[-1] if spans else None

    def _sentences(self, start: int, end: int) -> list[Span]:
        return [(start + a, start + b) for a, b in sentence_spans(self._document[start:end])]

    def _leads_in(self, span: Span) -> bool:
        return leads_in(self._document[slice(*span)])

    def _points_back(self, span: Span) -> bool:
        return bool(_POINTS_BACK.match(self._document, *span))

    def _list(self, items: list[Block], lead_in: Span | None, before: str) -> Iterator[Unit]:
        """The list with its lead-in, and its items; `before` is the paragraph up to the lead-in."""
        start = lead_in[0] if lead_in else items[0].start
        if len(items) > 1 or lead_in:
            yield self._unit("list", (start, items[-1].end), before.strip()[-MOST_BEFORE_A_LIST:])
        said = self._document[slice(*lead_in)] if lead_in else ""
        for item in items:
            yield self._unit("item", (item.start, item.end), said)

    def _row(self, row: Block) -> Iterator[Unit]:
        words = row_in_words(self._document, row)
        yield Unit("row", self._passage, row.start, row.end, words, self._context)
        if len(words) > LONGEST_CELL:
            for cell in row.cells:
                yield from self._cell(row.cells[0], cell)

    def _cell(self, first: Cell, cell: Cell) -> Iterator[Unit]:
        """A cell of a long row and, where it is long itself, its sentences."""
        if first is cell or cell.start == cell.end:
            return
        label = f"{self._document[first.start : first.end]}, {cell.column}"
        yield self._unit("cell", (cell.start, cell.end), label)
        spans = self._sentences(cell.start, cell.end)
        if len(spans) > 1:
            for span in spans:
                yield self._unit("cell", span, label)

    def _unit(self, kind: UnitKind, span: Span, more_context: str = "") -> Unit:
        context = ". ".join(part for part in (self._context, more_context) if part)
        return Unit(kind, self._passage, *span, self._document[slice(*span)], context)
