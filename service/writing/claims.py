"""What a statement claims that must stand in its quote: figures, dates, names, and its force.

Strict on purpose. A true statement that fails here costs little, as the quote's own sentence takes
its place; a false one that passes is the harm that this module is there to prevent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

Stems = Callable[[str], set[str]]
IsCommon = Callable[[str], bool]

# How far from a number, in words, what it counts may stand; twice as far in the quote.
NEAR = 4
# The share of a clause's words that the clauses of the quote must hold to tell its force.
SHARE = 0.75

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
_DATE = re.compile(
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
_CAPITALISED = re.compile(
    r"(?P<start>(?:^|[.!?:;\n•])[\s\"'“‘(-]*)?(?<![\w'])(?P<word>[A-Z][\w'-]*)"
)
_PARTS = re.compile(
    r"(?<=[.!?;:])\s+|\n+|\s+-\s+|,\s+(?:and|but|while|which|so)\s+"
    r"|,?\s+(?:but|however|although|though|whereas|while|except|unless)\b",
    re.IGNORECASE,
)
_FORCE = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "not": r"\b(?:not(?!\s+(?:only|just|least)\b)|no(?!\.\s?\d)|never|none|nor|neither|nobody"
        r"|without|cannot)\b|n't\b",
        "must": r"\b(?:must|shall|(?:has|have|had|required|obliged|duty) to)\b",
        "should": r"\b(?:should|ought|recommend\w*|advis\w+|encourag\w+)\b",
        "may": r"\b(?:(?-i:may)|might|could|possibly|perhaps)\b",
        "explore": r"\b(?:explor\w+|consider(?:s|ed|ing)?|propos\w+|consult(?:s|ed|ing)? on"
        r"|look(?:s|ed|ing)? (?:at|into)|subject to|pilot(?:s|ed|ing)?|test(?:s|ed|ing)?)\b",
        "intend": r"\b(?:(?:plan|aim|intend|hope|seek|expect|want)(?:s|n?ed|n?ing)? to"
        r"|intentions?|planned)\b",
        "will": r"\b(?:will|going to|won't|is to|are to|to be)\b|'ll\b",
    }.items()
}
# Words that bound a claim: one that the statement has must stand in the quote.
_BOUNDS = re.compile(
    r"\b(?:all|every|each|only|always|most|entire|sole|first|last|largest|highest|lowest|least"
    r"|minimum|maximum|before|after|until|unless|except|under|over|more|fewer|less|increas\w+"
    r"|decreas\w+|reduc\w+|rise|rose|fall|fell|higher|lower|mandatory|compulsory|voluntary|optional"
    r"|permanent|temporary|abolish\w*|scrap\w*|ban(?:ned|s)?|cancel\w*|free)\b",
    re.IGNORECASE,
)
_ALIKE = {"each": "every", "all": "every", "less": "fewer", "compulsory": "mandatory"}
# What bounds a number: "up to nine" is not nine.
_BOUNDED = re.compile(
    r"(?:\b(up to|at least|at most|about|around|nearly|almost|over|more than|fewer than|less than"
    r"|under|approximately|roughly|no more than|no fewer than|within|below|above|only|further"
    r"|another|additional)\s+)?[£€$]?\b(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[£€$]?[\w'][\w',.-]*%?")


def holds(statement: str, quote: str, stems: Stems, is_common: IsCommon) -> bool:
    """Whether every figure, date, name and bound of a statement stands in a quote, and what it says
    is said there with the same force. `is_common` tells a word from a name."""
    return (
        figures(statement) <= figures_held(quote)
        and _bound(statement, quote, stems)
        and _bounded_numbers(statement) <= _bounded_numbers(quote)
        and _names_stand(statement, quote, is_common)
        and _bounds(statement) <= _bounds(quote)
        and _same_force(statement, quote, stems)
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
        return " "

    rest = _DATE.sub(date, plain(text))
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


def _bounded_numbers(text: str) -> set[tuple[str, str]]:
    """Each number that is no year and no part of a date, with what bounds it."""
    found = _BOUNDED.findall(_DATE.sub(" ", plain(text)))
    return {(bound.lower(), number) for bound, number in found if not re.match(_YEAR, number)}


def _counts(own: set[str], other: set[str]) -> bool:
    """Whether both numbers are followed by what they count, so that what stands before is no
    sign that they count the same."""
    return bool(own and other)


def _beside(text: str, near: int, stems: Stems) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each number, with the words before and after it up to the end of its part of the sentence."""
    for part in re.split(r"[;:\n]|[.,](?!\d)", plain(text)):
        words = _WORD.findall(part)
        for index, word in enumerate(words):
            if number := re.search(r"\d+(?:\.\d+)?", word):
                before = " ".join(words[max(0, index - near) : index])
                after = " ".join(words[index + 1 : index + 1 + near])
                yield number[0].lstrip("0") or "0", stems(before), stems(after)


def names(text: str, is_common: IsCommon) -> set[str]:
    """The words of a text that are names, in lower case; the first of a sentence only where it is
    no common word."""
    found = set()
    for match in _CAPITALISED.finditer(plain(text)):
        word = match["word"]
        begins = match["start"] is not None and word[1:].islower()
        if len(word) > 1 and not (begins and is_common(word.lower())):
            found.add(word.lower().removesuffix("'s"))
    return found


def _names_stand(statement: str, quote: str, is_common: IsCommon) -> bool:
    said = set(re.findall(r"[\w'-]+", plain(quote).lower()))
    said |= {word.removesuffix("'s") for word in said}
    # "Councils" where the quote says "council": a plural is no other name.
    return all(
        name in said or name.rstrip("s") in said or f"{name}s" in said
        for name in names(statement, is_common)
    )


def _bounds(text: str) -> set[str]:
    found = {word.lower() for word in _BOUNDS.findall(text)}
    return {_ALIKE.get(word, word) for word in found}


def force(text: str) -> frozenset[str]:
    """What a clause is said with: the keys of `_FORCE`."""
    return frozenset(name for name, pattern in _FORCE.items() if pattern.search(text))


def _same_force(statement: str, quote: str, stems: Stems) -> bool:
    """Each clause is said with the force of the quote's clauses that hold its words."""
    quoted = [(frozenset(stems(part)), force(part)) for part in _PARTS.split(plain(quote)) if part]
    for part in _PARTS.split(plain(statement)):
        words = frozenset(stems(part))
        if words and force(part) != _force_of_source(words, quoted):
            return False
    return True


def _force_of_source(
    words: frozenset[str], quoted: list[tuple[frozenset[str], frozenset[str]]]
) -> frozenset[str]:
    """The force of the clauses that hold most of these words: the best first, of equals the one
    that says least besides, as many as it takes."""
    missing, found = words, frozenset[str]()
    while len(words) - len(missing) < SHARE * len(words):
        best = max(quoted, key=lambda each: (len(missing & each[0]), -len(each[0] - words)))
        if not missing & best[0]:
            break
        missing, found = missing - best[0], found | best[1]
    return found
