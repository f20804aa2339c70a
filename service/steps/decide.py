"""Step 4: decide whether what was found answers the question at all.

A passage about the right topic is not an answer: the asked sum, date, person or reason must be
there. Several signals are weighed by a logistic regression whose weights are data
(`answerability.toml`), fitted by `python -m evals.calibrate`; the curve is in BENCHMARKS.md.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.context import Context, Evidence
from service.schemas import Status
from service.steps.find import asked_of
from service.wants import Want

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NAME = re.compile(r"\b[A-Z][\w’'-]+|\b\d[\d,.]*")
LEAST, MOST = -11.0, 9.0
READ_FOR_A_RATE = 3


@dataclass(frozen=True, slots=True)
class Answerability:
    """Weights over standardised signals; `threshold` is the least probability that is answered."""

    threshold: float
    intercept: float
    signals: dict[str, tuple[float, float, float]]

    def probability(self, values: dict[str, float]) -> float:
        """The probability that the evidence answers; each signal is (mean, deviation, weight)."""
        total = self.intercept + sum(
            weight * (values[name] - mean) / deviation
            for name, (mean, deviation, weight) in self.signals.items()
        )
        return 1.0 / (1.0 + math.exp(-total))


@cache
def answerability() -> Answerability:
    """The fitted weights."""
    data = tomllib.loads(files("service.steps").joinpath("answerability.toml").read_text("utf-8"))
    signals = {
        name: (entry["mean"], entry["deviation"], entry["weight"])
        for name, entry in data["signals"].items()
    }
    return Answerability(data["threshold"], data["intercept"], signals)


def decide(context: Context) -> None:
    """Sets `out_of_scope` or `not_in_documents` where the evidence does not answer.

    Each thing that a question compares is decided by itself, and what is not answered is dropped
    from the evidence; `partial` where that leaves some of them.
    """
    if not context.evidence or off_topic(context):
        context.status = Status.OUT_OF_SCOPE
        return
    asked = {item.scope for item in context.evidence}
    answered = {scope for scope in asked if answers(context, scope)}
    context.evidence = [item for item in context.evidence if item.scope in answered]
    if not answered:
        context.status = Status.NOT_IN_DOCUMENTS
    context.unanswered = sorted(set(range(len(context.scopes))) - answered)


def answers(context: Context, scope: int = 0) -> bool:
    """Whether what was found for one scope is likely enough to answer."""
    return answerability().probability(signals(context, scope)) >= answerability().threshold


def off_topic(context: Context) -> bool:
    """Nothing found is even about the question: neither by its words nor by its meaning."""
    best = max(ranked.relevance for ranked in context.passages)
    best = max(best, *(item.relevance for item in context.evidence))
    return best < FOREIGN_RELEVANCE and _similarity(context) < FOREIGN_SIMILARITY


FOREIGN_RELEVANCE = -9.0
FOREIGN_SIMILARITY = 0.6


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
        "similarity": _similarity(context),
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


def _similarity(context: Context) -> float:
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
    r"\b(?:per|each|every|an?) (?:hour|day|week|month|year|child|family|head|place)\b"
    r"|\b(?:hourly|daily|weekly|monthly|annual|annually|yearly)\b",
    re.IGNORECASE,
)


def rate_missing(context: Context) -> bool:
    """Whether a rate is asked for ("per week") and no good evidence speaks of any."""
    if not _RATE.search(context.asked):
        return False
    return not any(_RATE.search(item.unit.text) for item in context.evidence[:READ_FOR_A_RATE])


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
