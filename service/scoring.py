"""Scores the units of the passages that were found, and puts them in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from service.context import Context, Evidence, Ranked
from service.imprints import addresses_share, is_imprint
from service.lists import LONGEST_LIST
from service.sections import names_section
from service.units import Unit, leads_in, units_of
from service.wants import Want, offers

READ_AGAIN = 4
LONGEST_UNIT = 690

# How units are ordered, in logits of the cross-encoder; chosen by hand on evals/sets.
LEAST_RELEVANCE = -8.0
NO_ANSWER_OF_THE_KIND = -3.0
BARE_HEADING = -8.0
ONLY_LEADS_IN = -1.0
TOO_LONG = -3.0
# "Follow us", "This report is available at": a line that is mostly addresses tells nothing else.
ADDRESSES = -5.0
MOST_OF_IT = 0.25
LIST_FOR_A_LIST = 3.0
# In a conversation a unit with so much of the last answer's words, by rarity, is that answer again.
TOLD_BEFORE = -2.0
MOST_TOLD_BEFORE = 0.6
# How many of a list's items must be among so many of the best for the list to be the answer.
FEWEST_ITEMS = 3
AMONG_THE_BEST = 8
# Characters between a sentence and the next, or the next line.
A_SPACE = 2
# What a whole list may answer; for a sum or a date the list around it would only hide it.
LISTABLE = frozenset({Want.LIST, Want.PERSON, Want.PLACE, Want.OTHER})
PER_RANK = -0.15
SHORT_LIST = 250
PER_LIST_CHARACTER = -0.004
PER_COVERAGE = 1.0
PART_OF_A_COUNT = -2.0
IN_NAMED_SECTION = 5.0
# Logarithm of how many times more documents there are than those with the word in their name.
TELLS_NAMES_APART = 1.0


def score_units(context: Context, passages: list[Ranked], most: int, want: Want) -> list[Evidence]:
    """Every unit of these passages with its relevance and score, best first; at most `most`. Each
    is scored for the reading of the question that its passage answers, as an answer of the kind
    that is wanted."""
    found = [
        (rank, ranked, unit)
        for rank, ranked in enumerate(passages)
        for unit in units_of(ranked.candidate.passage, context.build)
    ]
    found = _most_promising(context, _once(found), most)
    relevance: dict[Unit, float] = {}
    for asked in dict.fromkeys(ranked.asked for ranked in passages):
        units = [unit for _, ranked, unit in found if ranked.asked == asked]
        relevance |= _relevance(context, asked, units)
    evidence = [
        _evidence(context, want, rank, ranked, unit, relevance[unit])
        for rank, ranked, unit in found
    ]
    evidence.sort(key=lambda item: -item.score)
    return evidence if context.comparing else _whole_lists_first(evidence, want)


def _once(found: list[tuple[int, Ranked, Unit]]) -> list[tuple[int, Ranked, Unit]]:
    """Each span the first time: a list that fills two passages is found in both."""
    spans: dict[tuple[str, int, int, str], tuple[int, Ranked, Unit]] = {}
    for item in found:
        unit = item[2]
        spans.setdefault((unit.passage.document_id, unit.start, unit.end, unit.kind), item)
    return list(spans.values())


def _whole_lists_first(evidence: list[Evidence], want: Want) -> list[Evidence]:
    """Where several items of one list are among the best, the list is the answer, not an item; so
    it is where a list is asked for and any of its items is, or the sentence before it."""
    if want not in LISTABLE:
        return evidence
    needed = 1 if want is Want.LIST else FEWEST_ITEMS
    for whole in [item for item in evidence if item.unit.kind == "list"]:
        if len(whole.unit.text) > LONGEST_LIST:
            continue
        best = evidence[:AMONG_THE_BEST]
        items = [part for part in best if part.unit.kind == "item" and _within(part, whole)]
        if want is Want.LIST:
            items = [part for part in best if part in items or _stands_before(part, whole)]
        if len(items) >= needed and items[0].score >= whole.score:
            evidence.remove(whole)
            evidence.insert(evidence.index(items[0]), replace(whole, score=items[0].score))
    return evidence


def _within(part: Evidence, whole: Evidence) -> bool:
    return part.unit.overlaps(whole.unit)


def _stands_before(part: Evidence, whole: Evidence) -> bool:
    """Whether a sentence is the one before a list and its lead-in; before a heading stands another
    section."""
    one, other = part.unit, whole.unit
    if one.kind != "sentence" or one.passage.document_id != other.passage.document_id:
        return False
    is_under_heading = other.text.partition("\n")[0] in other.passage.heading
    return not is_under_heading and 0 <= other.start - one.end <= A_SPACE


def _most_promising(
    context: Context, found: list[tuple[int, Ranked, Unit]], most: int
) -> list[tuple[int, Ranked, Unit]]:
    """Long tables have more cells than there is time to score: keep those with rare words."""
    if len(found) <= most:
        return found
    vocabulary = context.build.vocabulary
    by_words = sorted(found, key=lambda item: -vocabulary.coverage(item[1].asked, item[2].text))
    kept = {id(item[2]) for item in by_words[:most]}
    return [item for item in found if id(item[2]) in kept]


def _relevance(context: Context, asked: str, units: list[Unit]) -> dict[Unit, float]:
    """Each unit's logit, the better of read alone and read under what stands above it. Items and
    cells mean nothing alone; sentences are read again only where they are among the best."""
    named = _Named(context, asked)
    score = context.models.cross_encoder.score
    alone = [unit for unit in units if unit.kind not in ("item", "cell", "row")]
    under = [unit for unit in units if unit.kind in ("item", "items", "cell", "list", "row")]
    best = _logits(score, asked, [(unit, named.before(unit, unit.text)) for unit in alone])
    again = sorted((u for u in alone if u.kind == "sentence"), key=lambda unit: -best[unit])
    for unit, logit in _logits(
        score,
        asked,
        [(u, named.before(u, in_context(u))) for u in (*under, *again[:READ_AGAIN])],
    ).items():
        best[unit] = max(logit, best.get(unit, logit))
    return best


def _logits(
    score: Callable[[str, Sequence[str]], list[float]], asked: str, texts: list[tuple[Unit, str]]
) -> dict[Unit, float]:
    """Each text is scored once, whatever number of units reads so."""
    once = list(dict.fromkeys(text for _, text in texts))
    logits = dict(zip(once, score(asked, once), strict=True))
    return {unit: logits[text] for unit, text in texts}


class _Named:
    """Writes a document's name before a unit, where the question has words of the name that the
    unit lacks: "good" answers "How was Swindon judged in 2019?" in the report of that year."""

    def __init__(self, context: Context, asked: str) -> None:
        self._build = context.build
        vocabulary = context.build.vocabulary
        self._asked = {
            stem
            for stem in vocabulary.stems(asked)
            if vocabulary.rarity_in_names(stem) >= TELLS_NAMES_APART
        }

    def before(self, unit: Unit, text: str) -> str:
        vocabulary = self._build.vocabulary
        document = unit.passage.document_id
        asked = self._asked & vocabulary.stems_of_name[document]
        if unit.kind == "heading" or asked <= vocabulary.stems(text):
            return text
        return f"{self._build.names_of[document]}: {text}"


def _longest(unit: Unit, want: Want) -> int:
    """In characters, what a reader will read to the end: more where a list is asked for."""
    return LONGEST_LIST if unit.kind == "list" and want is Want.LIST else LONGEST_UNIT


def in_context(unit: Unit) -> str:
    """A unit's text after what a reader sees above it."""
    return f"{unit.context}: {unit.text}" if unit.context else unit.text


