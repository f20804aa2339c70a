"""The authorities and the dates that a text names, with where it names them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ingest.editions import measures, plain

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
# A year alone, or with its month; what lies "since" a year is not of that year, nor is
# what lies "since May 2019": there the year must not be found without its month.
_NOT_AFTER = "".join(
    rf"(?<!{word} )" for word in ("since", "before", "until", "by", *_MONTHS.split("|"))
)
# What a date can begin with is looked at first: that is quick, and rules most places out.
DATE = re.compile(
    rf"(?=[12adfjmnos]){_NOT_AFTER}\b(?:(?:{_MONTHS}),? )?(?:19|20)\d\d\b", re.IGNORECASE
)


class Mention(NamedTuple):
    """`value` is the name in full in plain words, or the date as "may 2019" or "2019"."""

    start: int
    end: int
    value: str


def places_in(text: str) -> list[Mention]:
    """Every authority named, in short or in full, the longest name first: South Gloucestershire is
    not Gloucestershire."""
    pattern, meaning = _names()
    return [
        Mention(match.start(1), match.end(1), meaning[_key(match.group(1))])
        for match in pattern.finditer(text)
    ]


def write_places_out(text: str, known: Collection[str]) -> str:
    """The short names of `known` authorities written in full: "B&NES" is "Bath and North East
    Somerset" in the documents. A full name stays as it is."""
    for place in reversed(places_in(text)):
        if place.value in known and plain(text[place.start : place.end]) != place.value:
            text = text[: place.start] + _official()[place.value] + text[place.end :]
    return text


def dates_in(text: str, pattern: re.Pattern[str] = DATE) -> list[Mention]:
    """Every date, the first time that it is named; `pattern` may ask for more around it."""
    found: dict[str, Mention] = {}
    for match in pattern.finditer(text):
        for date in DATE.finditer(match.group()):
            start, value = match.start() + date.start(), plain(date.group())
            found.setdefault(value, Mention(start, start + len(date.group()), value))
    return list(found.values())


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    meaning = {}
    written = {}
    for short, full in _aliases():
        meaning[_key(short)] = full
        written[short] = r"[\s,’'-]*".join(
            "(?:and|&)" if word == "and" else re.escape(word) for word in short.split()
        )
    longest_first = sorted(written, key=len, reverse=True)
    anyone = "|".join(written[short] for short in longest_first)
    # The "s" of "Ofsted's Gloucestershire report" is not the one of "S Gloucestershire".
    return re.compile(rf"(?<!\w[’'])\b({anyone})(?:[’']?s)?\b", re.IGNORECASE), meaning


@cache
def _official() -> dict[str, str]:
    return {plain(name): name for name in measures().authorities}


def _aliases() -> Iterator[tuple[str, str]]:
    for name in measures().authorities:
        yield plain(name), plain(name)
    data = tomllib.loads(files("service").joinpath("places.toml").read_text("utf-8"))
    for name, shorts in data["short_names"].items():
        for short in shorts:
            yield short, plain(name)


def _key(text: str) -> str:
    return plain(text).replace(" ", "")
