"""What a metric is: a score for each question, and a way to make one figure of the scores.

Scores are rows of numbers, so that a figure which is not a mean (F1, a percentile, a share of all
citations) can be resampled and tested in the same way as one that is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evals.results import Result

Rows = NDArray[np.float64]
Combine = Callable[[Rows], Rows]
Score = float | tuple[float, ...]
Better = Literal["higher", "lower"]
Unit = Literal["share", "characters", "ms"]


def mean(rows: Rows) -> Rows:
    """The mean over questions. `rows`: (..., questions, 1) gives (...)."""
    result: Rows = rows[..., 0].mean(axis=-1)
    return result


def pooled(rows: Rows) -> Rows:
    """A share over all items of all questions. `rows`: (..., questions, 2) with (good, all) of each
    question gives (...); NaN where there is no item at all."""
    good, all_ = rows[..., 0].sum(axis=-1), rows[..., 1].sum(axis=-1)
    with np.errstate(invalid="ignore"):
        result: Rows = good / np.where(all_ == 0, np.nan, all_)
    return result


def percentile(share: float) -> Combine:
    """A percentile over questions, `share` in per cent."""

    def combine(rows: Rows) -> Rows:
        result: Rows = np.percentile(rows[..., 0], share, axis=-1)
        return result

    return combine


@dataclass(frozen=True, slots=True)
class Metric:
    """`score` gives None for a question that the metric says nothing about.

    `title` and `meaning` are what a report tells a person.
    """

    name: str
    title: str
    meaning: str
    score: Callable[[Result], Score | None]
    combine: Combine = mean
    better: Better = "higher"
    unit: Unit = "share"

    def rows(self, results: Sequence[Result]) -> Rows:
        """The scores of the questions that have one: (questions, numbers each)."""
        scores = [score for result in results if (score := self.score(result)) is not None]
        return np.array([row if isinstance(row, tuple) else (row,) for row in scores], np.float64)
