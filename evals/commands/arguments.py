"""Arguments that several commands have, so that each means the same wherever it is given."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def add_sets(parser: argparse.ArgumentParser) -> None:
    """`SET...`: the question sets that a command is about."""
    parser.add_argument(
        "sets", nargs="+", type=Path, metavar="SET", help="question sets: YAML or JSON Lines"
    )


def add_index(parser: argparse._ActionsContainer) -> None:
    """`--index`, also as one of several arguments that exclude each other."""
    parser.add_argument("--index", type=Path, metavar="DIR", help="folder of an index")


def number_from_one(most: int | None = None) -> Callable[[str], int]:
    """A type for a count of something; a wrong one is refused in words that say what is right."""
    wanted = "a number from 1" if most is None else f"a number from 1 to {most}"

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < 1 or (most is not None and int(text) > most):
            raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
        return int(text)

    return number
