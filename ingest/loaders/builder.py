"""Collects blocks into one text while keeping every offset right."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Block, BlockKind, Cell, Page, WordBox

CELL_SEPARATOR = "\t"


class TextBuilder:
    """Appends blocks, a line each, to one growing text. Loaders add; nobody edits afterwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.pages: list[Page] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """The offset at which the next block's line begins."""
        return self._length

    def _append(self, part: str) -> int:
        start = self._length
        self._parts.append(part)
        self._length += len(part)
        return start

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        marker: str | None = None,
        page: int | None = None,
    ) -> Block | None:
        """Add one block as a line of its own; None when the text is empty (nothing is added)."""
        text = text.strip()
        if not text:
            return None
        if marker:
            self._append(f"{marker} ")
        start = self._append(text)
        block = Block(kind, start, self._length, level=level, marker=marker, page=page)
        self.blocks.append(block)
        self._append("\n")
        return block

    def add_row(
        self, cells: Sequence[str], columns: Sequence[str], *, page: int | None = None
    ) -> Block | None:
        """Add one table row, its cells parted by tabs; `columns` names them ("" where unknown)."""
        cleaned = [" ".join(cell.split()) for cell in cells]
        if not any(cleaned):
            return None
        start, spans = self._length, []
        for position, cell in enumerate(cleaned):
            if position:
                self._append(CELL_SEPARATOR)
            cell_start = self._append(cell)
            column = columns[position] if position < len(columns) else ""
            spans.append(Cell(cell_start, self._length, column))
        block = Block("table_row", start, self._length, page=page, cells=tuple(spans))
        self.blocks.append(block)
        self._append("\n")
        return block

    def end_page(
        self,
        number: int,
        start: int,
        *,
        end: int | None = None,
        label: str | None = None,
        width: float = 0.0,
        height: float = 0.0,
        words: Sequence[WordBox] = (),
    ) -> None:
        """Close a page that began at offset `start`; later blocks belong to the next one.

        `end` is for a page whose last paragraph goes on over the next: where that page begins.
        """
        end = self._length if end is None else end
        self.pages.append(
            Page(number, label or str(number), start, end, width, height, tuple(words))
        )
