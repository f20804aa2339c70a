"""The words of a Word paragraph as a reader sees them, from its XML.

python-docx's `paragraph.text` leaves out content controls and tracked insertions and cannot tell
deleted or hidden text, so the runs are walked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn

from ingest.loaders.cleaning import clean

_DELETED: Final = {qn("w:del"), qn("w:moveFrom"), qn("w:delText"), qn("w:instrText")}
_ALTERNATIVES: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX: Final = qn("w:txbxContent")
_SKIPPED: Final = {*_DELETED, _ALTERNATIVES, _TEXT_BOX, qn("w:pPr"), qn("w:rPr")}
_MARKS: Final = {
    qn("w:tab"): " ",
    qn("w:br"): " ",
    qn("w:cr"): " ",
    qn("w:noBreakHyphen"): "-",
}


def visible_text(paragraph: Any) -> str:
    """The cleaned text of a `w:p` element, without what was deleted, hidden or boxed."""
    return clean("".join(_pieces(paragraph)))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or (child.tag == qn("w:r") and is_hidden(child)):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _MARKS:
            yield _MARKS[child.tag]
        elif child.tag == qn("w:sym"):
            yield _symbol(child.get(qn("w:char")))
        else:
            yield from _pieces(child)


def _symbol(code: str | None) -> str:
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""


def is_hidden(run: Any) -> bool:
    """True for a run that Word neither shows nor prints."""
    properties = run.find(qn("w:rPr"))
    return properties is not None and is_on(properties.find(qn("w:vanish")))


def is_on(toggle: Any | None) -> bool:
    """A Word on/off property: present counts as on unless it says otherwise."""
    return toggle is not None and toggle.get(qn("w:val")) not in ("0", "false", "off", "none")


def is_all_bold(paragraph: Any) -> bool:
    """True where every run that has words is bold by its own formatting."""
    runs = [
        run
        for run in paragraph.iter(qn("w:r"))
        if any((text.text or "").strip() for text in run.iter(qn("w:t")))
    ]
    properties = [run.find(qn("w:rPr")) for run in runs]
    return bool(runs) and all(p is not None and is_on(p.find(qn("w:b"))) for p in properties)


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, once each (Word stores a fallback copy as well)."""
    for box in paragraph.iter(_TEXT_BOX):
        if not any(parent.tag == _ALTERNATIVES for parent in box.iterancestors()):
            yield box
