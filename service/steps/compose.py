"""Step 5, extractive: choose the verbatim units that answer, few and short."""

from __future__ import annotations

from dataclasses import replace

from service.context import Context, Evidence
from service.front import front_of
from service.lists import LONGEST_LIST
from service.schemas import Status
from service.steps.signals import numbers_of
from service.tables import names_of_rows
from service.wants import TOLD_OF_EACH, Want, asks_which, how_many_asked

MOST_CHARACTERS = 670
MOST_STATEMENTS = 3
MOST_COMPARED = 4
# How far below the best, in logits, a further statement may lie.
MARGIN = 3.0
COMPARED_MARGIN = 8.0
# A whole (list, paragraph) takes the place of its part when it scores nearly as well.
WHOLE_MARGIN = 2.5
# A unit that repeats this share of the words already said says nothing new.
REPEATS = 0.75
# How many of the best units must be rows of one table for the table to be the list asked for.
READ, FEWEST_ROWS = 5, 3


def compose(context: Context) -> None:
    """Fills `chosen`: the best unit, and others nearly as good that say something else; where the
    question compares, the best of each thing that it names comes first."""
    if rows := _rows_for_a_list(context):
        context.chosen, context.status = rows, Status.ANSWERED
        return
    comparing = context.comparing
    most = MOST_COMPARED if comparing else MOST_STATEMENTS
    which = _which(context, context.evidence[0])
    room = MOST_CHARACTERS - _length(which)
    chosen = _best_of_each_scope(context)
    # Where the things compared are not told apart, the second of them may lie far below the first.
    margin = COMPARED_MARGIN if comparing and not chosen else MARGIN
    least = context.evidence[0].score - margin
    for item in context.evidence:
        if item.score < least:
            break
        if item in chosen:
            continue
        part = _part_of(chosen, item)
        if part is not None:
            others = [other for other in chosen if other is not part]
            if item.score >= part.score - WHOLE_MARGIN and _length([*others, item]) <= room:
                chosen[chosen.index(part)] = item
        elif len(chosen) < most and _adds(context, chosen, item) and _fits(chosen, item, room):
            chosen.append(item)
    context.chosen = [*which, *(part for item in chosen for part in _in_parts(context, item))]
    context.status = Status.PARTIAL if context.unanswered else Status.ANSWERED


def _rows_for_a_list(context: Context) -> list[Evidence]:
    """Where a list is asked for and the best evidence is rows of one table, what names its rows. A
    sentence may stand before them ("The Act lists six subjects.") where so many are asked for."""
    best = context.evidence[:READ]
    rows = [item for item in best if item.unit.kind in ("row", "cell")]
    if context.want is not Want.LIST or len(rows) < FEWEST_ROWS:
        return []
    units = names_of_rows(rows[0].unit, context.build)
    if rows[0] is not best[0] and not (
        _introduces(best[0], rows[0]) and how_many_asked(context.asked) == len(units)
    ):
        return []
    found = sum(
        any(name.start <= item.unit.end and item.unit.start <= name.end for name in units)
        for item in rows
    )
    if found < FEWEST_ROWS or sum(len(unit.text) for unit in units) > LONGEST_LIST:
        return []
    return [replace(rows[0], unit=unit) for unit in units]


def _introduces(first: Evidence, row: Evidence) -> bool:
    """Whether the best evidence may be a sentence about the table: of the same document."""
    same = first.unit.passage.document_id == row.unit.passage.document_id
    return same and first.unit.kind == "sentence"


def _in_parts(context: Context, item: Evidence) -> list[Evidence]:
    """A list that is too long to quote whole is told by its parts, each a quote of its own; what is
    quoted of a list is placed by the passage that it begins in."""
    unit = item.unit
    if unit.kind != "list":
        return [item]
    document = unit.passage.document_id
    text = context.build.text(document)
    units = [
        replace(
            unit,
            kind="item" if unit.parts else "list",
            passage=context.build.texts.passage_at(document, start) or unit.passage,
            start=start,
            end=end,
            text=text[start:end],
            parts=(),
        )
        for start, end in unit.parts or [(unit.start, unit.end)]
    ]
    return [replace(item, unit=each) for each in units]


def _which(context: Context, best: Evidence) -> list[Evidence]:
    """The lines that say which report the best unit stands in, where that is what was asked."""
    document = best.unit.passage.document_id
    if not asks_which(context.asked) or not context.build.about[document].serial:
        return []
    front = front_of(document, context.build)
    return [replace(best, unit=front)] if front and not front.overlaps(best.unit) else []


def _best_of_each_scope(context: Context) -> list[Evidence]:
    """Evidence is sorted, so the first of a scope is its best; what tells of two is told once, and
    nothing worse in its stead. None where there is but one scope."""
    if len(context.scopes) < 2:
        return []
    best: dict[int, Evidence] = {}
    least: dict[int, float] = {}
    for item in context.evidence:
        enough = item.score >= least.setdefault(item.scope, item.score - MARGIN)
        if enough and not any(item.unit.overlaps(told.unit) for told in best.values()):
            best.setdefault(item.scope, item)
    longer = set(best)
    while longer and _length(list(best.values())) > MOST_CHARACTERS:
        scope = max(longer, key=lambda scope: len(best[scope].unit.text))
        shorter = _part_within(context, best[scope])
        longer -= {scope} if shorter is best[scope] else set()
        best[scope] = shorter
    return [best[scope] for scope in sorted(best)]


def _part_within(context: Context, whole: Evidence) -> Evidence:
    """The best shorter unit of what a unit is made of, else the unit; where so many things are
    asked for, the whole list."""
    if how_many_asked(context.scopes[whole.scope].asked):
        return whole
    size = len(whole.unit.text)
    parts = (each for each in context.evidence if each.scope == whole.scope)
    shorter = (each for each in parts if len(each.unit.text) < size)
    return next((each for each in shorter if each.unit.overlaps(whole.unit)), whole)


def _part_of(chosen: list[Evidence], item: Evidence) -> Evidence | None:
    """The one chosen unit that lies within this one: a sentence of this paragraph, say."""
    within = [other for other in chosen if item.unit.overlaps(other.unit)]
    if len(within) != 1 or item.unit.end - item.unit.start <= len(within[0].unit.text):
        return None
    part = within[0].unit
    spans = item.unit.parts or [(item.unit.start, item.unit.end)]
    inside = any(start <= part.start and part.end <= end for start, end in spans)
    return within[0] if inside else None


def _length(chosen: list[Evidence]) -> int:
    return sum(len(item.unit.text) for item in chosen)


def _fits(chosen: list[Evidence], item: Evidence, room: int) -> bool:
    """The best unit always does: a long list that answers is not cut short."""
    return not chosen or _length([*chosen, item]) <= room


def _adds(context: Context, chosen: list[Evidence], item: Evidence) -> bool:
    """Whether a unit says something that the chosen ones do not; of figures, another."""
    if any(item.unit.overlaps(other.unit) for other in chosen):
        return False
    if context.want in TOLD_OF_EACH and not context.comparing:
        figures = numbers_of(item.unit.text)
        if figures and figures <= numbers_of(" ".join(other.unit.text for other in chosen)):
            return False
    vocabulary = context.build.vocabulary
    words = vocabulary.stems(item.unit.text)
    said = set().union(*(vocabulary.stems(other.unit.text) for other in chosen))
    return len(words & said) < REPEATS * max(len(words), 1)
