"""Slides: one page each, the title as heading, then what stands on it from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from ingest.document import LoadedDocument
from ingest.loaders.builder import TextBuilder
from ingest.loaders.cleaning import clean, has_letters, is_debris
from ingest.loaders.guards import check_office_zip
from ingest.loaders.hints import properties
from ingest.loaders.outline import Item, looks_like_header, rows, write
from ingest.loaders.pptx_tables import table_texts
from ingest.loaders.pptx_text import paragraphs

_TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_FURNITURE: Final = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
_POINT: Final = 12700  # English Metric Units


def load(path: Path) -> LoadedDocument:
    """Read a presentation: shapes, groups, tables and speaker notes of every slide."""
    check_office_zip(path, "ppt/presentation.xml")
    deck = Presentation(str(path))
    builder = TextBuilder()
    titled = False
    for number, slide in enumerate(deck.slides, 1):
        start = builder.length
        write(_slide_items(slide, number, 2 if titled else 1), builder)
        titled = titled or any(block.kind == "heading" for block in builder.blocks)
        builder.end_page(
            number,
            start,
            width=(deck.slide_width or 0) / _POINT,
            height=(deck.slide_height or 0) / _POINT,
        )
    core = deck.core_properties
    return LoadedDocument(
        builder.text,
        tuple(builder.blocks),
        tuple(builder.pages),
        properties(
            builder.text,
            builder.blocks,
            title=core.title,
            publisher=core.author,
            published=core.modified or core.created,
            stem=path.stem,
        ),
    )


def _slide_items(slide: Any, number: int, level: int) -> list[Item]:
    shapes = [shape for shape in slide.shapes if _placeholder(shape) not in _FURNITURE]
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    items = [Item(text, "heading", level) for text in map(_title, titles) if has_letters(text)]
    others = [shape for shape in shapes if _placeholder(shape) not in _TITLES]
    for shape in in_reading_order(others):
        items += _shape_items(shape)
    items += _notes(slide)
    for item in items:
        item.page = number
    return items


def _placeholder(shape: Any) -> Any | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _title(shape: Any) -> str:
    return clean(shape.text_frame.text)


def in_reading_order(shapes: list[Any]) -> list[Any]:
    """Rows from the top, and in a row from the left: boxes share one if they overlap by half."""
    ordered: list[list[Any]] = []
    for shape in sorted(shapes, key=lambda s: (s.top or 0, s.left or 0)):
        row = ordered[-1] if ordered else None
        if row is not None and _side_by_side(row[0], shape):
            row.append(shape)
        else:
            ordered.append([shape])
    return [shape for row in ordered for shape in sorted(row, key=lambda s: s.left or 0)]


def _side_by_side(first: Any, shape: Any) -> bool:
    tops, heights = (first.top or 0, shape.top or 0), (first.height or 0, shape.height or 0)
    overlap = min(tops[0] + heights[0], tops[1] + heights[1]) - max(tops)
    return overlap * 2 > min(heights) > 0


def _shape_items(shape: Any) -> Iterator[Item]:
    if hasattr(shape, "shapes"):  # a group
        for inner in in_reading_order(list(shape.shapes)):
            yield from _shape_items(inner)
    elif getattr(shape, "has_table", False):
        table = table_texts(shape.table)
        yield from rows(table, header=looks_like_header(table))
    elif getattr(shape, "has_text_frame", False):
        yield from _text_items(shape)


def _text_items(shape: Any) -> list[Item]:
    items = [item for item in paragraphs(shape) if not is_debris(item.text)]
    _free_sentences(items)
    return items


def _free_sentences(items: list[Item]) -> None:
    """In a text box with a lead-in, whole sentences among its bullets are paragraphs, in place.

    Layouts put a bullet before everything, so the lead-in "It sets out actions that seek to:" and
    the sentence after its list look like items of it. Where the items under the lead-in have no
    full stop, a paragraph with one is not an item.
    """
    ends = [item.text[-1:] for item in items]
    led = next((i + 1 for i, end in enumerate(ends) if end == ":"), len(items))
    flat = len({item.level for item in items if item.kind == "list_item"}) == 1
    if not flat or led >= len(items) or not ends[led].isalnum():
        return
    for item, end in zip(items, ends, strict=True):
        if end in ".:" and item.kind == "list_item":
            item.kind, item.level, item.marker = "paragraph", 0, None


def _notes(slide: Any) -> list[Item]:
    if not slide.has_notes_slide:
        return []
    frame = slide.notes_slide.notes_text_frame
    texts = [clean(p.text) for p in frame.paragraphs] if frame is not None else []
    return [Item(text) for text in texts if text and not is_debris(text)]
