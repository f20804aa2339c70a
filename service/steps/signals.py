"""What the decision is made from: how well the best evidence fits, and what it lacks.

Each signal is a number that is defined for every question.
"""

from __future__ import annotations

import re

from service.context import Context, Evidence
from service.steps.find import asked_of
from service.wants import Want

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"\b[A-Z][\w’'-]+|\b\d[\d,.]*")
LEAST, MOST = -11.0, 9.0
READ = 3


def signals(context: Context, scope: int = 0) -> dict[str, float]:
    """What the decision is made from; every value is defined for every question."""
    evidence = [item for item in context.evidence if item.scope == scope]
    best = evidence[0]
    vocabulary = context.build.vocabulary
    asked = asked_of(context, scope)
    offering = [item.relevance for item in evidence if item.offers] or [LEAST]
    passage = best.ranked.candidate.passage
    name = context.build.names_of[passage.document_id]
    around = f"{name} {passage.search_text} {best.unit.context}"
    return {
        "relevance": _clip(max(item.relevance for item in evidence)),
        "offered_relevance": _clip(max(offering)),
        "similarity": similarity(context),
        "unit_coverage": vocabulary.coverage(asked, best.unit.text),
        "missing_names": _missing_names(context, asked, around),
        "missing_number": float(bool(_missing_numbers(asked, around))),
        "rate_missing": float(rate_missing(context)),
        "comparison": float(context.want is Want.COMPARISON),
        "reason": float(context.want is Want.REASON),
        "count_misses_noun": float(context.want is Want.COUNT and not counts_noun(asked, best)),
    }


def _clip(relevance: float) -> float:
    return min(max(relevance, LEAST), MOST)


def similarity(context: Context) -> float:
    return max(ranked.candidate.cosine for ranked in context.passages)


def _missing_names(context: Context, asked: str, around: str) -> float:
    """The share, by rarity, of the question that is names and numbers which the passage lacks."""
    vocabulary = context.build.vocabulary
    names = vocabulary.stems(" ".join(_NAME.findall(asked[1:])))
    missing = names - vocabulary.stems(around)
    total = sum(vocabulary.rarity(stem) for stem in vocabulary.stems(asked)) or 1.0
    return sum(vocabulary.rarity(stem) for stem in missing) / total


def _missing_numbers(asked: str, around: str) -> set[str]:
    return set(_NUMBER.findall(asked)) - set(_NUMBER.findall(around))


_RATE = re.compile(
    r"\b(?:per|each|every|an?) (?:hour|day|week|month|year)\b"
    r"|\b(?:per|each|every) (?:child|family|head|place|person)\b"
    r"|\b(?:hourly|daily|weekly|monthly|annual|annually|yearly)\b",
    re.IGNORECASE,
)
_OF_A_RATE = frozenset({Want.MONEY, Want.COUNT, Want.SHARE, Want.OTHER})


def rate_missing(context: Context) -> bool:
    """Whether a rate is asked for ("per week") and no good evidence speaks of any."""
    if context.want not in _OF_A_RATE or not _RATE.search(context.asked):
        return False
    return not any(_RATE.search(item.unit.text) for item in context.evidence[:READ])


_HOW_MANY = re.compile(r"\bhow many\s+((?:[\w’'-]+\s*){1,4})", re.IGNORECASE)
_QUANTITY = (
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no)\b"
    r"(?:[\s-]+[\w’'-]+){0,4}?[\s-]+"
)
_VERB_WORDS = "is are was were do does did will would has have had can could should"
_VERB = frozenset(_VERB_WORDS.split())


def counts_noun(asked: str, best: Evidence) -> bool:
    """Whether the evidence counts the very thing: "how many areas" wants "up to 12 areas"."""
    match = _HOW_MANY.search(asked)
    if not match:
        return True
    noun = []
    for word in match.group(1).lower().split():
        if word in _VERB:
            break
        noun.append(word)
    if not noun:
        return True
    stem = re.escape(noun[-1].rstrip("s")[:6])
    return bool(re.search(_QUANTITY + stem, best.unit.text, re.IGNORECASE))
