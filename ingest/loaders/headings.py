"""Finds headings where a format does not mark them: plain text, and PDFs set in one typeface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.loaders.hints import find_dates
from ingest.loaders.markers import split_marker
from ingest.loaders.outline import Item

MAX_HEADING: Final = 120
MAX_NUMBERED_HEADING: Final = 70
_SENTENCE_ENDS: Final = (".", ",", ";", ":", "!", "…", "”", '"')
_FILE_ENDS: Final = (".pdf", ".docx", ".pptx", ".html")
_SMALL_WORDS: Final = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "v",
    "vs",
}


def looks_like_heading(text: str) -> bool:
    """A short line that starts with a capital and ends without punctuation, and is not a date."""
    if (
        len(text) > MAX_HEADING
        or text.endswith(_SENTENCE_ENDS)
        or text.lower().endswith(_FILE_ENDS)
    ):
        return False
    first = next((c for c in text if c.isalnum()), "")
    if not first or first.islower() or not any(c.isalpha() for c in text):
        return False
    if any(token in text for token in ("://", "@", "www.")):
        return False
    dates = find_dates(text)
    return not (dates and len(text) <= 20)


def is_title_case(text: str) -> bool:
    """True where every word that matters begins with a capital: "Family and Kinship Support"."""
    words = [word.strip("()'‘’\"“”,") for word in text.split()]
    telling = [word for word in words if word and word.lower() not in _SMALL_WORDS]
    return len(telling) > 1 and all(not word[0].islower() for word in telling)


def mark_headings(items: Sequence[Item]) -> None:
    """Give headings their kind and level, in place. The first item may be the title (level 1).

    Headings that nothing follows (a signature, a date) are paragraphs.
    """
    mark_led_items(items)
    for index, item in enumerate(items):
        if item.kind is not None or item.text.endswith(":"):
            continue
        before = items[index - 1] if index else None
        after = items[index + 1] if index + 1 < len(items) else None
        level = _level(item, before, after)
        if level:
            item.kind, item.level = "heading", level
    demote_trailing(items)


def mark_led_items(items: Sequence[Item]) -> None:
    """Short bare lines under a lead-in ("… recommendations made by:") are its items, in place."""
    led = False
    for item in items:
        led = led and _is_bare(item)
        if led:
            item.kind, item.level = "list_item", 1
        led = led or (item.kind is None and item.text.endswith(":"))


def _is_bare(item: Item) -> bool:
    """A short line without marker or end: what stands under a lead-in where bullets were lost."""
    if item.kind is not None or len(item.text) > MAX_HEADING or item.text.endswith(_SENTENCE_ENDS):
        return False
    return split_marker(item.text)[0] is None


def _level(item: Item, before: Item | None, after: Item | None) -> int:
    if after is None:
        return 0
    marker, text = split_marker(item.text)
    if marker is None:
        if not looks_like_heading(text):
            return 0
        return 1 if before is None else 2
    followed = split_marker(after.text)[0]
    bulleted = followed is not None and followed.style == "bullet"
    numbered = marker.style in ("number", "dotted")
    short = len(text) <= MAX_NUMBERED_HEADING and is_title_case(text)
    return 3 if numbered and short and bulleted and looks_like_heading(text) else 0


def demote_trailing(items: Sequence[Item]) -> None:
    """Headings at the very end, with nothing under them but a date, are a signature block."""
    for item in reversed(items):
        is_date = item.kind != "table_row" and len(item.text) <= 30 and find_dates(item.text)
        if item.kind == "heading" and item.level > 1:
            item.kind, item.level = "paragraph", 0
        elif not is_date:
            return


def nest_under_titles(items: Sequence[Item]) -> None:
    """In a flat bullet list, items under a bullet that is a title become its children, in place.

    "• Child Protection", then "• Importance of parental representation.": only the title case and
    the missing full stop tell what the printer's layout has lost.
    """
    nested = False
    for index, item in enumerate(items):
        marker, text = split_marker(item.text)
        if item.kind is not None or marker is None or marker.style != "bullet":
            nested = False
            continue
        follower = items[index + 1].text if index + 1 < len(items) else ""
        is_title = (
            len(text) <= MAX_NUMBERED_HEADING
            and is_title_case(text)
            and looks_like_heading(text)
            and split_marker(follower)[0] is not None
            and follower.endswith(".")
        )
        nested = nested or is_title
        item.level = 1 if is_title else 2 if nested else item.level
