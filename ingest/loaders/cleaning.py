"""Takes out what a reader never sees, and nothing else: quotes must stay as printed.

Invisible characters go because they are how text is smuggled past a reader (tag characters, zero
width, bidirectional overrides) and because they break matching (soft hyphens, ligatures).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from itertools import islice
from typing import Final

BULLET: Final = "•"

# Word and old PDF fonts put Symbol and Wingdings glyphs in the private use area.
_PRIVATE: Final = {
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF06F, 0xF076, 0xF0A8, 0xF06E), BULLET),
    **dict.fromkeys((0xF071, 0xF077, 0xF0D2, 0xF0A4, 0xF09F, 0xF06C, 0xF075), BULLET),
    0xF0E0: "→",
    0xF0AE: "→",
    0xF02D: "-",
    0xF020: " ",
    0xF0A3: "≤",
    0xF0B3: "≥",
}
_LIGATURES: Final = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_VARIATION_SELECTORS: Final = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_SPACE_LIKE: Final = {"Zs", "Zl", "Zp"}
_UNSEEN: Final = {"Cf", "Cc", "Cs", "Co", "Cn"}


def _replacement(codepoint: int) -> str:
    character = chr(codepoint)
    category = unicodedata.category(character)
    if character.isspace() or category in _SPACE_LIKE:
        return " "
    if category in _UNSEEN or codepoint in _VARIATION_SELECTORS:
        return ""
    return character


class _Table(dict[int, str]):
    """A `str.translate` table that works out each character the first time it is met."""

    def __missing__(self, codepoint: int) -> str:
        self[codepoint] = value = _replacement(codepoint)
        return value


# All that a figure without any word is written with.
_FIGURE_SIGNS: Final = set("0123456789 .,%£$€+-–/():")
_TABLE: Final = _Table({**_PRIVATE, **_LIGATURES})


def clean(text: str) -> str:
    """One line of visible text: NFC, no invisible characters, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text).translate(_TABLE)
    return " ".join(composed.split())


def has_letters(text: str, least: int = 1) -> bool:
    """False for what is only digits and signs, such as the debris that OCR leaves of a picture."""
    return len(list(islice(filter(str.isalpha, text), least))) == least


def is_debris(text: str) -> bool:
    """True for what OCR makes of an icon ("8", "°7-`"), not for a figure such as "75%" or "£45"."""
    if has_letters(text):
        return False
    return len(text) < 3 or not set(text) <= _FIGURE_SIGNS


def is_broken_word(before: str, after: str, words: Collection[str]) -> bool:
    """True where a printer broke a word at a line's end, so that the hyphen should go.

    The document's own words (lower case) decide, because no list knows "multi-agency" and
    "pre-proceedings": a compound seen elsewhere keeps its hyphen, a word seen elsewhere loses it.
    Where neither was seen, a second part that is a word of its own ("re-" "establish") makes it a
    compound; "infor-" "mation" does not.
    """
    head, tail = core(before).rstrip("-‐"), core(after)
    if not head or not tail or not after[:1].islower() or "/" in before or "@" in before:
        return False
    if f"{head}-{tail}" in words:
        return False
    return head + tail in words or tail not in words


def core(word: str) -> str:
    """A word as the vocabulary has it: lower case, without the punctuation around it."""
    return word.strip(".,;:!?()[]\"'“”‘’").lower()
