"""Figures in a text: sums, percentages, counts, years and dates, each in one spelling.

Digits and words are the same ("10", "ten"), and so are "£3,000" and "3,000 pounds", "£1.5m" and
"£1,500,000", "30%" and "30 per cent", "1 May 2023" and "May 1st, 2023", "2023-24" and "2023 to
2024". In "£3-4 million" both ends are millions of pounds, and in "2 February to 11 May 2023" both
days are of 2023.

Not figures: numbers that are part of a name ("COVID-19", "KS2", "3.4.5"), fractions in words ("a
third"), ordinals in words, and "one" where it does not count ("no one", "one another").
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple


class Figure(NamedTuple):
    """`unit` is "£", "€", "$", "%", "date", "th" (21st) or "" for a plain number or a year.

    A date's `value` is year-month-day, year-month or month-day.
    """

    unit: str
    value: str


_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹\u00ad\u200b\ufeff"),  # footnote marks and what nobody sees
        "¼": ".25",
        "½": ".5",
        "¾": ".75",
    }
)

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_UNDER_20 = _WORDS.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBERS = {word: number for number, word in enumerate(_UNDER_20)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNDER_20[1:10])}))?|{'|'.join(_UNDER_20)})"
_IN_WORDS = re.compile(
    rf"\b(?:(a|{_SMALL})[ -]hundred(?:\s+and\s+({_SMALL}))?|({_SMALL}))\b", re.IGNORECASE
)
_UNCOUNTED = re.compile(
    r"\b(?:no|any|every|each|some|this|that|which|the)[ -]one\b"
    r"|\bone[ -](?:another|to[ -]one|by[ -]one|off|stop)\b",
    re.IGNORECASE,
)

_SCALES = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "mil", "million"), 10**6),
    **dict.fromkeys(("bn", "billion"), 10**9),
    **dict.fromkeys(("tn", "trillion"), 10**12),
}
_SCALE = rf"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})"
_AMOUNT = r"(?>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_UNIT = r"(?:%|per\s?cent\b|percent\b|percentage\spoints?\b|pounds\b)"
_NUMBER = re.compile(
    rf"(?<![\w.])(?<![A-Z]-)([£€$]\s?)?({_AMOUNT})(?!\.\d)"
    rf"(?:(?i:(st|nd|rd|th))\b|(?:\s?(?i:({_SCALE}))\b|(?!\w))(?:\s?(?i:({_UNIT})))?)"
)
_RANGE = re.compile(
    rf"(between\s)?([£€$]?)({_AMOUNT})(\s?{_SCALE}\b)?(\s?-\s?|\sto\s|\sand\s)"
    rf"([£€$]?)({_AMOUNT})(\s?{_SCALE}\b)?(\s?(?:%|per\s?cent\b))?",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b((?:19|20)(\d\d))[-/](\d\d)\b(?![-/])")

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTH = (
    r"((?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b)\.?"
)
_DAY = r"\b(\d{1,2})(?:st|nd|rd|th)?(?!,?\d)"
_YEAR = r"((?:19|20)\d\d)\b"
_DAY_MONTH = rf"{_DAY}(?:\s+of)?\s+{_MONTH}"
_OF_THE_SAME_YEAR = re.compile(rf"({_DAY_MONTH})(?=\s*(?:-|to|until|and)\s*{_DAY_MONTH}\s+{_YEAR})")
# Each with the groups that are its year, month and day.
_DATES = (
    (re.compile(rf"\b{_YEAR}-(\d\d)-(\d\d)\b"), (1, 2, 3)),
    (re.compile(rf"\b(\d{{1,2}})/(\d{{1,2}})/{_YEAR}"), (3, 2, 1)),
    (re.compile(rf"{_DAY_MONTH},?\s+{_YEAR}"), (3, 2, 1)),
    (re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}"), (3, 1, 2)),
    (re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}"), (2, 1, 0)),
    (re.compile(_DAY_MONTH), (0, 2, 1)),
    (re.compile(rf"\b{_MONTH}\s+{_DAY}"), (0, 1, 2)),
)


def figures(text: str) -> frozenset[Figure]:
    """The figures of a text."""
    return split(text)[0]


def figures_held(text: str) -> frozenset[Figure]:
    """What a text says of figures: its own, and of every date its month, its year and its day."""
    own = figures(text)
    return own.union(*(_parts(figure) for figure in own))


@lru_cache(maxsize=10_000)
def split(text: str) -> tuple[frozenset[Figure], str]:
    """The figures of a text, and the text without them."""
    found: list[Figure] = []
    rest = _OF_THE_SAME_YEAR.sub(r"\1 \6", plain(text))
    for pattern, groups in _DATES:
        for match in pattern.finditer(rest):
            found.append(_date(*(match[group] if group else None for group in groups)))
        rest = pattern.sub(" ", rest)
    rest = _RANGE.sub(_spelt_out, _YEARS.sub(_both_years, _in_digits(rest)))
    found += map(_number, _NUMBER.finditer(rest))
    return frozenset(found), _NUMBER.sub(" ", rest)


def plain(text: str) -> str:
    """One character for each sign, without footnote marks and invisible characters."""
    return unicodedata.normalize("NFKC", text.translate(_PLAIN))


def _parts(figure: Figure) -> set[Figure]:
    if figure.unit != "date":
        return set()
    year, _, day = figure.value.partition("-")
    if len(year) < 4:  # month-day
        return set()
    parts = {Figure("", year)}
    if "-" in day:
        parts |= {Figure("date", figure.value[:7]), Figure("date", day)}
    return parts


def _date(year: str | None, month: str | None, day: str | None) -> Figure:
    parts = [part.zfill(2) for part in (year, _month(month or ""), day) if part]
    return Figure("date", "-".join(parts))


def _month(name: str) -> str:
    return name if name.isdigit() else str(_MONTHS.index(name[:3]) + 1)


def _in_digits(text: str) -> str:
    """ "Ten" as "10"; a "one" that does not count stays as it is."""
    kept = [match.span() for match in _UNCOUNTED.finditer(text)]

    def digits(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in kept):
            return match[0]
        hundreds, more, small = match.groups()
        if hundreds:
            return str(100 * _value(hundreds) + (_value(more) if more else 0))
        return str(_value(small))

    return _IN_WORDS.sub(digits, text)


def _value(words: str) -> int:
    return sum(_NUMBERS.get(word, 1) for word in re.split(r"[ -]", words.lower()))


def _both_years(match: re.Match[str]) -> str:
    first, end, second = match.groups()
    follows = int(second) == (int(end) + 1) % 100
    return f"{first} to {int(first) + 1}" if follows else match[0]


def _spelt_out(match: re.Match[str]) -> str:
    """Both ends of a range with the currency, the scale and the unit that only one of them has."""
    between, low_sign, low, low_scale, joint, high_sign, high, scale, percent = match.groups()
    if not (scale or percent) or ("and" in joint and not between):
        return match[0]
    sign = low_sign or high_sign
    unit = "" if low_sign else percent or ""
    return (
        f"{between or ''}{sign}{low}{low_scale or scale or ''}{unit} to "
        f"{high_sign or low_sign}{high}{scale or ''}{percent or ''}"
    )


def _number(match: re.Match[str]) -> Figure:
    sign, amount, ordinal, scale, suffix = match.groups()
    value = Decimal(amount.replace(",", "")) * _SCALES.get((scale or "").lower(), 1)
    spelt = f"{value:f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
    if sign:
        return Figure(sign.strip(), spelt)
    if suffix:
        return Figure("£" if suffix.lower() == "pounds" else "%", spelt)
    return Figure("th" if ordinal else "", spelt)
