"""Finds headings where a format does not mark them: plain text, and PDFs set in one typeface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingest.loaders.dates import find_dates
from ingest.loaders.markers import Marker, split_marker
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
    return not _is_dateline(text)


def _is_dateline(text: str) -> bool:
    """A date alone, or a line that ends with a day: "Press office, 21 September 2023"."""
    dates = find_dates(text)
    if not dates:
        return False
    return len(text) <= 20 or (dates[-1].day > 1 and text.endswith(str(dates[-1].year)))


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
    is_short = len(text) <= MAX_NUMBERED_HEADING and looks_like_heading(text)
    if not is_short or _is_numbered_like(before, marker) or _is_numbered_like(after, marker):
        return 0
    if marker.style == "dotted":
        return min(marker.printed.rstrip(".").count(".") + 2, 6)
    capitals = text.upper() == text
    if marker.style != "number" or not (capitals or is_title_case(text)):
        return 0
    return 2 if capitals else 3


def _is_numbered_like(item: Item | None, marker: Marker) -> bool:
    """True for a neighbour with a number of the same style: the two are items of one list."""
    if item is None or item.kind == "heading":
        return False
    other = split_marker(item.text)[0]
    return other is not None and other.style == marker.style


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
