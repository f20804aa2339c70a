"""What a statement claims that must stand in its quote: figures, dates, names, and its force.

Strict on purpose. A true statement that fails here costs little, as the quote's own sentence takes
its place; a false one that passes is the harm that this module is there to prevent.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from service.writing.numbers import WORD, Stems, numbers_hold, plain
from service.writing.relations import covering, relations_hold

IsCommon = Callable[[str], bool]

# The share of a clause's words that the clauses of the quote must hold to tell its force.
SHARE = 0.75

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
        "must": r"\b(?:must|shall|(?:has|have|had|needs?|required|obliged|duty) to)\b",
        "should": r"\b(?:should|ought|recommend\w*|advis\w+|encourag\w+)\b",
        "may": r"\b(?:(?-i:may)|might|could|possibly|perhaps)\b",
        "can": r"\b(?:can|cannot|able to)\b",
        "would": r"\bwould\b",
        "against": r"\b(?:refus\w+|fail\w*|declin\w+|den(?:y|ied|ies)|prevent\w*|prohibit\w*"
        r"|unable|unlikely|reject\w*)\b",
        "some": r"\b(?:some|few|many|most|several|certain)\b",
        "if": r"\b(?:if|only|provided that|where possible)\b",
        "view": r"\b(?:argu\w+|claim(?:s|ed)|alleg\w+|critics?|believes?|sa(?:y|ys|id) that)\b",
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


def holds(statement: str, quote: str, stems: Stems, is_common: IsCommon) -> bool:
    """Whether every figure, date, name and bound of a statement stands in a quote, and what it says
    is said there with the same force. `is_common` tells a word from a name."""
    return (
        numbers_hold(statement, quote, stems)
        and _negated(statement, stems) <= _negated(quote, stems)
        and _names_stand(statement, quote, is_common)
        and _bounds(statement) <= _bounds(quote)
        and _same_force(statement, quote, stems)
        and relations_hold(statement, quote, stems)
    )


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


def _negated(text: str, stems: Stems) -> set[str]:
    """The next word that says something after each "not"."""
    found: set[str] = set()
    plainly = plain(text)
    for match in _FORCE["not"].finditer(plainly):
        after = WORD.findall(plainly[match.end() :])
        found |= next((own for word in after if (own := stems(word))), set())
    return found


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
        if words and "not" in _force_of_source(words, quoted, 1.0) - force(part):
            return False
    return True


def _force_of_source(
    words: frozenset[str],
    quoted: list[tuple[frozenset[str], frozenset[str]]],
    share: float = SHARE,
) -> frozenset[str]:
    """The force of the clauses that hold most of these words."""
    found = covering(words, [part for part, _ in quoted], share)
    return frozenset[str]().union(*(quoted[number][1] for number in found))
