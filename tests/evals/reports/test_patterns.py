from __future__ import annotations

import pytest

from evals.reports.patterns import any_of, readable


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("£9 million", "£9 million"),
        (r"\b(7|seven)[\s-]+days?\b", "(7/seven) day(s)"),
        (r"£\s?3,?000\b", "£3,000"),
        (r"from\s+(the\s+)?(age\s+(of\s+)?)?16", "from (the) (age (of)) 16"),
        (r"(?<!former )\brelevant\s+child", "relevant child"),
        (r"[’\']s\s+Bureau", "’s Bureau"),
        (r"minimi[sz]ation", "minimi(s/z)ation"),
        (r"\bcarers\b[^.]{0,40}support", "carers … support"),
        (r"^\W*(5|five)\b", "(5/five)"),
        (r"\b0?21[/.]0?9\b", "21/9"),
        (r"30(\.0)?\s?%", "30(.0) %"),
    ],
)
def test_a_pattern_is_said_in_words(pattern: str, said: str) -> None:
    assert readable(pattern) == said


@pytest.mark.parametrize("pattern", [r"[\w.]+@[\w.]+", r"\b\d{3},\d{3}\b", r"sorted\(", r"\b"])
def test_a_pattern_that_is_too_clever_stays_as_it_is(pattern: str) -> None:
    assert readable(pattern) == pattern


def test_a_group_is_said_once_for_what_reads_alike() -> None:
    assert any_of((r"\bseven\b", "seven", "7")) == "“seven” or “7”"
