"""Step 1: clean the question; refuse instructions aimed at the machine."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from service.context import Context
from service.schemas import Status

# Format characters (zero-width, bidirectional, tags) hide text from a reader, not from a machine.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def guard(context: Context) -> None:
    """Sets `asked` to the cleaned question, and `refused` where it orders instead of asks."""
    context.asked = clean(context.question.question)
    if gives_orders(context.asked):
        context.status = Status.REFUSED


def gives_orders(text: str) -> bool:
    """Whether a text has the form of an instruction to the machine."""
    return any(pattern.search(text) for pattern in _instructions())


def clean(question: str) -> str:
    """The question as a reader sees it: compatibility forms unified, invisible characters gone."""
    unified = unicodedata.normalize("NFKC", question)
    kept = (c if unicodedata.category(c) not in _INVISIBLE else _space_for(c) for c in unified)
    return " ".join("".join(kept).split())


def _space_for(character: str) -> str:
    return " " if character in "\t\n\r\v\f" else ""


@cache
def _instructions() -> tuple[re.Pattern[str], ...]:
    data = tomllib.loads(files("service.steps").joinpath("guard.toml").read_text("utf-8"))
    begin = data["begin"]
    order = data["order"].replace("{begin}", begin)
    written_out = (
        pattern.replace("{begin}", begin).replace("{order}", order)
        for pattern in data["instructions"]
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in written_out)
