"""Holds a statement against the sources: it keeps the quotes that support it, gives way to one, or
goes.

The model's own numbers only say where to look first. What is cited is a unit of a document, found
here, so that a reader gets verbatim text whatever the model wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.context import Context, Evidence
from service.scoring import in_context
from service.units import Unit
from service.writing import support as weights
from service.writing.claims import holds
from service.writing.drafts import Draft
from service.writing.sources import Source

MOST_READ = 6  # units of the likeliest, by words, that the cross-encoder reads
PARTS = frozenset({"item", "row", "cell"})
_CLAUSE = re.compile(r"[,;]\s+|\s+(?:and|or)\s+")
FEW = 0.1  # the share of a statement's words that they may lack
MOST_TOGETHER = 6  # units that may support a statement together: an enumeration has many
# How far below the best evidence, in logits, the sentence may lie that takes a statement's place.
MARGIN = 4.0
HALF = 0.5
# A statement that says nothing about the question is none of the answer, however true it is.
LEAST_RELEVANCE = -7.0


class Fate(StrEnum):
    """What became of a statement."""

    KEPT = "kept"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`text` is what is stated, `units` what supports it: most often one."""

    fate: Fate
    text: str = ""
    units: tuple[Unit, ...] = ()


def verify(context: Context, draft: Draft, sources: Sequence[Source]) -> Verdict:
    """Look in the sources that the statement names, then in the others."""
    cited = [source for source in sources if source.number in draft.sources]
    others = [source for source in sources if source not in cited]
    for group in (cited, others):
        units = _likeliest(context, draft.text, group)
        if found := _supporting(context, draft.text, units):
            if not _is_about_the_question(context, draft.text, found):
                return Verdict(Fate.DROPPED)
            return Verdict(Fate.KEPT, _ended(draft.text), found)
    for group in (cited, others):
        if item := _in_its_place(context, draft.text, group):
            return Verdict(Fate.REPLACED, item.unit.text, (item.unit,))
    return Verdict(Fate.DROPPED)


def _likeliest(context: Context, statement: str, sources: Sequence[Source]) -> list[Unit]:
    """The units that share most words with the statement; of equals the shorter."""
    stems = context.build.vocabulary.stems
    words = stems(statement)
    shared = {unit: len(words & stems(unit.text)) for source in sources for unit in source.units}
    best = sorted(shared, key=lambda unit: (-shared[unit], len(unit.text)))
    return [unit for unit in best if shared[unit]]


def _supporting(context: Context, statement: str, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The one unit that supports the statement best, else parts of one list or table that do so
    together. Other units do not: of two true sentences a false one is soon made."""
    stems = context.build.vocabulary.stems
    single = [
        unit
        for unit in units[:MOST_READ]
        if stems(statement) <= stems(in_context(unit)) and _holds(context, statement, (unit,))
    ]
    quotes = [in_context(unit) for unit in single]
    values = weights.signals(statement, quotes, context.models.cross_encoder, stems)
    likely = [
        (weights.support().probability(value), unit)
        for value, unit in zip(values, single, strict=True)
    ]
    best = max(likely, key=lambda each: each[0], default=None)
    if best and best[0] >= weights.support().threshold:
        return (best[1],)
    together = _covering(context, statement, units)
    return together if together and _holds(context, statement, together) else ()


def _covering(context: Context, statement: str, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Items of the likeliest list or rows of the likeliest table, each of which has words of the
    statement that those before it lack; none where they lack more than a few, or where no one of
    them has all of a clause: of the rows of two councils a false third is made."""
    stems = context.build.vocabulary.stems
    parts = [unit for unit in units if unit.kind in PARTS]
    units = [unit for unit in parts if _stand_together(unit, parts[0])]
    words, found = stems(statement), list[Unit]()
    missing = set(words)
    while units and len(found) < MOST_TOGETHER:
        best = max(units, key=lambda unit: (len(missing & stems(unit.text)), -len(unit.text)))
        if not missing & stems(best.text):
            break
        missing -= stems(best.text)
        found.append(best)
        units = [unit for unit in units if not unit.overlaps(best)]
    said = [stems(in_context(unit)) for unit in found]
    clauses = [stems(clause) for clause in _CLAUSE.split(statement)]
    if len(missing) > FEW * len(words) or not all(
        any(clause <= own for own in said) for clause in clauses
    ):
        return ()
    return tuple(sorted(found, key=lambda unit: (unit.passage.document_id, unit.start)))


def _stand_together(one: Unit, other: Unit) -> bool:
    own, its = one.passage, other.passage
    return (own.document_id, own.heading, one.kind) == (its.document_id, its.heading, other.kind)


def _holds(context: Context, statement: str, units: Sequence[Unit]) -> bool:
    written = " ".join(context.build.text(unit.passage.document_id) for unit in units)
    quote = "\n".join(unit.text for unit in units)

    def is_common(word: str) -> bool:
        """A name is never written small."""
        return bool(re.search(rf"\b{re.escape(word)}\b", written))

    return holds(statement, quote, context.build.vocabulary.stems, is_common)


def _is_about_the_question(context: Context, statement: str, units: Sequence[Unit]) -> bool:
    """By itself or by what supports it: "By April 2026" says little alone."""
    least = context.evidence[0].score - MARGIN
    if any(item.unit in units and item.score >= least for item in context.evidence):
        return True
    (relevance,) = context.models.cross_encoder.score(context.asked, [statement])
    return relevance >= LEAST_RELEVANCE


def _in_its_place(context: Context, statement: str, sources: Sequence[Source]) -> Evidence | None:
    """The sentence that the model must have meant: of those that answer the question about as well
    as the best, the best that has half of the statement's words, or of those that it adds to the
    question."""
    stems = context.build.vocabulary.stems
    words, asked = stems(statement), stems(context.asked)
    quotable = {unit for source in sources for unit in source.units}
    least = context.evidence[0].score - MARGIN
    return next(
        (
            item
            for item in context.evidence
            if item.unit in quotable
            and item.score >= least
            and (
                _has_half(stems(item.unit.text), words)
                or _has_half(stems(item.unit.text), words - asked)
            )
        ),
        None,
    )


def _has_half(there: set[str], words: set[str]) -> bool:
    return len(words & there) >= HALF * len(words)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
