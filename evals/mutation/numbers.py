"""Numbers as documents write them, "3,000" or "seventy-fifth", and others to put there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BELOW_TWENTY = """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen"""
_BELOW_TWENTIETH = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth
    eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"""
_ROUND = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_CARDINALS, _ORDINALS, _TENS = _BELOW_TWENTY.split(), _BELOW_TWENTIETH.split(), _ROUND.split()
_SPELT_TO = 99
_YEARS = range(1900, 2100)


def spell(number: int, ordinal: bool = False) -> str:
    """A number up to 99 in words: "forty-five", "sixth"."""
    if number < len(_CARDINALS):
        return (_ORDINALS if ordinal else _CARDINALS)[number]
    tens, units = divmod(number, 10)
    if units:
        return f"{_TENS[tens]}-{spell(units, ordinal)}"
    return f"{_TENS[tens][:-1]}ieth" if ordinal else _TENS[tens]


_SPELT = {spell(n, ordinal): (str(n), ordinal) for n in range(1, 100) for ordinal in (False, True)}
_WORDS = "|".join(word.replace("-", "[- ]") for word in sorted(_SPELT, key=len, reverse=True))
_NUMBER = re.compile(
    rf"\b(?P<word>{_WORDS})\b"
    r"|(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<suffix>(?:st|nd|rd|th)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `[start:end)` of a text; `value` has its digits without commas."""

    start: int
    end: int
    value: str
    ordinal: bool
    spelt: bool
    capital: bool
    commas: bool

    def written(self, value: str) -> str:
        """Another value, written as this one is."""
        if self.spelt and value.isdigit() and int(value) <= _SPELT_TO:
            word = spell(int(value), self.ordinal)
            return word.capitalize() if self.capital else word
        return self.in_digits(value)

    def in_digits(self, value: str) -> str:
        """Another value in digits, with commas and an ordinal's ending where this one has them."""
        whole, point, rest = value.partition(".")
        return (f"{int(whole):,}" if self.commas else whole) + point + rest + self._ending(value)

    def _ending(self, value: str) -> str:
        if not self.ordinal:
            return ""
        teens = value[-2:] in ("11", "12", "13")
        return "th" if teens else {"1": "st", "2": "nd", "3": "rd"}.get(value[-1], "th")


def numbers_in(text: str) -> Iterator[Number]:
    """Every number of a text, in digits or in words up to 99."""
    for match in _NUMBER.finditer(text):
        word = match["word"]
        if word:
            value, ordinal = _SPELT["-".join(word.lower().split())]
        else:
            value, ordinal = match["digits"].replace(",", ""), bool(match["suffix"])
        yield Number(
            *match.span(),
            value=value,
            ordinal=ordinal,
            spelt=bool(word),
            capital=match[0][0].isupper(),
            commas="," in match[0],
        )


def is_year(value: str) -> bool:
    """Whether digits look like a year."""
    return len(value) == 4 and value.isdigit() and int(value) in _YEARS


def other_number(value: str, step: int) -> str | None:
    """A number of as many digits, one of them `step` further: the last of a year and of a number of
    two digits, so that an age is still an age; otherwise the first, so that £3,000 becomes £6,000.
    None where that makes no number that one would write."""
    whole = value.partition(".")[0]
    place = len(whole) - 1 if is_year(value) or (len(whole) == 2 and whole == value) else 0
    digit = (int(value[place]) + step) % 10
    other = f"{value[:place]}{digit}{value[place + 1 :]}"
    return None if other == value or (other[0] == "0" and digit == 0) else other
