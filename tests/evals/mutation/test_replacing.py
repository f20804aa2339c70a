"""What a fact's words are, and what else could stand there."""

from __future__ import annotations

import re

import pytest

from evals.mutation.edits import edited
from evals.mutation.replacing import replacements


def first(text: str, pattern: str) -> tuple[str, str] | None:
    """Kind and the changed text of the plainest replacement."""
    places = [(text, *match.span()) for match in re.finditer(pattern, text)]
    for replacement in replacements(places):
        edits = [edit for place in places for edit in replacement.edits(*place)]
        return replacement.kind, edited(text, edits)
    return None


@pytest.mark.parametrize(
    ("text", "pattern", "kind", "after"),
    [
        ("Within six months.", r"six months", "figure", "Within nine months."),
        ("A sum of £3,000.", r"£3", "figure", "A sum of £6,000."),
        ("Aged 18 to 20.", r"18 to 20", "figure", "Aged 11 to 23."),
        ("On 27 April 2017.", r"27 April", "date", "On 27 August 2017."),
        ("By Sept 2020.", r"Sept 2020", "date", "By Dec 2020."),
        ("In force since 2014.", r"2014", "date", "In force since 2017."),
        ("Ask Social Work England.", r"Work England", "name", None),
        ("It is Verian, a firm.", r"Veria", "name", None),
        ("Ask the DCS.", r"DCS", "name", None),
    ],
)
def test_figures_dates_and_names_are_replaced_by_their_like(
    text: str, pattern: str, kind: str, after: str | None
) -> None:
    found = first(text, pattern)
    assert found is not None
    assert found[0] == kind
    assert found[1] == after if after else re.search(pattern, found[1]) is None


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("Consent is not needed.", "not needed"),
        ("Her social worker does.", "social worker"),
        ("Consent matters. It needs consent.", "Consent"),
        ("He may go.", "may"),
    ],
)
def test_other_words_are_left_alone(text: str, pattern: str) -> None:
    assert first(text, pattern) is None


def test_one_value_changes_alike_however_it_is_written() -> None:
    assert first("Six months. Yes, 6 months.", "(?i)(6|six) months") == (
        "figure",
        "Nine months. Yes, 9 months.",
    )


def test_two_values_never_become_one() -> None:
    text = "2 to 3 years"
    for replacement in replacements([(text, 0, len(text))]):
        assert len(set(replacement.values.values())) == 2
