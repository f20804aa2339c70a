"""What the decision is made from: how well the best evidence fits, and what it lacks.

Each signal is a number that is defined for every question. Those that say what is lacking compare
the kind of thing that is asked for (a rate, a person's name, a council, a reason) with what the
best evidence has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from service.context import Context, Evidence
from service.places import places_in
from service.spelling import known_word
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
        "person_missing": float(_lacks(asked, evidence, _ASKS_PERSON, names_person)),
        "place_missing": float(_lacks(asked, evidence, _ASKS_PLACES, names_place)),
        "contact_missing": float(_lacks(asked, evidence, _ASKS_CONTACT, gives_contact)),
        "reason_missing": float(_lacks(asked, evidence, _ASKS_WHY, gives_reason)),
        "absent_name": _absent_name(context, asked, evidence),
    }


def _lacks(
    asked: str,
    evidence: Sequence[Evidence],
    asks: re.Pattern[str],
    gives: Callable[[str], bool],
) -> bool:
    """Whether a kind of thing is asked for, and none of the best evidence gives one."""
    best = evidence[:READ]
    return bool(asks.search(asked)) and not any(gives(item.unit.text) for item in best)


_ASKS_PERSON = re.compile(
    r"\bwho (?:is|was|are|were|chairs?|chaired|leads?|led|runs?|wrote|heads?|headed)\b"
    r"|\bname of (?:the|its|their)(?: \w+)* (?:chair|director|minister|head|inspector|officer|lead"
    r"|manager|member|doctor|nurse|author|leader|commissioner|DCS)\b|\bwhat(?:'s| is) the .* name\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Dame|Sir|Lord|Lady|Baroness|Professor|Prof|Councillor|Cllr)\b|\bMP\b"
)
_TWO_NAMES = re.compile(r"\b[A-Z][a-z]+ (?:[A-Z]\. )?([A-Z][a-zA-Z’'-]+)\b")


def names_person(text: str) -> bool:
    """Whether a text names somebody: with a title, or by a surname that is no English word."""
    if _TITLE.search(text):
        return True
    return any(not known_word(surname) for surname in _TWO_NAMES.findall(text))


_ASKS_PLACES = re.compile(
    r"\b(?:which|what|name(?: the)?|list(?: the)?)(?: \w+){0,2}"
    r" (?:councils?|areas?|regions?|authorit(?:y|ies)|boroughs?|cit(?:y|ies)|towns?)\b"
    r"(?! of (?:life|work|practice|law|need))",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"\b(?:North|South)[ -](?:East|West)\b|\b(?:East|West) Midlands\b|\bLondon\b|\bYorkshire\b"
    r"|\bEast of England\b|\bCouncil\b"
)


def names_place(text: str) -> bool:
    """Whether a text names an authority or a region."""
    return bool(places_in(text) or _REGION.search(text))


_ASKS_CONTACT = re.compile(
    r"\b(?:phone|telephone|contact) (?:number|details?)\b|\be-?mail\b|\bwebsite\b|\baddress\b"
    r"|\bweb ?page\b|\burl\b|\bopening (?:times|hours)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"@|\bwww\.|https?://|\b0\d{2,4}[ -]?\d{3}|\b\d{1,2}(?:[:.]\d\d)? ?[ap]m\b")


def gives_contact(text: str) -> bool:
    """Whether a text has an address of the web or the post, a telephone number or a time."""
    return bool(_CONTACT.search(text))


_ASKS_WHY = re.compile(r"\bwhy\b|\bwhat (?:is|was|were|are) the reasons?\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|as a result|therefore|so that|in order to|reasons?|aims? to"
    r"|intended to|meant to|purpose|so as to|led to|leads to|means that|caused?|help(?:s|ed)? to"
    r"|ensur(?:es?|ing)|allow(?:s|ing)?|enabl(?:es?|ing)|to (?:help|make|give|reduce|improve|support"
    r"|protect|keep|avoid|prevent))\b",
    re.IGNORECASE,
)


def gives_reason(text: str) -> bool:
    """Whether a text has a word that gives a cause or a purpose."""
    return bool(_REASON.search(text))


def _absent_name(context: Context, asked: str, evidence: Sequence[Evidence]) -> float:
    """How rare the rarest name or number of the question is that none of the best passages has: 0
    where they have all of them, 1 where the whole build lacks it."""
    vocabulary, build = context.build.vocabulary, context.build
    names = vocabulary.stems(" ".join(_NAME.findall(asked[1:])))
    for passage in (item.ranked.candidate.passage for item in evidence[:READ]):
        names -= vocabulary.stems(f"{build.names_of[passage.document_id]} {passage.search_text}")
    rarest = vocabulary.rarity("\0")
    return max((vocabulary.rarity(stem) / rarest for stem in names), default=0.0)


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
    r"\b(?:per|each|every|an?) (?:hour|day|week|month|year|child|family|head|place)\b"
    r"|\b(?:hourly|daily|weekly|monthly|annual|annually|yearly)\b",
    re.IGNORECASE,
)


def rate_missing(context: Context) -> bool:
    """Whether a rate is asked for ("per week") and no good evidence speaks of any."""
    if not _RATE.search(context.asked):
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
