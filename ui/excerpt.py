"""Cuts a quote out of its document together with the lines around it."""

from __future__ import annotations

from dataclasses import dataclass

from ui.shapes import Citation

LINES_AROUND = 4
CHARACTERS_AROUND = 1_200


@dataclass(frozen=True)
class Excerpt:
    """Some of a document's text; the quote is `text[start:end]`."""

    text: str
    start: int
    end: int
    more_before: bool
    more_after: bool


def around(source: Citation, text: str) -> Excerpt | None:
    """The quote in its context; None when the document no longer holds the quote.

    The index may have been rebuilt since the answer was made. Then the offsets are stale, and only
    the same words elsewhere in the text will do: nothing merely similar is shown as the source.
    """
    start = source.start
    if text[start : source.end] != source.quote:
        start = text.find(source.quote)
    if start < 0 or not source.quote:
        return None
    return _cut(text, start, start + len(source.quote))


def _cut(text: str, start: int, end: int) -> Excerpt:
    before = _lines_before(text, start)
    after = _lines_after(text, end)
    return Excerpt(
        text[before:after],
        start - before,
        end - before,
        more_before=bool(text[:before].strip()),
        more_after=bool(text[after:].strip()),
    )


def _lines_before(text: str, start: int) -> int:
    """Where the context begins: at the start of a line, or of a word where a line is very long."""
    floor = max(0, start - CHARACTERS_AROUND)
    position = text.rfind("\n", 0, start) + 1
    for _ in range(LINES_AROUND):
        if position <= floor:
            break
        earlier = text.rfind("\n", 0, position - 1) + 1
        if earlier < floor:
            break
        position = earlier
    return position if position >= floor else text.find(" ", floor, start) + 1 or floor


def _lines_after(text: str, end: int) -> int:
    """Where the context ends, by the same rule."""
    ceiling = min(len(text), end + CHARACTERS_AROUND)
    position = _end_of_line(text, end)
    for _ in range(LINES_AROUND):
        if position >= ceiling:
            break
        later = _end_of_line(text, position + 1)
        if later > ceiling:
            break
        position = later
    if position <= ceiling:
        return position
    space = text.rfind(" ", end, ceiling)
    return space if space >= 0 else ceiling


def _end_of_line(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found
