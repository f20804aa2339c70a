"""Turns a flat run of items into blocks: which number opens a paragraph and which a list item.

Every loader but the PDF one hands its content here as `Item`s; the PDF loader shares `Numbering`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.document import BlockKind
from ingest.loaders.builder import TextBuilder
from ingest.loaders.markers import Marker, read_marker, split_marker

# A numbered piece at least this long is read as a paragraph of the report, not as an item.
PARAGRAPH_LENGTH = 120
HEADER_CELL = 60
HEADER_CELL_IN_BOLD = 150
# A cell merged downwards is repeated in each row it covers, unless it is longer than this.
REPEATED_CELL = 80


@dataclass(slots=True)
class Item:
    """One piece of content. `kind` None means body text: its marker and length decide."""

    text: str
    kind: BlockKind | None = None
    level: int = 0
    marker: str | None = None
    page: int | None = None
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def rows(table: list[list[str]], page: int | None = None, *, header: bool = True) -> list[Item]:
    """A table as items. Its first row names the columns and is kept as a row itself.

    A table of one column is a box drawn around text, so its cells are paragraphs.
    """
    filled = [row for row in table if any(cell.strip() for cell in row)]
    if not filled:
        return []
    if max(len(row) for row in filled) == 1:
        return [Item(row[0], page=page) for row in filled]
    columns = tuple(" ".join(cell.split()) for cell in filled[0]) if header else ()
    return [Item("", "table_row", page=page, cells=tuple(row), columns=columns) for row in filled]


def looks_like_header(table: Sequence[Sequence[str]], longest: int = HEADER_CELL) -> bool:
    """True where a table's first row names its columns: filled, short, and no sentences."""
    if len(table) < 2:
        return False
    first = [" ".join(cell.split()) for cell in table[0]]
    width = max(len(row) for row in table)
    return len(first) == width and all(
        cell and len(cell) <= longest and not cell.endswith((".", ",", ":")) for cell in first
    )


def join_broken(items: Sequence[Item]) -> list[Item]:
    """Rejoin a sentence that an earlier conversion cut in two at a page's end.

    Only where the first part stops without any punctuation but a comma, is too long to be a
    heading, and the second goes on in lower case: nothing a writer does on purpose.
    """
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if last is not None and _is_broken(last, item):
            joined[-1] = replace(last, text=f"{last.text} {item.text}")
        else:
            joined.append(item)
    return joined


def _is_broken(last: Item, item: Item) -> bool:
    if last.kind is not None or item.kind is not None or item.marker:
        return False
    stops_short = last.text[-1:].isalpha() or last.text.endswith(",")
    goes_on = item.text[:1].islower() and split_marker(item.text)[0] is None
    return stops_short and goes_on and len(last.text) >= PARAGRAPH_LENGTH


@dataclass(slots=True)
class Numbering:
    """Follows the numbers of a document to tell "12." of the report from "3." of a list in it.

    Two counters run: the outer one (numbered paragraphs) and the inner one (a list under a
    lead-in that ends with a colon). A number goes to the counter that it continues. A number that
    continues neither opens a list after a lead-in, and otherwise its length decides.
    """

    outer: dict[str, int] = field(default_factory=dict)
    inner: int | None = None
    lettered: bool = False
    last_letter: int = 0

    def heading(self) -> None:
        """A heading ends whatever list was open."""
        self.inner, self.lettered = None, False

    def classify(self, marker: Marker, text: str, *, lead_in: bool) -> tuple[BlockKind, int]:
        """The kind and list level of a piece of body text that carries this marker."""
        if marker.style == "bullet":
            return "list_item", 1
        if marker.style in ("letter", "roman"):
            return "list_item", self._letter_level(marker)
        self.lettered = False
        if marker.style == "dotted":
            self.inner = None
            return "paragraph", 0
        return self._numbered(marker, text, lead_in=lead_in)

    def _numbered(self, marker: Marker, text: str, *, lead_in: bool) -> tuple[BlockKind, int]:
        long = len(text) >= PARAGRAPH_LENGTH
        expected = self.outer.get(marker.style, 0) + 1
        continues_list = self.inner is not None and marker.value == self.inner + 1
        if continues_list and (marker.value != expected or not long):
            return self._list_item(marker)
        if marker.value == expected > 1 or marker.style == "bracketed":
            return self._paragraph(marker)
        if lead_in and marker.value == 1:
            return self._list_item(marker)
        if long or (text.endswith((".", ":", ";")) and not lead_in):
            return self._paragraph(marker)
        return self._list_item(marker)

    def _list_item(self, marker: Marker) -> tuple[BlockKind, int]:
        self.inner = marker.value
        return "list_item", 1

    def _paragraph(self, marker: Marker) -> tuple[BlockKind, int]:
        self.inner = None
        self.outer[marker.style] = marker.value
        return "paragraph", 0

    def _letter_level(self, marker: Marker) -> int:
        follows = marker.printed.strip("().") == "i" and self.last_letter == 8
        if marker.style == "roman" and self.lettered and not follows:
            return 2
        self.lettered = self.lettered or marker.style == "letter"
        self.last_letter = 9 if follows else marker.value
        return 1


def write(items: Iterable[Item], builder: TextBuilder) -> None:
    """Add the items to the text, deciding the kind of every one that has none."""
    numbering, lead_in = Numbering(), False
    for item in items:
        if item.kind == "table_row":
            builder.add_row(item.cells, item.columns, page=item.page)
            continue
        if item.kind == "heading":
            numbering.heading()
        settled = _settle(item, numbering, lead_in=lead_in)
        builder.add(
            settled.kind or "paragraph",
            settled.text,
            level=settled.level,
            marker=settled.marker,
            page=settled.page,
        )
        lead_in = item.kind != "heading" and item.text.rstrip().endswith(":")


def _settle(item: Item, numbering: Numbering, *, lead_in: bool) -> Item:
    marker, text = (read_marker(item.marker), item.text) if item.marker else split_marker(item.text)
    if item.kind == "heading":
        return _numbered_heading(item, marker, text)
    if marker is None:
        return Item(item.text, item.kind or "paragraph", item.level, None, item.page)
    kind, level = numbering.classify(marker, text, lead_in=lead_in)
    if item.kind is not None:
        kind = item.kind
    level = max(item.level, level) if kind == "list_item" else 0
    return Item(text, kind, level, marker.printed, item.page)


def _numbered_heading(item: Item, marker: Marker | None, text: str) -> Item:
    if marker is None or marker.style in ("bullet", "letter", "roman"):
        return Item(item.text, "heading", item.level, None, item.page)
    return Item(text, "heading", item.level, marker.printed, item.page)
