"""A document's title: as its first page prints it, or as its properties say if that is usable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.document import Block
from ingest.loaders.cleaning import clean, has_letters
from ingest.loaders.dates import find_dates

_JUNK_WORDS: Final = {
    "template",
    "draft",
    "untitled",
    "slide",
    "presentation",
    "document",
    "layout",
    "scan",
    "scanned",
}
_TOOLS: Final = ("microsoft ", "adobe ", "powerpoint", "quarkxpress", "libreoffice", "untitled")
_VERSION: Final = re.compile(r"(?:\bv\d+(?:\.\d+)*|\bfinal|\bcopy(?: \d+)?)$")
_FILE_ENDINGS: Final = (
    ".doc",
    ".docx",
    ".pdf",
    ".ppt",
    ".pptx",
    ".indd",
    ".qxd",
    ".txt",
    ".rtf",
    ".dot",
    ".htm",
    ".html",
    " txt",
    ".xls",
    ".xlsx",
)
# Headings that say what part of a document this is, not which document.
_GENERIC: Final = {
    "guidance", "statutory guidance", "report", "contents", "introduction", "summary", "minutes",
    "executive summary", "foreword", "preface", "agenda", "appendix", "briefing", "overview",
    "background", "purpose", "purpose of report", "newsletter", "policy", "index", "home",
}  # fmt: skip
_NEAR_THE_START: Final = 12
_FRONT_PAGES: Final = (None, 1, 2)  # the second where a note was put before the cover
_LONGEST: Final = 200


def usable_title(title: str | None, stem: str = "") -> str | None:
    """The title, or None for what a word processor put there by itself."""
    title = clean(title or "")
    lowered = title.lower()
    if len(title) < 4 or not has_letters(title) or " " not in title:
        return None
    if lowered.startswith(_TOOLS) or lowered.endswith(_FILE_ENDINGS) or _VERSION.search(lowered):
        return None
    if lowered == stem.lower() or _JUNK_WORDS & set(re.findall(r"[a-z]+", lowered)):
        return None
    return title


def printed_title(text: str, blocks: Sequence[Block]) -> tuple[str, bool] | None:
    """The first level-1 heading with its subtitle, and whether it looks like a title for sure."""
    tops = (i for i, block in enumerate(blocks) if block.kind == "heading" and block.level == 1)
    index = next(tops, None)
    if index is None:
        return None
    top = blocks[index]
    title, subtitle = text[top.start : top.end], _subtitle(text, blocks, index)
    if subtitle:
        return f"{title}: {subtitle}"[:_LONGEST], True
    if title.lower().strip(" .:") in _GENERIC:
        return None
    sure = " " in title and index < _NEAR_THE_START and top.page in _FRONT_PAGES
    return title, sure


def _subtitle(text: str, blocks: Sequence[Block], index: int) -> str | None:
    """The heading right below the title on a cover: then a date follows, or the page ends.

    In a document without a cover that heading is its first section, and prose follows it.
    """
    top, below, after = (*blocks[index : index + 3], None, None)[:3]
    if top is None or below is None or below.kind != "heading" or below.page != top.page:
        return None
    last = below.page is not None and (after is None or after.page != below.page)
    following = text[after.start : after.end] if after else ""
    is_cover = last or following == "and" or (len(following) <= 60 and bool(find_dates(following)))
    return text[below.start : below.end] if is_cover else None
