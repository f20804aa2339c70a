"""Counts that are given to commands: which are taken, and what is said of the others."""

from __future__ import annotations

import argparse

import pytest

from evals.commands.arguments import number_from_one


@pytest.mark.parametrize(("most", "text"), [(None, "1"), (None, "100000"), (32, "1"), (32, "32")])
def test_a_count_is_taken(most: int | None, text: str) -> None:
    assert number_from_one(most)(text) == int(text)


@pytest.mark.parametrize(
    ("most", "text", "told"),
    [
        *(
            (None, text, f"{text!r} is not a number from 1$")
            for text in ("0", "-1", "x", "1.5", "")
        ),
        *((32, text, f"{text!r} is not a number from 1 to 32$") for text in ("0", "33", "many")),
    ],
)
def test_what_is_no_count_is_refused_with_what_would_be(
    most: int | None, text: str, told: str
) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=told):
        number_from_one(most)(text)
