"""Whether a text says anything a reader would see."""

from __future__ import annotations

import unicodedata

# Letters and symbols that print as nothing: Hangul fillers and the empty Braille pattern.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
UNSEEN_CATEGORIES = ("C", "Z", "M")


def is_blank(text: str) -> bool:
    """True for nothing, white space, control and other invisible characters alone."""
    return not any(map(_is_visible, text))


def _is_visible(character: str) -> bool:
    unseen = unicodedata.category(character).startswith(UNSEEN_CATEGORIES)
    return not unseen and character not in BLANK_LETTERS
