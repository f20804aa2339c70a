"""Misspelt words of a question become words of the documents; everything else stays."""

from __future__ import annotations

import pytest

from ingest.lexicon import counted
from service.spelling import Spelling

WORDS = {
    "people": 9,
    "consultation": 5,
    "improvement": 4,
    "children": 9,
    "meant": 1,
    "meet": 6,
    "which": 8,
    "with": 20,
    "ofsted": 7,
    "budget": 1,
    "budge": 3,
}


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(counted(f"{word} " * number for word, number in WORDS.items()))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("how many peple answered?", "how many people answered?"),
        ("the consultaton", "the consultation"),
        ("areas for improvemnt", "areas for improvement"),
        ("Improvemnt plans", "improvement plans"),
        ("wich childern", "which children"),
        ("who is ment", "who is meant"),
        ("WHICH PEPLE", "WHICH people"),
    ],
)
def test_slips_are_mended(spelling: Spelling, asked: str, meant: str) -> None:
    assert spelling.correct(asked) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "Did Ofsted meet people?",
        "How do I bake sourdough bread?",  # English, though no document says it
        "It is recognised as organised labour",  # British, and the dictionary is American
        "Who is Ms Chilren of Peple Road?",  # names
        "What is an LSCB, and what are LSCBs?",
        "S17 cin pep",  # too short to tell
        "xyzzyplugh",  # like nothing
        "",
    ],
)
def test_the_rest_is_left_alone(spelling: Spelling, asked: str) -> None:
    assert spelling.correct(asked) == asked


def test_a_short_word_has_one_slip_and_a_long_one_two(spelling: Spelling) -> None:
    assert spelling.correct("bugdte") == "bugdte"
    assert spelling.correct("improvmnt") == "improvement"
