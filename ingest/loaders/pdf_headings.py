"""Headings of a PDF, from how they are set against the body: larger, bold, or centred italics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ingest.loaders.cleaning import has_letters
from ingest.loaders.dates import find_dates
from ingest.loaders.markers import split_marker
from ingest.loaders.pdf_layout import Line
from ingest.loaders.pdf_paragraphs import Paragraph

_LARGER: Final = 1.1
_LONGEST: Final = 200
_LONGEST_BOLD: Final = 150
_MOST_LINES: Final = 4
_SMALLEST: Final = 0.7  # of the body: bold small capitals are headings, bold notes are not
_QUOTES: Final = ("“", '"', "‘", "'")
_SAME_SIZE: Final = 0.75


class Look(NamedTuple):
    """How a heading is set. Sorts by rank: larger first, bold before not, upright before italic."""

    smallness: float
    light: bool
    italic: bool


def body_size(pages: Iterable[Sequence[Line]]) -> float:
    """The type size that most of the document's letters have."""
    counts: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            counts[line.size] += sum(len(word.text) for word in line.words)
    return counts.most_common(1)[0][0] if counts else 10.0


def look_of(paragraph: Paragraph, text: str, body: float) -> Look | None:
    """The look of a heading, or None for what is none."""
    if paragraph.table or not _could_be_heading(paragraph, text):
        return None
    size = max(word.style.size for line in paragraph.lines for word in line.words)
    bold = all(line.bold for line in paragraph.lines)
    italic = all(line.italic for line in paragraph.lines)
    if size >= _LARGER * body:
        is_heading = not (text.endswith(".") and len(text) > 80)
    elif bold:
        is_heading = _is_bold_heading(text, size, body)
    else:
        is_heading = italic and _is_centred(paragraph) and not text.endswith((".", ",", ";", ":"))
    return Look(-round(size * 2) / 2, not bold, italic) if is_heading else None


def _could_be_heading(paragraph: Paragraph, text: str) -> bool:
    if len(paragraph.lines) > _MOST_LINES or len(text) > _LONGEST or not has_letters(text):
        return False
    if text[:1].islower():
        return False
    if text.startswith(_QUOTES) or any(sign in text for sign in ("@", "://", "www.", "©")):
        return False
    marker = split_marker(text)[0]
    if marker is not None and marker.style in ("bullet", "letter", "roman"):
        return False
    dated = find_dates(text)
    return not (dated and (len(text) <= 20 or ":" in text))


def _is_bold_heading(text: str, size: float, body: float) -> bool:
    if len(text) > _LONGEST_BOLD or text.endswith((".", ",", ";")):
        return False
    return size >= 0.95 * body or (size >= _SMALLEST * body and text.upper() == text)


def _is_centred(paragraph: Paragraph) -> bool:
    return all(
        abs((line.left + line.right) - sum(line.column)) < 8
        and line.left > line.column[0] + 2 * line.size
        for line in paragraph.lines
    )


def levels(looks: Sequence[tuple[Look, int]]) -> dict[Look, int]:
    """The level of every look, 1 for the largest, from the headings and their pages.

    What a cover sets below its title (a subtitle, a series) is level 2 and takes no rank of its
    own, so that the chapters after it are level 2 as well.
    """
    pages: dict[Look, set[int]] = {}
    for look, page in looks:
        pages.setdefault(look, set()).add(page)
    ranked = sorted(pages)
    if not ranked:
        return {}
    level_of = {ranked[0]: 1}
    level, last = 1, ranked[0]
    for index, look in enumerate(ranked[1:], 1):
        on_cover = pages[look] == {1}
        if on_cover and any(pages[later] != {1} for later in ranked[index:]):
            level_of[look] = 2
            continue
        if look[1:] != last[1:] or look.smallness - last.smallness >= _SAME_SIZE:
            level += 1
        level_of[look] = min(level, 6)
        last = look
    return level_of
