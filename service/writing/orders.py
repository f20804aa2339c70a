"""Which lines of a document give orders to a machine. They are no part of what it says."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from ingest.records import Passage
from service.lists import REACH
from service.opened import OpenBuild
from service.steps.guard import gives_orders

Span = tuple[int, int]


def spans_of_orders(passage: Passage, build: OpenBuild) -> list[Span]:
    """The blocks of a passage (paragraphs, list items, rows), and of a list that goes on around it,
    that give orders. A block goes as a whole: what the order is about stands beside it."""
    text = build.text(passage.document_id)
    blocks = build.texts.blocks(
        passage.document_id, max(0, passage.start - REACH), passage.end + REACH
    )
    return [(block.start, block.end) for block in blocks if is_order(text[block.start : block.end])]


def is_order(text: str) -> bool:
    """Whether a text speaks to a machine, in letters as a reader sees them."""
    seen = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in seen if c.isspace() or unicodedata.category(c)[0] != "C")
    return gives_orders(seen) or any(pattern.search(seen) for pattern in _orders())


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    data = tomllib.loads(files("service.writing").joinpath("orders.toml").read_text("utf-8"))
    written_out = (each.replace("{machine}", data["machine"]) for each in data["orders"])
    return tuple(re.compile(each, re.IGNORECASE) for each in written_out)
