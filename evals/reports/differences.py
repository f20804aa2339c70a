"""Which words of two answers differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

LEAST_SHARED = 0.3
_WORD = re.compile(r"\S+|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, and whether the other answer has something else here."""

    text: str
    differs: bool


def differing(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts whole, in pieces. Texts with little in common are not marked at all: the few words
    that both happen to have would stand out, and mean nothing."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    old_pieces: list[Piece] = []
    new_pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_SHARED:
        return [Piece(before, differs=False)], [Piece(after, differs=False)]
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        _add(old_pieces, old[old_from:old_to], tag != "equal")
        _add(new_pieces, new[new_from:new_to], tag != "equal")
    return old_pieces, new_pieces


def _add(pieces: list[Piece], words: list[str], differs: bool) -> None:
    """White space between two differing words belongs to them: a run of words is one mark."""
    text = "".join(words)
    if not text:
        return
    if text.isspace() and pieces and pieces[-1].differs:
        differs = True
    if pieces and pieces[-1].differs == differs:
        pieces[-1] = Piece(pieces[-1].text + text, differs)
    else:
        pieces.append(Piece(text, differs))
