"""Tells running headers, footers and page numbers from the text of a page.

They stand near the edge, and the same words (but for figures) stand there on other pages too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ingest.loaders.cleaning import has_letters
from ingest.loaders.pdf_layout import Line, rows_of

_ZONE: Final = 0.13  # of the page's height, at the top and at the bottom
_BUCKET: Final = 4.0  # points; the same height, give or take
_MIN_PAGES: Final = 3
_NUMBER: Final = re.compile(r"(?<!\bof )(?<![\w.])\d{1,4}(?![\w.]*\w)")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page\s*)?[-–—|\[(]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—|\])]?(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)


class _Key(NamedTuple):
    text: str
    at_top: bool
    size: int
    height: int


def without_furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> tuple[list[list[Line]], list[list[str]]]:
    """The fragments of each page without furniture, and the texts of each page's furniture.

    Whole rows are compared: "3" at the right edge is a page number under a running footer but
    the end of a line in a table of contents.
    """
    zoned = [_zones(lines, height) for lines, height in zip(pages, heights, strict=True)]
    counts = Counter(key for rows in zoned for key in {k for row in rows for k in _keys(row)})
    needed = _MIN_PAGES if len(pages) > _MIN_PAGES else max(2, len(pages))
    running = {key for key, count in counts.items() if count >= needed}
    title = _title(pages[0]) if pages else ""
    kept: list[list[Line]] = []
    removed: list[list[str]] = []
    for lines, rows in zip(pages, zoned, strict=True):
        furniture = _furniture(rows, running, title)
        kept.append([line for line in lines if id(line) not in furniture])
        removed.append([line.text for line in lines if id(line) in furniture])
    return kept, removed


def printed_numbers(removed: Sequence[Sequence[str]]) -> dict[int, str]:
    """The numbers printed on the pages, by page, where they count on through the document.

    Few PDFs carry page labels, and a reader who looks for page 28 goes by what is printed.
    """
    found = [
        (page, int(number[0]))
        for page, texts in enumerate(removed, 1)
        for text in texts
        for number in _NUMBER.finditer(text.lower())
    ]
    distances = Counter(number - page for page, number in found)
    if not distances:
        return {}
    distance, count = distances.most_common(1)[0]
    if count < _MIN_PAGES and count < len(removed):
        return {}
    return {page: str(number) for page, number in found if number - page == distance}


class _Row(NamedTuple):
    """A row of fragments in the zone at the top or the bottom of a page."""

    parts: list[Line]
    at_top: bool
    outermost: bool

    @property
    def baseline(self) -> float:
        return self.parts[0].baseline

    @property
    def text(self) -> str:
        return " ".join(part.text for part in self.parts)


def _zones(lines: Sequence[Line], height: float) -> list[_Row]:
    rows = list(rows_of(line for line in lines if line.table is None))
    top, bottom = _ZONE * height, (1 - _ZONE) * height
    zoned = []
    for index, row in enumerate(rows):
        outermost = index in (0, len(rows) - 1) and len(rows) > 1
        if row[0].baseline < top:
            zoned.append(_Row(row, True, outermost))
        elif row[0].top > bottom:
            zoned.append(_Row(row, False, outermost))
    return zoned


def _keys(row: _Row) -> Iterator[_Key]:
    """What a row has in common with its like on other pages.

    A number that counts the pages is written as its distance from the page's own, so that
    "Page 3" runs while "Chapter 3", at the top of some page after "Chapter 2", does not. The
    height counts with the next one, so that a jitter is met.
    """
    bucket, size = int(row.baseline / _BUCKET), round(row.parts[0].size)
    for text in set(_countings(row.text.lower(), row.parts[0].page)):
        yield _Key(text, row.at_top, size, bucket)
        yield _Key(text, row.at_top, size, bucket + 1)


def _countings(text: str, page: int) -> Iterator[str]:
    """The row with none of its numbers counting the pages, all, only the first, only the last."""
    numbers = list(_NUMBER.finditer(text))
    yield text
    for counting in (numbers, numbers[:1], numbers[-1:]):
        shown = text
        for number in reversed(counting):
            distance = f"#{int(number[0]) - page}"
            shown = shown[: number.start()] + distance + shown[number.end() :]
        yield shown


def _title(lines: Sequence[Line]) -> str:
    """The largest type of the first page: a short document's running header on the others."""
    sizes = [line.size for line in lines if line.table is None]
    largest = max(sizes, default=0.0)
    title = [line.text for line in lines if line.table is None and line.size == largest]
    return " ".join(title).lower() if largest > min(sizes, default=0.0) else ""


def _repeats_title(row: _Row, title: str) -> bool:
    return row.outermost and row.parts[0].page > 1 and row.text.lower() == title


def _furniture(rows: Sequence[_Row], running: set[_Key], title: str) -> set[int]:
    """The identities of the page's furniture: what runs, what is beyond it, and page numbers."""
    lettered = {key[:3] for key in running if has_letters(key.text)}
    found = [
        row
        for row in rows
        if any(key in running or key[:3] in lettered for key in _keys(row))
        or _repeats_title(row, title)
    ]
    top = max((row.baseline for row in found if row.at_top), default=0.0)
    bottom = min((row.baseline for row in found if not row.at_top), default=float("inf"))
    # A chapter's name in a header changes too often to run, but stands among what does.
    gone = [row for row in rows if row.baseline <= top or row.baseline >= bottom]
    gone += [row for row in rows if row.outermost and _PAGE_NUMBER.fullmatch(row.text)]
    return {id(part) for row in gone for part in row.parts}