def _evidence(
    context: Context, want: Want, rank: int, ranked: Ranked, unit: Unit, relevance: float
) -> Evidence:
    passage = ranked.candidate.passage
    coverage = context.build.vocabulary.coverage(
        ranked.asked,
        f"{context.build.names_of[passage.document_id]} {passage.search_text} {unit.context}",
    )
    offered = offers(unit.text, want)
    score = max(relevance, LEAST_RELEVANCE) + PER_RANK * rank + PER_COVERAGE * coverage
    score += 0.0 if offered else NO_ANSWER_OF_THE_KIND
    if not context.comparing:
        score += IN_NAMED_SECTION * names_section(context, want, ranked.asked, passage)
    states = want is Want.GRADE and offered  # "… is that it is outstanding"
    score += TOLD_BEFORE if _told_before(context, unit) else 0.0
    score += BARE_HEADING if unit.kind == "heading" and not states else 0.0
    score += ONLY_LEADS_IN if leads_in(unit.text) else 0.0
    aside = is_imprint(unit.text) or addresses_share(unit.text) > MOST_OF_IT
    score += ADDRESSES if aside else 0.0
    score += TOO_LONG if len(unit.text) > _longest(unit, want) else 0.0
    listed = unit.kind in ("list", "items")
    if listed and (context.comparing or want not in LISTABLE):
        score += PER_LIST_CHARACTER * max(0, len(unit.text) - SHORT_LIST)
    score += PART_OF_A_COUNT if want is Want.COUNT and _is_part(unit) else 0.0
    score += LIST_FOR_A_LIST if unit.kind == "list" and want is Want.LIST else 0.0
    return Evidence(unit, ranked, relevance, score, coverage, offered)


_OF_THE_NUMBER = re.compile(r"\bof (?:this|these|those|that|whom|which)(?: \w+)?:$", re.IGNORECASE)


def _is_part(unit: Unit) -> bool:
    """Whether an item counts a part of what stands before the list: "168 children. Of this
    number:"."""
    return unit.kind == "item" and bool(_OF_THE_NUMBER.search(unit.context.strip()))


def _told_before(context: Context, unit: Unit) -> bool:
    """Whether a unit is what was answered last: nobody asks for that again."""
    if not context.said_before:
        return False
    return context.build.vocabulary.coverage(context.said_before, unit.text) >= MOST_TOLD_BEFORE
