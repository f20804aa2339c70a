"""Word documents: headings by style, numbers as Word prints them, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import docx as python_docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingest.document import LoadedDocument
from ingest.loaders.builder import TextBuilder
from ingest.loaders.docx_numbering import Numbers
from ingest.loaders.docx_styles import Styles
from ingest.loaders.docx_tables import grid, has_header_row
from ingest.loaders.docx_text import is_all_bold, text_boxes, visible_text
from ingest.loaders.guards import check_office_zip
from ingest.loaders.headings import demote_trailing, looks_like_heading, mark_led_items
from ingest.loaders.hints import properties
from ingest.loaders.markers import split_marker
from ingest.loaders.outline import Item, join_broken, looks_like_header, rows, write

_BOLD_HEADING: Final = -1  # level to be settled once all styled headings are known
_NOTE_TYPES: Final = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)


def load(path: Path) -> LoadedDocument:
    """Read a Word document's body, text boxes and notes; headers and footers are furniture."""
    check_office_zip(path, "word/document.xml")
    document = python_docx.Document(str(path))
    items = join_broken(_Reader(document).read())
    _settle_levels(items)
    mark_led_items(items)
    demote_trailing(items)
    builder = TextBuilder()
    write(items, builder)
    core = document.core_properties
    return LoadedDocument(
        builder.text,
        tuple(builder.blocks),
        properties=properties(
            builder.text,
            builder.blocks,
            title=core.title,
            publisher=core.author,
            published=core.modified or core.created,
            stem=path.stem,
        ),
    )


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = Styles(document.styles.element)
        self._numbers = Numbers(
            _part_element(document, RELATIONSHIP_TYPE.NUMBERING), self._styles.by_id
        )

    def read(self) -> list[Item]:
        return [*self._container(self._document.element.body), *self._notes()]

    def _container(self, element: Any) -> Iterator[Item]:
        """The items of whatever holds paragraphs and tables: body, cell, text box, control."""
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag == qn("w:sdt") and not _is_contents(child):
                content = child.find(qn("w:sdtContent"))
                yield from self._container(content if content is not None else ())
            elif child.tag in (qn("w:ins"), qn("w:smartTag"), qn("w:customXml")):
                yield from self._container(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Item]:
        text = visible_text(paragraph)
        style_id = self._styles.id_of(paragraph)
        if text and not self._styles.is_contents(style_id):
            yield self._item(paragraph, style_id, text)
        for box in text_boxes(paragraph):
            yield from self._container(box)

    def _item(self, paragraph: Any, style_id: str | None, text: str) -> Item:
        own = paragraph.find(qn("w:pPr"))
        found = self._numbers.marker(own, style_id)
        marker, depth = found if found else (None, 0)
        depth = max(depth, self._styles.list_level(style_id)) if found else 0
        level = self._styles.heading_level(style_id, own)
        if level is not None:
            return Item(text, "heading", level, marker)
        if marker is None and is_all_bold(paragraph) and looks_like_heading(text):
            plain = split_marker(text)[0]
            if plain is None or plain.style in ("number", "dotted"):
                return Item(text, "heading", _BOLD_HEADING)
        return Item(text, "list_item" if marker == "•" else None, depth, marker)

    def _table(self, table: Any) -> Iterator[Item]:
        cells = grid(table)
        if max((len(row) for row in cells), default=0) <= 1:
            for row in cells:
                for cell in row:
                    yield from self._container(cell)
            return
        seen: dict[Any, str] = {}
        texts = [[self._cell_text(cell, seen) for cell in row] for row in cells]
        header = has_header_row(table) or looks_like_header(texts)
        yield from rows(texts, header=header)

    def _cell_text(self, cell: Any | None, seen: dict[Any, str]) -> str:
        if cell is None:
            return ""
        if cell not in seen:
            seen[cell] = " ".join(_flat(item) for item in self._container(cell))
        return seen[cell]

    def _notes(self) -> Iterator[Item]:
        """Footnotes and endnotes, after the body, with the numbers that Word gives them."""
        for kind in _NOTE_TYPES:
            part = _part_element(self._document, kind)
            notes = (
                [n for n in part if n.get(qn("w:type")) in (None, "normal")]
                if part is not None
                else []
            )
            for number, note in enumerate(notes, 1):
                text = " ".join(visible_text(p) for p in note.iter(qn("w:p"))).strip()
                yield Item(text, "paragraph", marker=str(number))


def _flat(item: Item) -> str:
    if item.kind == "table_row":
        return " ".join(cell for cell in item.cells if cell)
    return f"{item.marker} {item.text}" if item.marker else item.text


def _part_element(document: Any, kind: str) -> Any | None:
    """The root of a part that belongs to the document, such as its numbering or footnotes."""
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            part = relation.target_part
            return part.element if hasattr(part, "element") else parse_xml(part.blob)
    return None


def _is_contents(control: Any) -> bool:
    galleries = (g.get(qn("w:val")) or "" for g in control.iter(qn("w:docPartGallery")))
    return any("Contents" in gallery for gallery in galleries)


def _settle_levels(items: list[Item]) -> None:
    """Bold lines rank below every styled heading; the first may be the title of the document."""
    headings = [item for item in items if item.kind == "heading"]
    styled = [item.level for item in headings if item.level != _BOLD_HEADING]
    first = next((item for item in items if item.text), None)
    if first is not None and first.level == _BOLD_HEADING and 1 not in styled:
        first.level = 1
    below = min(max(styled, default=1) + 1, 6)
    for item in headings:
        if item.level == _BOLD_HEADING:
            item.level = below
