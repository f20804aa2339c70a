from __future__ import annotations

import pytest

from evals.reports.differences import Piece, differing


def marked(pieces: list[Piece]) -> str:
    return "".join(f"<{piece.text}>" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("a b c", "a b c", "a b c", "a b c"),
        ("a b c d", "a x y c d", "a <b> c d", "a <x y> c d"),
        ("a b c d e f", "a x y d e f", "a <b c> d e f", "a <x y> d e f"),
        ("a b c", "a b c d e", "a b c", "a b c< d e>"),
        ("one two three", "four", "one two three", "four"),
        ("", "", "", ""),
        ("a\n\nb", "a b", "a<\n\n>b", "a< >b"),
    ],
)
def test_the_words_that_differ_are_marked(before: str, after: str, old: str, new: str) -> None:
    first, second = differing(before, after)
    assert (marked(first), marked(second)) == (old, new)
    assert "".join(piece.text for piece in first) == before
    assert "".join(piece.text for piece in second) == after
