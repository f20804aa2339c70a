"""Cuts a document into passages along its own structure.

A passage never crosses a heading. A numbered paragraph begins a new passage and keeps what follows
it; a list stays with the sentence that leads it in; a table row stands alone with its column names;
an over-long paragraph is cut between sentences. What is cut off from its beginning carries the
sentence that it hangs on as its lead-in. Sizes are in words: all-MiniLM-L6-v2 reads 256
tokens, about 180 words with the headings in front.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from ingest.document import Block, LoadedDocument
from ingest.records import Passage
from ingest.sentences import sentence_spans

VERSION = "3"
TARGET_WORDS = 90
MOST_WORDS = 150
MOST_WORDS_OF_A_LIST = 220
LEAD_IN_WORDS = 30
# "Child protection:" in bold divides a numbered paragraph; it is no section of the document.
LABEL_LEVEL = 9
HEADINGS_IN_SEARCH_TEXT = 3


@dataclass
class _Draft:
    """A passage in the making: its span, the block it starts with, and a lead-in that it lacks."""

    first: Block
    start: int
    end: int
    heading: tuple[str, ...]
    paragraph: str | None
    words: int
    lead_in: str = ""


def cut_passages(document: LoadedDocument, document_id: str, title: str) -> list[Passage]:
    """The passages of a document in reading order."""
    seen: Counter[str] = Counter()
    passages = []
    for position, draft in enumerate(_Cutter(document).drafts()):
        text = _search_text(document.text, draft, title)
        seen[text] += 1
        passages.append(
            Passage(
                id=_passage_id(document_id, text, seen[text]),
                document_id=document_id,
                position=position,
                start=draft.start,
                end=draft.end,
                page=draft.first.page,
                paragraph=draft.paragraph,
                heading=draft.heading,
                lead_in=draft.lead_in,
                search_text=text,
            )
        )
    return passages


def _passage_id(document_id: str, text: str, occurrence: int) -> str:
    digest = hashlib.sha256(f"{document_id}\n{occurrence}\n{text}".encode()).hexdigest()
    return f"p{digest[:20]}"


def _search_text(text: str, draft: _Draft, title: str) -> str:
    path = [title, *draft.heading[-HEADINGS_IN_SEARCH_TEXT:]]
    names = " › ".join(dict.fromkeys(name for name in path if name))
    span = text[draft.start : draft.end]
    body = row_in_words(text, draft.first) if draft.first.cells else span
    return "\n".join(part for part in (names, draft.lead_in, body) if part)


def row_in_words(text: str, row: Block) -> str:
    """A table row as "column: cell; column: cell", so that a cell can be found by its column."""
    cells = [(cell.column, text[cell.start : cell.end]) for cell in row.cells]
    named = [
        f"{column}: {value}" if column and column != value else value
        for column, value in cells
        if value
    ]
    return "; ".join(named)


def is_note(block: Block) -> bool:
    """Whether this is a footnote: on a page, with a bare mark, as no numbered paragraph has it."""
    if block.kind != "paragraph" or block.page is None or not block.marker:
        return False
    return block.marker.isdigit() or set(block.marker) <= set("*†‡§")


class _Cutter:
    """Walks the blocks once, keeping the headings, the paragraph number and the open draft."""

    def __init__(self, document: LoadedDocument) -> None:
        self._text = document.text
        self._blocks = document.blocks
        self._headings: list[tuple[int, str]] = []
        self._paragraph: str | None = None
        self._numbered: Block | None = None
        self._open: _Draft | None = None
        self._bare: Block | None = None

    def drafts(self) -> Iterator[_Draft]:
        for index, block in enumerate(self._blocks):
            if block.kind == "heading":
                yield from self._heading(block)
                continue
            self._bare = None
            if block.kind == "table_row":
                yield from self._close()
                if not self._names_columns(index, block):
                    yield self._draft(block)
            elif is_note(block):
                yield from self._note(index, block)
            else:
                yield from self._prose(index, block)
        yield from self._close()
        yield from self._bare_heading()

    def _note(self, index: int, note: Block) -> Iterator[_Draft]:
        """A footnote stands alone: its mark is no paragraph's number, and nothing hangs on it."""
        yield from self._close()
        outer = self._paragraph, self._numbered
        self._paragraph = self._numbered = None
        yield from self._cut_long(index, note)
        self._paragraph, self._numbered = outer

    def _names_columns(self, index: int, row: Block) -> bool:
        """Whether this is the header of the rows below, each of which carries it as its columns."""
        following = self._blocks[index + 1 : index + 2]
        names = [cell.column == self._text[cell.start : cell.end] for cell in row.cells]
        return bool(following) and following[0].kind == "table_row" and bool(names) and all(names)

    def _heading(self, block: Block) -> Iterator[_Draft]:
        yield from self._close()
        if self._bare is not None and block.level <= self._bare.level:
            yield from self._bare_heading()
        text = self._slice(block)
        level = LABEL_LEVEL if text.endswith(":") else block.level
        self._leave_headings(level)
        self._headings.append((level, text))
        self._bare = block
        if level < LABEL_LEVEL:
            self._paragraph = None
            self._numbered = None

    def _leave_headings(self, level: int) -> None:
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()

    def _bare_heading(self) -> Iterator[_Draft]:
        """A heading with nothing under it is all that its section says: it can be found too."""
        if self._bare is not None:
            yield self._draft(self._bare, heading=self._path()[:-1])

    def _prose(self, index: int, block: Block) -> Iterator[_Draft]:
        if block.kind == "paragraph" and block.marker and block.marker != "•":
            self._paragraph = block.marker.strip("().")
            self._numbered = block
            yield from self._close()
            self._leave_headings(LABEL_LEVEL)
        words = self._words(block)
        if self._open is not None and self._must_begin_anew(index, block, words):
            yield from self._close()
        if words > MOST_WORDS:
            yield from self._close()
            yield from self._cut_long(index, block)
        elif self._open is None:
            self._open = self._draft(block, lead_in=self._missing_lead_in(index, block))
        else:
            self._open.end = block.end
            self._open.words += words

    def _must_begin_anew(self, index: int, block: Block, words: int) -> bool:
        assert self._open is not None  # noqa: S101 - the caller has looked
        together = self._open.words + words
        if block.kind == "list_item":
            return together > MOST_WORDS_OF_A_LIST
        list_words = self._words_of_list_after(index)
        if list_words:
            return together + list_words > MOST_WORDS
        return together > TARGET_WORDS

    def _words_of_list_after(self, index: int) -> int:
        """The size of the list that the block at `index` leads in, 0 where it leads in none."""
        following = takewhile(lambda b: b.kind == "list_item", self._blocks[index + 1 :])
        return sum(self._words(block) for block in following)

    def _missing_lead_in(self, index: int, block: Block) -> str:
        """What a passage that begins with this block hangs on, and does not hold itself: the start
        of its numbered paragraph, and the sentence before a list that was cut."""
        parts = []
        if self._numbered is not None and block is not self._numbered:
            parts.append(self._first_sentence(self._numbered))
        if block.kind == "list_item":
            before = index - 1
            while before >= 0 and (
                self._blocks[before].kind == "list_item" or is_note(self._blocks[before])
            ):
                before -= 1
            if before >= 0 and self._blocks[before].kind == "paragraph":
                start, end = sentence_spans(self._slice(self._blocks[before]))[-1]
                parts.append(self._slice(self._blocks[before])[start:end])
        return " ".join(dict.fromkeys(parts))

    def _first_sentence(self, block: Block) -> str:
        start, end = sentence_spans(self._slice(block))[0]
        words = self._slice(block)[start:end].split()
        return " ".join(words[:LEAD_IN_WORDS]) + (" …" if len(words) > LEAD_IN_WORDS else "")

    def _cut_long(self, index: int, block: Block) -> Iterator[_Draft]:
        lead_in = missing = self._missing_lead_in(index, block)
        start = end = block.start
        for first, last in sentence_spans(self._slice(block)):
            size = len(self._text[start : block.start + last].split())
            if size > MOST_WORDS and end > start:
                yield self._draft(block, span=(start, end), lead_in=lead_in)
                lead_in = self._first_sentence(block) if block is self._numbered else missing
                start = block.start + first
            end = block.start + last
        yield self._draft(block, span=(start, end), lead_in=lead_in)

    def _draft(
        self,
        block: Block,
        *,
        span: tuple[int, int] | None = None,
        heading: tuple[str, ...] | None = None,
        lead_in: str = "",
    ) -> _Draft:
        start, end = span or (block.start, block.end)
        path = self._path() if heading is None else heading
        return _Draft(block, start, end, path, self._paragraph, self._words(block), lead_in)

    def _close(self) -> Iterator[_Draft]:
        if self._open is not None:
            yield self._open
        self._open = None

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._headings)

    def _slice(self, block: Block) -> str:
        return self._text[block.start : block.end]

    def _words(self, block: Block) -> int:
        return len(self._slice(block).split())
