"""The paragraphs of one shape on a slide, with the bullets and numbers that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from ingest.loaders.cleaning import BULLET, clean
from ingest.loaders.markers import split_marker
from ingest.loaders.outline import Item

# Placeholders whose text has bullets unless it, or its layout, says otherwise.
_BULLETED: Final = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_BULLET_TAGS: Final = (qn("a:buNone"), qn("a:buChar"), qn("a:buAutoNum"), qn("a:buBlip"))


def paragraphs(shape: Any) -> Iterator[Item]:
    """One item per paragraph; an empty one is left out."""
    counts: dict[int, int] = {}
    for paragraph in shape.text_frame.paragraphs:
        text = clean(_text(paragraph))
        if not text:
            continue
        depth, kind = paragraph.level, _bullet(shape, paragraph)
        numbered = kind is not None and kind.tag == qn("a:buAutoNum")
        for deeper in [level for level in counts if level > depth or not numbered]:
            del counts[deeper]
        if kind is None or kind.tag == qn("a:buNone"):
            yield Item(text)
        elif numbered:
            counts[depth] = counts.get(depth, _start(kind) - 1) + 1
            yield Item(text, "list_item", depth + 1, f"{counts[depth]}.")
        else:
            yield _bulleted(text, depth)


def _text(paragraph: Any) -> str:
    """Words of runs, fields and line breaks (`paragraph.text` writes a break as a control sign)."""
    parts = (" " if e.tag == qn("a:br") else e.findtext(qn("a:t")) or "" for e in paragraph._p)
    return "".join(parts)


def _bulleted(text: str, depth: int) -> Item:
    """A bullet; one typed into the text ("- Consult on …") is not shown twice."""
    marker, rest = split_marker(text)
    if marker is not None and marker.style == "bullet":
        text, marker = rest, None
    return Item(
        rest if marker else text, "list_item", depth + 1, marker.printed if marker else BULLET
    )


def _bullet(shape: Any, paragraph: Any) -> Any | None:
    """The element that sets a paragraph's bullet: its own, else its placeholder's, else none."""
    own = _find(paragraph._p.find(qn("a:pPr")))
    if own is not None or not shape.is_placeholder:
        return own
    level = f"a:lvl{paragraph.level + 1}pPr"
    inherited = _inherited(shape, level)
    if inherited is not None:
        return inherited
    has_bullets = shape.placeholder_format.type in _BULLETED
    return _find(_master_style(shape, level)) if has_bullets else None


def _find(properties: Any | None) -> Any | None:
    if properties is None:
        return None
    return next((child for child in properties if child.tag in _BULLET_TAGS), None)


def _inherited(shape: Any, level: str) -> Any | None:
    """The bullet that the shape's own list style, or its layout's, gives to a level."""
    place: Any | None = shape
    while place is not None:
        style = place._element.find(f".//{qn('a:lstStyle')}/{qn(level)}")
        found = _find(style)
        if found is not None:
            return found
        place = getattr(place, "_base_placeholder", None)
    return None


def _master_style(shape: Any, level: str) -> Any | None:
    master = shape.part.slide_layout.slide_master
    return master._element.find(f".//{qn('p:bodyStyle')}/{qn(level)}")


def _start(kind: Any) -> int:
    value = kind.get("startAt")
    return int(value) if value and value.isdigit() else 1
