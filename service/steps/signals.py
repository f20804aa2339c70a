"""What the decision is made from: how well the best evidence fits, and what it lacks.

Each signal is a number that is defined for every question.
"""

from __future__ import annotations

import re

from service.context import Context, Evidence
from service.exact import lacks_what_is_asked
from service.premise import lacks_premise
from service.steps.find import asked_of
from service.wants import Want, spoken_of

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Whose age is told may be anybody of a rule that gives no ages.
_AGES = r"\d{1,2}(?:\s*(?:-|–|to|or|and)\s*\d{1,2})?"
_SOMEBODYS_AGE = re.compile(
    rf"(?<!up to )(?<!at least )(?<!over )(?<!under )(?<!until )\b{_AGES}[ -]?years?[ -]?olds?\b"
    rf"|\baged {_AGES}\b",
    re.IGNORECASE,
)
_WRITTEN_OUT = re.compile(r" \([A-Z]{2,6}\)")
_NAME = re.compile(r"\b[A-Z][\w’'-]+|\b\d[\d,.]*")
LEAST, MOST = -11.0, 9.0
READ = 3
# Characters at the head of a report where its grades stand.
HEAD = 3000


def signals(context: Context, scope: int = 0) -> dict[str, float]:
    """What the decision is made from; every value is defined for every question."""
    evidence = [item for item in context.evidence if item.scope == scope]
    best = evidence[0]
    vocabulary = context.build.vocabulary
    asked, want = asked_of(context, scope), context.want_of(scope)
    offering = [item.relevance for item in evidence if item.offers] or [LEAST]
    passage = best.ranked.candidate.passage
    name = context.build.names_of[passage.document_id]
    around = f"{name} {passage.search_text} {best.unit.context}"
    return {
        "relevance_alone": _clip(_relevance_alone(context, best)),
        "offered_relevance": _clip(max(offering)),
        "similarity": similarity(context),
        "unit_coverage": vocabulary.coverage(asked, best.unit.text),
        "missing_names": _missing_names(context, asked, around),
        "missing_number": float(_misses_numbers(asked, around)),
        "rate_missing": float(rate_missing(context, scope)),
        "comparison": float(context.comparing),
        "reason": float(want is Want.REASON),
        "lacks_exact": float(lacks_exact(context, asked, best)),
        "lacks_premise": float(_lacks_premise(context, asked, evidence)),
        "count_misses_noun": float(want in _COUNTED and not counts_noun(asked, best)),
    }


def _clip(relevance: float) -> float:
    return min(max(relevance, LEAST), MOST)


def _relevance_alone(context: Context, best: Evidence) -> float:
    """The logit of the best unit without its heading and its document's name: under a heading that
    is about the question any item scores high."""
    [logit] = context.models.cross_encoder.score(best.ranked.asked, [best.unit.text])
    return logit


def similarity(context: Context) -> float:
    return max(ranked.candidate.cosine for ranked in context.passages)


def _missing_names(context: Context, asked: str, around: str) -> float:
    """The share, by rarity, of the question that is names and numbers which the passage lacks; an
    acronym that is written out before it counts once."""
    asked = _WRITTEN_OUT.sub("", _SOMEBODYS_AGE.sub("", asked))
    vocabulary = context.build.vocabulary
    names = vocabulary.stems(" ".join(_NAME.findall(asked[1:])))
    missing = names - vocabulary.stems(around)
    total = sum(vocabulary.rarity(stem) for stem in vocabulary.stems(asked)) or 1.0
    return sum(vocabulary.rarity(stem) for stem in missing) / total


def lacks_exact(context: Context, asked: str, item: Evidence) -> bool:
    """Whether a name, a day or an address is asked for and the evidence gives none. A report in a
    series says in its own name which council it is about."""
    document = item.unit.passage.document_id
    name = context.build.names_of[document] if context.build.about[document].serial else ""
    text = f"{name}\n{item.unit.context}\n{item.unit.text}"
    return lacks_what_is_asked(asked, text, context.build.vocabulary.acronyms.writes)


