"""Changes a document's text and moves everything that points into it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from ingest.document import Block, Cell, LoadedDocument, Page


class Edit(NamedTuple):
    """Put `new` in place of `[start:end)` of a text."""

    start: int
    end: int
    new: str


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Each edit once, by place. Raises `ValueError` where two overlap: they contradict."""
    ordered = sorted(set(edits))
    for first, second in pairwise(ordered):
        if second.start < first.end:
            raise ValueError(f"{first} and {second} change the same characters")
    return ordered


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits made."""
    pieces, done = [], 0
    for edit in in_order(edits):
        pieces += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join([*pieces, text[done:]])


class Moved:
    """Where offsets of the old text lie in the new one."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = in_order(edits)
        self._starts = [edit.start for edit in self._edits]
        self._ends = [edit.end for edit in self._edits]
        grown = (len(edit.new) - (edit.end - edit.start) for edit in self._edits)
        self._by = [0, *accumulate(grown)]

    def start(self, offset: int) -> int:
        """Where a span begins now; one that began within changed words begins with the new ones."""
        inside = self._inside(offset)
        if inside is None:
            return offset + self._by[bisect_right(self._ends, offset)]
        return self._edits[inside].start + self._by[inside]

    def end(self, offset: int) -> int:
        """Where a span ends now; one that ended within changed words ends with the new ones."""
        inside = self._inside(offset)
        if inside is None:
            return offset + self._by[bisect_right(self._ends, offset)]
        return self._edits[inside].end + self._by[inside + 1]

    def _inside(self, offset: int) -> int | None:
        """The edit that changes the characters on both sides of an offset."""
        at = bisect_left(self._starts, offset) - 1
        return at if at >= 0 and offset < self._ends[at] else None


def changed(document: LoadedDocument, edits: Sequence[Edit]) -> LoadedDocument:
    """The document as if it had been written with the new words."""
    text, moved = edited(document.text, edits), Moved(edits)
    blocks = [_block(block, moved) for block in document.blocks]
    return replace(
        document,
        text=text,
        blocks=tuple(_with_columns(document, blocks, text)),
        pages=tuple(_page(page, moved) for page in document.pages),
    )


def _block(block: Block, moved: Moved) -> Block:
    cells = [Cell(moved.start(c.start), moved.end(c.end), c.column) for c in block.cells]
    return replace(
        block, start=moved.start(block.start), end=moved.end(block.end), cells=tuple(cells)
    )


def _page(page: Page, moved: Moved) -> Page:
    words = [
        word._replace(start=moved.start(word.start), end=moved.end(word.end)) for word in page.words
    ]
    return replace(page, start=moved.start(page.start), end=moved.end(page.end), words=tuple(words))


def _with_columns(document: LoadedDocument, blocks: Sequence[Block], text: str) -> Iterator[Block]:
    """A table's cells carry the names of their columns, which a changed header row changes."""
    pairs = zip(document.blocks, blocks, strict=True)
    for kind, group in groupby(pairs, key=lambda pair: pair[0].kind):
        rows = list(group)
        names = _new_names(document.text, *rows[0], text) if kind == "table_row" else {}
        for _, block in rows:
            cells = [
                cell._replace(column=names.get(cell.column, cell.column)) for cell in block.cells
            ]
            yield replace(block, cells=tuple(cells)) if names else block


def _new_names(old_text: str, old: Block, new: Block, text: str) -> dict[str, str]:
    return {
        cell.column: text[now.start : now.end]
        for cell, now in zip(old.cells, new.cells, strict=True)
        if cell.column == old_text[cell.start : cell.end] != text[now.start : now.end]
    }
