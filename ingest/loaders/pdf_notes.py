"""Footnotes: sets them apart from the text of their page, and takes their marks out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ingest.loaders.pdf_layout import Line
from ingest.loaders.pdf_words import Word

_MARK: Final = re.compile(r"\d{1,3}|[*†‡§]{1,2}")
_SMALLER: Final = 0.93  # a note's type against the body's
_RAISED: Final = 0.8


def is_mark(text: str) -> bool:
    """True for what can mark a note: a small number or a printer's sign."""
    return _MARK.fullmatch(text) is not None


def split_notes(lines: Sequence[Line], body: float) -> tuple[list[Line], list[list[Line]]]:
    """The lines of a page without its footnotes, and the lines of each footnote.

    Footnotes are the small type that ends a page, from the first of these lines that opens with
    a mark. Nothing else is taken for one: small print without a mark stays where it is.
    """
    tail = len(lines)
    while tail and lines[tail - 1].size <= _SMALLER * body and lines[tail - 1].table is None:
        tail -= 1
    first = next((i for i in range(tail, len(lines)) if _opens_note(lines[i])), len(lines))
    if 0 < tail < len(lines) and lines[tail].text[:1].islower():
        first = tail  # the rest of a note of the page before
    notes: list[list[Line]] = []
    for line in lines[first:]:
        if _opens_note(line) or not notes:
            notes.append([line])
        else:
            notes[-1].append(line)
    return list(lines[:first]), notes


def mark_of(note: Sequence[Line]) -> str:
    """The mark that a footnote opens with; empty for the rest of one that ran over its page."""
    first = note[0].words[0].text
    return first if is_mark(first) else ""


def _opens_note(line: Line) -> bool:
    first = line.words[0]
    if not is_mark(first.text) or len(line.words) < 2:
        return False
    return is_raised(first, line) or line.left <= line.column[0] + line.size


def is_raised(word: Word, line: Line) -> bool:
    """True for small type above the line's baseline."""
    small = word.style.size <= _RAISED * line.size
    return small and word.baseline < line.baseline - 0.1 * line.size


def without_marks(line: Line, marks: Iterable[str]) -> list[Word]:
    """The words of a line without the raised marks of notes that the document has.

    Other raised figures, as in "m2", stay.
    """
    size = max(word.style.size for word in line.words)
    baseline = next(word.baseline for word in line.words if word.style.size == size)
    known = set(marks)
    kept: list[Word] = []
    dropped = False
    for word in line.words:
        if kept and _is_note_mark(word, size, baseline, known):
            dropped = True
            continue
        unglued = dropped and word.text[:1].isalnum()
        kept.append(word._replace(glued=False) if unglued else word)
        dropped = False
    return kept


def _is_note_mark(word: Word, size: float, baseline: float, known: set[str]) -> bool:
    raised = word.style.size <= _RAISED * size and word.baseline < baseline - 0.1 * size
    return raised and set(re.split(r"[,\s]+", word.text)) <= known
