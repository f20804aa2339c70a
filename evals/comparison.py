"""Two runs beside each other: which questions were won and lost, and which figures moved.

Only questions that are the same in both runs are compared, by set, id and digest: a question that
was edited in between says nothing about the change that is being judged. The figures are computed
over the same questions on both sides, so that they need not equal those of either run as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.metrics import METRICS
from evals.metrics.metric import Metric, Rows
from evals.results import span_of
from evals.runfile import Figure, Run, ScoredResult
from evals.significance import p_value, paired_rows

ChangeKind = Literal["lost", "won", "changed"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("lost", "won", "changed")

Test = Callable[[Metric, Rows, Rows], float]
Pair = tuple[ScoredResult, ScoredResult]
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer differs. `won`: wrong before, right after; `lost`: the reverse;
    `changed`: status, text or cited places differ, and the verdict does not (or there is none)."""

    id: str
    set: str
    kind: ChangeKind
    before: ScoredResult
    after: ScoredResult


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A metric over the `n` questions that it says something about in both runs.

    `difference` is after less before, whichever of them is better; None where one is undefined.
    """

    metric: str
    before: Figure
    after: Figure
    difference: float | None
    p_value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs with what differs. `changes` has the lost questions first; `same` counts the
    questions whose answer is the same; the other ids are of questions that are not compared."""

    before: Run
    after: Run
    changes: tuple[Change, ...]
    same: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    edited: tuple[str, ...]
    figures: tuple[FigureChange, ...]

    @property
    def compared(self) -> int:
        """How many questions are the same in both runs."""
        return len(self.changes) + self.same

    def count(self, kind: ChangeKind) -> int:
        """How many questions changed in this way."""
        return sum(change.kind == kind for change in self.changes)


def compare(before: Run, after: Run, test: Test = p_value) -> Comparison:
    """`test` says how likely chance alone would make two paired rows of scores differ so much."""
    old, new = _by_key(before), _by_key(after)
    shared = [key for key in new if key in old]
    pairs = [(old[key], new[key]) for key in shared if _same_question(old[key], new[key])]
    changes = [change for pair in pairs if (change := _change(*pair)) is not None]
    return Comparison(
        before=before,
        after=after,
        changes=tuple(sorted(changes, key=lambda change: CHANGE_KINDS.index(change.kind))),
        same=len(pairs) - len(changes),
        only_before=tuple(id_ for set_, id_ in old if (set_, id_) not in new),
        only_after=tuple(id_ for set_, id_ in new if (set_, id_) not in old),
        edited=tuple(key[1] for key in shared if not _same_question(old[key], new[key])),
        figures=tuple(_figure_changes(pairs, test)),
    )


def _by_key(run: Run) -> dict[_Key, ScoredResult]:
    return {(result.set, result.question.id): result for result in run.results}


def _same_question(before: ScoredResult, after: ScoredResult) -> bool:
    return before.question.digest == after.question.digest


def _change(before: ScoredResult, after: ScoredResult) -> Change | None:
    kind = _kind(before, after)
    if kind is None:
        return None
    return Change(after.question.id, after.set, kind, before, after)


def _kind(before: ScoredResult, after: ScoredResult) -> ChangeKind | None:
    if (before.right, after.right) == (False, True):
        return "won"
    if (before.right, after.right) == (True, False):
        return "lost"
    return "changed" if _told(before) != _told(after) else None


def _told(result: ScoredResult) -> tuple[object, ...]:
    """What a reader of the answer would see."""
    answer = result.answer
    return answer.status, answer.answer, [span_of(citation) for citation in answer.citations]


def _figure_changes(pairs: Sequence[Pair], test: Test) -> list[FigureChange]:
    """In the order of the registry; metrics that no question has in both runs are left out."""
    found = [_figure_change(metric, pairs, test) for metric in METRICS.values()]
    return [change for change in found if change is not None]


def _figure_change(metric: Metric, pairs: Sequence[Pair], test: Test) -> FigureChange | None:
    old, new = paired_rows(
        metric, [before.scores for before, _ in pairs], [after.scores for _, after in pairs]
    )
    if len(old) == 0:
        return None
    before, after = _figure(metric, old), _figure(metric, new)
    if before.value is None or after.value is None:
        return FigureChange(metric.name, before, after, None, None, len(old))
    difference = round(after.value - before.value, 4)
    chance = test(metric, old, new) if len(old) > 1 else None  # of one question nothing is known
    return FigureChange(metric.name, before, after, difference, chance, len(old))


def _figure(metric: Metric, rows: Rows) -> Figure:
    """Without an interval: of two figures over the same questions the paired test says more."""
    value = float(metric.combine(rows))
    return Figure(n=len(rows), value=None if np.isnan(value) else round(value, 4))
