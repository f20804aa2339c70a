"""The parts that a corpus text is made of.

The parser makes these and each renderer reads them, so that a new output format needs no change
to the parser and a new mark in the text shows up here first.
"""

import re
from dataclasses import dataclass
from typing import Literal

ItemKind = Literal["number", "letter", "bullet"]

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Title:
    """The title of the whole document."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the highest below the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Source:
    """A line that says where the text above it comes from."""

    text: str


@dataclass(frozen=True)
class Item:
    """A numbered paragraph, a lettered item or a bullet.

    `label` is the number or letter as it should appear ("3.", "(a)"), empty for a bullet.
    """

    kind: ItemKind
    level: int
    label: str
    text: str


@dataclass(frozen=True)
class Table:
    """A table with a heading row; `widths` are shares that add up to one."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Break:
    """A page break, or the start of the next slide."""


Block = Title | Heading | Paragraph | Source | Item | Table | Break


@dataclass(frozen=True)
class Properties:
    """What a file says about itself, the same for every format."""

    title: str
    author: str
    published: str


def bold_runs(text: str) -> list[tuple[str, bool]]:
    """Split a text at its `**` marks into (words, is bold), since each format marks bold itself."""
    runs: list[tuple[str, bool]] = []
    end = 0
    for match in _BOLD.finditer(text):
        runs.append((text[end : match.start()], False))
        runs.append((match.group(1), True))
        end = match.end()
    runs.append((text[end:], False))
    return [run for run in runs if run[0]]


def title_of(blocks: list[Block]) -> str:
    """Give the title, which the parser has made sure comes first."""
    first = blocks[0]
    if not isinstance(first, Title):
        raise ValueError("the first block is not a title")
    return first.text
