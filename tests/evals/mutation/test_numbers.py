"""Numbers: which a text has, how they are written, and what could stand there instead."""

from __future__ import annotations

import pytest

from evals.mutation.numbers import numbers_in, other_number, spell


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£3,000 or 2.5 per cent", ["3000", "2.5"]),
        ("forty-five working days", ["45"]),
        ("the sixth day, the 21st birthday", ["6", "21"]),
        ("the seventy fifth", ["75"]),
        ("section 436A, ages 16-19", ["436", "16", "19"]),
        ("someone often weighs a stone", []),
    ],
)
def test_numbers_are_found_in_digits_and_words(text: str, values: list[str]) -> None:
    assert [number.value for number in numbers_in(text)] == values


@pytest.mark.parametrize(
    ("text", "value", "written", "in_digits"),
    [
        ("3,000", "6000", "6,000", "6,000"),
        ("six", "9", "nine", "9"),
        ("Six", "9", "Nine", "9"),
        ("sixth", "2", "second", "2nd"),
        ("21st", "13", "13th", "13th"),
        ("3.2", "6.2", "6.2", "6.2"),
    ],
)
def test_another_value_is_written_in_the_same_way(
    text: str, value: str, written: str, in_digits: str
) -> None:
    number = next(numbers_in(text))
    assert (number.start, number.end) == (0, len(text))
    assert number.written(value) == written
    assert number.in_digits(value) == in_digits


@pytest.mark.parametrize(
    ("value", "other"),
    [("3000", "6000"), ("2017", "2010"), ("18", "11"), ("6", "9"), ("3.2", "6.2"), ("7", None)],
)
def test_another_number_has_as_many_digits(value: str, other: str | None) -> None:
    assert other_number(value, 3) == other


def test_every_number_that_is_spelt_is_read_back() -> None:
    for ordinal in (False, True):
        read = [next(numbers_in(spell(n, ordinal))).value for n in range(1, 100)]
        assert read == [str(n) for n in range(1, 100)]
