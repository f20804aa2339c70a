"""What a fact's words are (a figure, a date, a name) and what else could stand there.

A replacement maps values, not words: where one place says "six" and another "6", both change to the
same number, each as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.mutation.edits import Edit
from evals.mutation.numbers import is_year, numbers_in, other_number

Kind = Literal["figure", "date", "name"]

# Months of 31 days, so that no date becomes impossible.
_MONTHS = ("January", "March", "May", "July", "August", "October", "December")
_ALL_MONTHS = (*_MONTHS, "February", "April", "June", "September", "November")
_SHORT = {month[:3]: month for month in _ALL_MONTHS} | {"Sept": "September"}
_MONTH = re.compile(rf"\b(?:{'|'.join((*_ALL_MONTHS, *_SHORT))})\b")
_INITIALS = re.compile(r"[A-Z]{2,6}s?")
_WORD = re.compile(r"\w(?:[\w’'-]*\w)?")

_OTHER_INITIALS = ("KVR", "ZTP", "WQB", "JXD", "HLF", "VNG", "QYM", "BKZ", "FWT")
_OTHER_WORDS = (
    "Ashdown", "Meridian", "Calverley", "Thornbury", "Penrose", "Wexcombe", "Halewood", "Marlow",
    "Redfern",
)  # fmt: skip
_OTHER_NAMES = (
    "Meridian Ashdown Office", "Calverley Care Bureau", "Thornbury Partnership Panel",
    "Penrose Standards Agency", "Wexcombe Review Commission", "Halewood Inspection Trust",
    "Marlow Advisory Body", "Redfern Improvement Authority", "Kelstone Support Council",
)  # fmt: skip
# The third further on is neither the next, which a series would have anyway, nor far away.
_ORDER = (3, 4, 2, 5, 6, 7, 1, 8, 9)


@dataclass(frozen=True, slots=True)
class Token:
    """Words at `[start:end)` that would change. `written` puts another value as this one is."""

    start: int
    end: int
    value: str
    written: Callable[[str], str]
    in_digits: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Replacement:
    """New values for old ones, all of one kind."""

    kind: Kind
    values: Mapping[str, str]

    def edits(self, text: str, start: int, end: int) -> list[Edit]:
        """What must change in what stands at `[start:end)` of a text."""
        return [
            Edit(token.start, token.end, token.written(self.values[token.value]))
            for token in _tokens(self.kind, text, start, end)
            if token.value in self.values
        ]

    def in_digits(self, text: str, start: int, end: int) -> list[Edit]:
        """The same with numbers in digits, as an answer may put it."""
        return [
            Edit(token.start, token.end, token.in_digits(self.values[token.value]))
            for token in _tokens(self.kind, text, start, end)
            if token.value in self.values
        ]


def replacements(places: Sequence[tuple[str, int, int]]) -> Iterator[Replacement]:
    """What could be said instead at all of these places (text, start, end), the plainest first.

    Nothing where the words there are no figure, date or name ("not needed", "a social worker").
    """
    kind = _kind(places)
    if kind is None:
        return
    found = {token.value for place in places for token in _tokens(kind, *place)}
    for step in _ORDER:
        others = {value: _other(kind, value, step) for value in sorted(found)}
        values = {value: other for value, other in others.items() if other is not None}
        if len(values) == len(found) == len(set(values.values())):
            yield Replacement(kind, values)


def _kind(places: Sequence[tuple[str, int, int]]) -> Kind | None:
    said = [text[start:end] for text, start, end in places]
    if any(_MONTH.search(words) for words in said):
        return "date"
    found = [token for place in places for token in _tokens("figure", *place)]
    if found:
        return "date" if all(is_year(token.value) for token in found) else "figure"
    names = [_is_name(*place) for place in places]
    return "name" if 2 * sum(names) > len(names) else None


def _is_name(text: str, start: int, end: int) -> bool:
    """Several words with capitals, or one that this document never writes without."""
    words = [word for word in _WORD.findall(_whole_words(text, start, end)[2]) if word[0].isupper()]
    lower = [word for word in words if re.search(rf"\b{re.escape(word.lower())}\b", text)]
    return len(words) > 1 or len(lower) < len(words)


def _tokens(kind: Kind, text: str, start: int, end: int) -> Iterator[Token]:
    if kind == "name":
        first, last, words = _whole_words(text, start, end)
        value = words if _INITIALS.fullmatch(words) else " ".join(words.lower().split())
        yield Token(first, last, value, _same, _same)
        return
    months = list(_months(text, start, end)) if kind == "date" else []
    yield from months or _numbers(text, start, end, years_only=kind == "date")


def _months(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _MONTH.finditer(text, start, end):
        short = match[0] not in _ALL_MONTHS

        def written(month: str, short: bool = short) -> str:
            return month[:3] if short else month

        yield Token(*match.span(), _SHORT.get(match[0], match[0]), written, written)


def _numbers(text: str, start: int, end: int, years_only: bool) -> Iterator[Token]:
    """Whole numbers even where the fact names a part ("£3" of "£3,000")."""
    first = max(0, start - 20)
    for number in numbers_in(text[first : end + 20]):
        begins, ends = first + number.start, first + number.end
        touched = begins < end and ends > start
        if touched and (is_year(number.value) or not years_only):
            yield Token(begins, ends, number.value, number.written, number.in_digits)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int, str]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end, text[start:end]


def _other(kind: Kind, value: str, step: int) -> str | None:
    if kind == "figure" or value.isdigit():
        return other_number(value, step)
    if kind == "date":
        month = _MONTHS[(_ALL_MONTHS.index(value) + step) % len(_MONTHS)]
        return None if month == value else month
    # The sum spreads the names: two names that one place gives must not become the same.
    place = (sum(map(ord, value)) + step) % len(_OTHER_NAMES)
    if " " in value:
        return _OTHER_NAMES[place]
    return (_OTHER_INITIALS if _INITIALS.fullmatch(value) else _OTHER_WORDS)[place]


def _same(value: str) -> str:
    return value
