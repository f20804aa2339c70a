"""Writes the paragraphs of a PDF into the text, closing each page where its last word ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.document import Block, WordBox
from ingest.loaders.builder import TextBuilder
from ingest.loaders.outline import Item
from ingest.loaders.pdf_compose import Text
from ingest.loaders.pdf_words import Frame


@dataclass(slots=True)
class Entry:
    """One block to be: what it is (`item`), and its text or cells with the words they are from."""

    item: Item
    texts: list[Text]

    @property
    def page(self) -> int | None:
        """Where its first word stands. A marker left alone at a page's end goes with the word."""
        return next((word.page for text in self.texts for _, _, word in text.words), None)


@dataclass(slots=True)
class PageWriter:
    """Adds entries in order. Pages are contiguous, whatever runs over from one to the next."""

    builder: TextBuilder
    frames: Sequence[Frame]
    labels: Sequence[str]
    _page: int = 1
    _start: int = 0
    _words: list[WordBox] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        item, page = entry.item, entry.page
        if page is None:
            return
        self._open(page, self.builder.length)
        if item.kind == "table_row":
            cells = [text.text for text in entry.texts]
            block = self.builder.add_row(cells, item.columns, page=page)
            starts = [cell.start for cell in block.cells] if block else []
        else:
            block = self._add_text(entry)
            starts = [block.start] if block else []
        for start, text in zip(starts, entry.texts, strict=False):
            self._place(start, text)

    def _add_text(self, entry: Entry) -> Block | None:
        item = entry.item
        return self.builder.add(
            item.kind or "paragraph",
            entry.texts[0].text,
            level=item.level,
            marker=item.marker,
            page=entry.page,
        )

    def _place(self, start: int, text: Text) -> None:
        for first, end, (_, left, top, right, bottom, _, _, page, _) in text.words:
            if page > self._page:
                self._open(page, start + first)
            frame = self.frames[page - 1]
            left, right = max(left, 0.0), min(right, frame.width)
            top, bottom = max(top, 0.0), min(bottom, frame.height)
            if left < right and top < bottom:  # else there is nothing to highlight
                box = (start + first, start + end, left, top, right, bottom)
                self._words.append(tuple.__new__(WordBox, box))  # cheaper: there are very many

    def _open(self, page: int, offset: int) -> None:
        """Close pages until this one is open; the text from the offset on belongs to it."""
        while self._page < page:
            self._close(offset)

    def _close(self, offset: int) -> None:
        frame = self.frames[self._page - 1]
        self.builder.end_page(
            self._page,
            self._start,
            end=offset,
            label=self.labels[self._page - 1],
            width=frame.width,
            height=frame.height,
            words=self._words,
        )
        self._page, self._start, self._words = self._page + 1, offset, []

    def finish(self) -> None:
        """Close the last page, and any empty ones after it."""
        while self._page <= len(self.frames):
            self._close(self.builder.length)
