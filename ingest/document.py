"""What a document is once it has been read: one text, the blocks it is made of, and its pages.

Everything later in the house points into `LoadedDocument.text` by character offset (Python `str`
index, so Unicode code points). A quote is checkable because it is a slice of that one string.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from ingest.trust import Claim, best

BlockKind = Literal["heading", "paragraph", "list_item", "table_row"]


class WordBox(NamedTuple):
    """Where some characters of the text stand on a page, so that a quote can be highlighted.

    `start`/`end` are offsets into the document text. The rectangle is in PDF points with the
    origin at the page's top left. A word broken over two lines has two boxes.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class Cell(NamedTuple):
    """One cell of a table row: offsets into the document text and the name of its column."""

    start: int
    end: int
    column: str


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document's own structure, in reading order.

    `[start:end)` leaves out the printed marker ("12.", "•"), which is in `marker`; the document
    text keeps it before `start`. `level` is 1-6 for headings and 1 upwards for nested list items.
    `page` counts from 1 (for slides: the slide number) and is None where a format has no pages.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    marker: str | None = None
    page: int | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page or slide: its number from 1, its printed label, its range in the text, its words.

    `ocr` is the confidence, from 0 to 1, with which a scanned page was read.
    """

    number: int
    label: str
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0
    words: tuple[WordBox, ...] = ()
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file itself claims to be: hints for documents without a catalogue entry."""

    claims: tuple[Claim, ...] = ()

    @property
    def title(self) -> str | None:
        return self._best("title")

    @property
    def publisher(self) -> str | None:
        return self._best("publisher")

    @property
    def published(self) -> date | None:
        day = self._best("published")
        return date.fromisoformat(day) if day else None

    def _best(self, field: str) -> str | None:
        found = best(self.claims, field)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """The result of reading one file: what every loader returns.

    `remarks` are sentences for the report: what a reader should know of how it was read.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    properties: Properties = field(default_factory=Properties)
    remarks: tuple[str, ...] = ()
