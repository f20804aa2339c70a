"""Step 5, extractive: choose the verbatim units that answer, few and short."""

from __future__ import annotations

from service.context import Context, Evidence
from service.schemas import Status
from service.wants import Want

MOST_CHARACTERS = 660
MOST_STATEMENTS = 3
MOST_COMPARED = 4
# How far below the best, in logits, a further statement may lie.
MARGIN = 4.0
COMPARED_MARGIN = 8.0
# A unit that repeats this share of the words already said says nothing new.
REPEATS = 0.75


def compose(context: Context) -> None:
    """Fills `chosen`: the best unit, and others nearly as good that say something else."""
    comparing = context.want is Want.COMPARISON
    most = MOST_COMPARED if comparing else MOST_STATEMENTS
    least = context.evidence[0].score - (COMPARED_MARGIN if comparing else MARGIN)
    chosen: list[Evidence] = []
    for item in context.evidence:
        if len(chosen) == most or item.score < least:
            break
        if _adds(context, chosen, item) and _fits(chosen, item):
            chosen.append(item)
    context.chosen = chosen
    context.status = Status.ANSWERED


def _fits(chosen: list[Evidence], item: Evidence) -> bool:
    length = sum(len(other.unit.text) for other in chosen)
    return not chosen or length + len(item.unit.text) <= MOST_CHARACTERS


def _adds(context: Context, chosen: list[Evidence], item: Evidence) -> bool:
    """Whether a unit says something that the chosen ones do not."""
    if any(item.unit.overlaps(other.unit) for other in chosen):
        return False
    vocabulary = context.build.vocabulary
    words = vocabulary.stems(item.unit.text)
    said = set().union(*(vocabulary.stems(other.unit.text) for other in chosen))
    return len(words & said) < REPEATS * max(len(words), 1)