def _lacks_premise(context: Context, asked: str, evidence: list[Evidence]) -> bool:
    best = evidence[:READ]
    near = "\n".join(f"{item.unit.context} {item.unit.text}" for item in best)
    passages = {item.ranked.candidate.passage.search_text for item in best}
    heads = {context.build.text(item.unit.passage.document_id)[:HEAD] for item in best}
    return lacks_premise(asked, near, "\n".join([near, *passages, *heads]))


def _misses_numbers(asked: str, around: str) -> bool:
    """Of two years ("2023 to 2024") one is enough; of other numbers each is needed."""
    wanted, there = numbers_of(_SOMEBODYS_AGE.sub("", asked)), numbers_of(around)
    years = {number for number in wanted if _YEAR.fullmatch(number)}
    return bool(wanted - years - there) or (bool(years) and not years & there)


_RATE = re.compile(
    r"\b(?:per|each|every|an?) (?:hour|day|week|month|year)\b"
    r"|\b(?:per|each|every) (?:child|family|head|place|person)\b"
    r"|\b(?:hourly|daily|weekly|monthly|annual|annually|yearly)\b",
    re.IGNORECASE,
)
_OF_A_RATE = frozenset({Want.MONEY, Want.COUNT, Want.SHARE, Want.OTHER})


def rate_missing(context: Context, scope: int = 0) -> bool:
    """Whether a rate is asked for ("per week") and no good evidence speaks of any."""
    asked = asked_of(context, scope)
    kinds = {context.want_of(scope), spoken_of(asked)}  # "is the deadline the same every year?"
    if not kinds <= _OF_A_RATE or not _RATE.search(asked):
        return False
    evidence = [item for item in context.evidence if item.scope == scope]
    return not any(_RATE.search(item.unit.text) for item in evidence[:READ])


_HOW_MANY = re.compile(
    r"\bhow many\s+(?:(?:more|fewer|other|of|the|these|those|them|us)\s+)*((?:[\w’'-]+\s*){1,4})",
    re.IGNORECASE,
)
# Who or what is counted goes by several names.
_COUNTED = frozenset({Want.COUNT, Want.DURATION})
_SAME = (
    ("year", "month", "week", "day", "hour", "term", "fortnight"),
    ("people", "person", "respond", "member", "adult", "staff", "famil"),
    ("child", "young people", "young person", "pupil", "student"),
    ("counc", "author", "area", "region"),
)
_QUANTITY = (
    r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no)\b"
    r"(?:[\s-]+[\w’'-]+){0,4}?[\s-]+"
)
_ORDINALS = {"fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9"}


def numbers_of(text: str) -> set[str]:
    """The numbers of a text, "the eighth rule" among them; "first" to "third" have other uses."""
    ordinals = {number for word, number in _ORDINALS.items() if word in text.lower().split()}
    return set(_NUMBER.findall(text)) | ordinals


_AFTER_IT_WORDS = (
    "is are was were do does did will would has have had can could should must may at in on from "
    "to of for with by per that who which than"
)
_AFTER_IT = frozenset(_AFTER_IT_WORDS.split())


def counts_noun(asked: str, best: Evidence) -> bool:
    """Whether the evidence counts the very thing: "how many areas" wants "up to 12 areas"."""
    match = _HOW_MANY.search(asked)
    if not match:
        return True
    noun = []
    for word in match.group(1).lower().split():
        if word in _AFTER_IT:
            break
        noun.append(word)
    if not noun:
        return True
    stem = noun[-1].rstrip("s")[:6]
    same = next((names for names in _SAME if stem.startswith(names)), (stem,))
    counted = "|".join(re.escape(name) for name in same)
    return bool(re.search(f"{_QUANTITY}(?:{counted})", best.unit.text, re.IGNORECASE))
