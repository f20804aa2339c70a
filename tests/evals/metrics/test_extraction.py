"""Figures in a text."""

from __future__ import annotations

import pytest

from evals.metrics.extraction import Figure, figures, figures_held, plain, split


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("£3,000 a year", "£", "3000"),
        ("£3000", "£", "3000"),
        ("3,000 pounds", "£", "3000"),
        ("£3k", "£", "3000"),
        ("£ 3,000", "£", "3000"),
        ("£1.5 million", "£", "1500000"),
        ("£1.5m", "£", "1500000"),
        ("£1,500,000", "£", "1500000"),
        ("£1.50", "£", "1.5"),
        ("£2bn", "£", "2000000000"),
        ("€5", "€", "5"),
        ("£200 million³", "£", "200000000"),  # a footnote mark
        ("30%", "%", "30"),
        ("30 %", "%", "30"),
        ("30 per cent", "%", "30"),
        ("thirty per cent", "%", "30"),
        ("30 percentage points", "%", "30"),
        ("2½%", "%", "2.5"),
        ("10 councils", "", "10"),
        ("Ten councils", "", "10"),
        ("ten-year-old", "", "10"),
        ("twenty-one days", "", "21"),
        ("one hundred and fifty", "", "150"),
        ("a hundred", "", "100"),
        ("two hundred", "", "200"),
        ("two million children", "", "2000000"),
        ("one social worker", "", "1"),
        ("0 children", "", "0"),
        ("in 2023.", "", "2023"),
        ("mid-2023", "", "2023"),
        ("4.10", "", "4.1"),
        ("his 18th birthday", "th", "18"),
        ("1 May 2023", "date", "2023-05-01"),
        ("1st of May 2023", "date", "2023-05-01"),
        ("May 1st, 2023", "date", "2023-05-01"),
        ("May 1 2023", "date", "2023-05-01"),
        ("1/5/2023", "date", "2023-05-01"),
        ("2023-05-01", "date", "2023-05-01"),
        ("21 Sept. 2023", "date", "2023-09-21"),
        ("May 2023", "date", "2023-05"),
        ("1 May", "date", "05-01"),
        ("December 25", "date", "12-25"),
    ],
)
def test_one_figure_in_one_spelling(text: str, unit: str, value: str) -> None:
    assert figures(text) == {Figure(unit, value)}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2023-24", "2023 to 2024"),
        ("2023/24", "2023 and 2024"),
        ("1999-00", "1999, 2000"),
        ("£3-4 million", "£3 million and £4 million"),
        ("£3m–£4m", "£3,000,000 and £4,000,000"),
        ("between £3 and £4 million", "£3 million and £4 million"),
        ("10 to 15 per cent", "10% and 15%"),
        ("between ten and 15%", "10% and 15%"),
        ("aged 16-25", "16 and 25"),
        ("2 February to 11 May 2023", "2 February 2023, 11 May 2023"),
    ],
)
def test_a_range_has_two_ends(text: str, same: str) -> None:
    assert len(figures(text)) == 2
    assert figures(text) == figures(same)


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("2023-25", {Figure("", "2023"), Figure("", "25")}),  # not a financial year
        ("two councils and 3 million people", {Figure("", "2"), Figure("", "3000000")}),
        ("May 3,000 children?", {Figure("", "3000")}),
    ],
)
def test_numbers_side_by_side_are_no_range(text: str, two: set[Figure]) -> None:
    assert figures(text) == two


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19",
        "KS2 and Q3",
        "paragraph 3.4.5",
        "no one, one another, each one, one-to-one",
        "they may begin",
        "a third of the first",
        "the 1990s",
        "",
    ],
)
def test_no_figure(text: str) -> None:
    assert figures(text) == frozenset()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("£30", "30"),
        ("30%", "30"),
        ("£3 million", "£3"),
        ("1 May 2023", "1 May 2024"),
        ("£30", "$30"),
        ("18th", "18"),
    ],
)
def test_different_figures(first: str, second: str) -> None:
    assert not figures(first) & figures(second)


@pytest.mark.parametrize("said", ["1 May 2023", "May 2023", "1 May", "2023"])
def test_a_date_says_its_parts(said: str) -> None:
    assert figures(said) <= figures_held("1 May 2023")


@pytest.mark.parametrize("said", ["1 May 2023", "May 2024", "1 May", "5"])
def test_a_month_does_not_say_a_day(said: str) -> None:
    assert not figures(said) <= figures_held("May 2023")


def test_a_text_without_its_figures() -> None:
    found, rest = split("From 1 May 2023, ten councils share £3 million.")
    assert len(found) == 3
    assert rest.split() == ["From", ",", "councils", "share", "."]


def test_plain_text() -> None:
    assert plain("a\u00a0‘b’ – c\u00add¹ ﬁ") == "a 'b' - cd fi"
