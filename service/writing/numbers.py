"""Numbers and dates of a statement, which must stand in its quote beside what they count there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

Stems = Callable[[str], set[str]]
# How far from a number, in words, what it counts may stand; twice as far in the quote.
NEAR = 4
_SIGNS = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), "’": "'", "‘": "'"})
_UNDER_20 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS_IN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL, _TENS = _UNDER_20.split(), _TENS_IN_WORDS.split()
_VALUES = {word: n for n, word in enumerate(_SMALL)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_IN_WORDS = re.compile(
    rf"\b(?:({'|'.join(_TENS)})[ -]({'|'.join(_SMALL[1:10])})|({'|'.join(_TENS + _SMALL)}))\b",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(r"\b(no|any|every|each|some|this|that|which|the)[ -]one\b", re.IGNORECASE)
_IN_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = _IN_SHORT.split()
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_YEAR = r"((?:19|20)\d\d)\b"
DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?"
    rf"|\b{_MONTH},?\s+(?:of\s+)?{_YEAR}"
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b")
_AMOUNT = re.compile(
    r"([£€$]?)\s?(\d+(?:\.\d+)?)\s?(thousand|million|billion|[mk]\b|bn\b|%)?", re.IGNORECASE
)
_SCALES = {"m": "million", "bn": "billion", "k": "thousand"}
# What bounds a number: "up to nine" is not nine.
_BOUNDED = re.compile(
    r"(?:\b(up to|at least|at most|about|around|nearly|almost|over|more than|fewer than|less than"
    r"|under|approximately|roughly|no more than|no fewer than|within|below|above|only|further"
    r"|another|additional)\s+)?[£€$]?\b(\d+(?:\.\d+)?)(?:\s(working|school|calendar)\b)?",
    re.IGNORECASE,
)
WORD = re.compile(r"[£€$]?[\w'][\w',.-]*%?")
_NO_COUNT = re.compile(rf"(?:thousand|million|billion|bn|m|{_MONTH})\W*", re.IGNORECASE)
_WHEN = re.compile(
    rf"\b(by|before|after|from|since|until|till|to)\s+(?:the\s+)?(?:(?:end|start|beginning)\s+of\s+)?"
    rf"((?:\d{{1,2}}\s+)?(?:{_MONTH}\s+)?{_YEAR}|\d{{1,2}}\s+{_MONTH})",
    re.IGNORECASE,
)


def numbers_hold(statement: str, quote: str, stems: Stems) -> bool:
    """Whether every figure and date of a statement stands in a quote, of the same thing, with what
    bounds it."""
    return (
        figures(statement) <= figures_held(quote)
        and _bound(statement, quote, stems)
        and _bounded_numbers(statement) <= _bounded_numbers(quote)
        and _whens(statement) <= _whens(quote)
    )


@lru_cache(maxsize=4_000)
def figures(text: str) -> frozenset[str]:
    """Sums, counts, shares, years and dates, each in one spelling."""
    found: set[str] = set()

    def date(match: re.Match[str]) -> str:
        day, month, year, month2, day2, year2, month3, year3 = match.groups()
        name = (month or month2 or month3)[:3].lower()
        number, of = day or day2, year or year2 or year3
        found.update({f"{int(number)} {name}"} if number else ())
        found.update({f"{name} {of}"} if of else ())
        found.update({f"{int(number)} {name} {of}"} if number and of else ())
        return " "

    rest = DATE.sub(date, plain(text))
    for sign, number, scale in _AMOUNT.findall(rest):
        value = number.lstrip("0") or "0"
        unit = _SCALES.get(scale.lower(), scale.lower())
        found.add(f"{sign}{value}{' ' + unit if unit else ''}")
    return frozenset(found)


def figures_held(text: str) -> frozenset[str]:
    """A text's figures, and of its dates the year alone."""
    own = figures(text)
    return own | {figure[-4:] for figure in own if re.search(r"[a-z]{3} \d{4}$", figure)}


@lru_cache(maxsize=4_000)
def plain(text: str) -> str:
    """One sign for each dash and quote mark, numbers in digits, dates with a month's name."""
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<=\d)\s*(?:per ?cent|percent)\b", "%", text, flags=re.IGNORECASE)
    text = _ISO.sub(lambda m: f"{m[3]} {_name(m[2])} {m[1]}", text)
    text = _SLASHED.sub(lambda m: f"{m[1]} {_name(m[2])} {m[3]}", text)
    text = _NOT_COUNTED.sub(r"\1 single", text)
    return _IN_WORDS.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    tens, ones, single = match.groups()
    return str(_VALUES[tens.lower()] + _VALUES[ones.lower()] if tens else _VALUES[single.lower()])


def _name(month: str) -> str:
    number = int(month)
    return _MONTHS[number - 1].capitalize() if 1 <= number <= 12 else month


def _bound(statement: str, quote: str, stems: Stems) -> bool:
    """Whether each number stands beside one of the same words in the quote: "12 areas" is not said
    by "5 areas within 12 months"."""
    there = list(_beside(quote, 2 * NEAR, stems))
    for number, own_before, own_after in _beside(statement, NEAR, stems):
        if not (own_before or own_after):
            continue
        if not any(
            own_after & after or (own_before & before and not _counts(own_after, after))
            for other, before, after in there
            if other == number
        ):
            return False
    return True


def _bounded_numbers(text: str) -> set[tuple[str, ...]]:
    """Each number that is no year and no part of a date, with what bounds it."""
    found = _BOUNDED.findall(DATE.sub(" ", plain(text)))
    return {(b.lower(), n, days.lower()) for b, n, days in found if not re.match(_YEAR, n)}


def _whens(text: str) -> set[tuple[str, str]]:
    """Each date with what it ends or begins: "until March" is not "from March"."""
    return {(m[1].lower(), m[2].lower()) for m in _WHEN.finditer(plain(text))}


def _counts(own: set[str], other: set[str]) -> bool:
    """Whether both numbers are followed by what they count, so that what stands before is no
    sign that they count the same."""
    return bool(own and other)


def _beside(text: str, near: int, stems: Stems) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each number, with the words before and after it up to the end of its part of the sentence."""
    joined = DATE.sub(lambda date: re.sub(r"\W+", "_", date[0]), plain(text))
    for part in re.split(r"[;:\n]|[.,](?!\d)", joined):
        words = WORD.findall(part)
        for index, word in enumerate(words):
            for number in re.findall(r"\d+(?:\.\d+)?", word):
                before = _up_to_a_number(reversed(words[max(0, index - near) : index]))
                if near == NEAR:
                    before = next((w for w in before.split() if stems(w)), "")
                after = _up_to_a_number(words[index + 1 : index + 1 + near])
                yield number.lstrip("0") or "0", stems(before), stems(after)


def _up_to_a_number(words: Iterable[str]) -> str:
    """The words up to where another part begins or another number stands, and that number."""
    found: list[str] = []
    for word in words:
        if word in ("and", "but", "while") or "_" in word:
            break
        found += [] if _NO_COUNT.fullmatch(word) else [word]
        if re.search(r"\d", word):
            break
    return " ".join(found)
