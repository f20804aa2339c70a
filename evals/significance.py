"""Whether two runs differ by more than chance: the paired permutation test.

Good, Permutation, Parametric and Bootstrap Tests of Hypotheses (2005), chapter 3; for comparing
systems question by question see Smucker, Allan and Carterette (CIKM 2007). If a change does
nothing, then which of the two answers to a question came from which run is a toss-up: swap them
at random many times and see how often the difference is at least as large as the one observed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import permutation_test

from evals.metrics.metric import Metric, Rows
from evals.runfile import Scores

RESAMPLES = 5_000
SEED = 20_261_121


def rows_of(metric: Metric, scores: Sequence[Scores]) -> Rows:
    """The scores of the questions that have one: (questions, k)."""
    return np.array([score[metric.name] for score in scores if metric.name in score])


def paired_rows(
    metric: Metric, before: Sequence[Scores], after: Sequence[Scores]
) -> tuple[Rows, Rows]:
    """The scores of the questions that have one in both runs; `before` and `after` are in step. A
    metric that has been given another shape since says nothing about what changed."""
    both = [
        (old[metric.name], new[metric.name])
        for old, new in zip(before, after, strict=True)
        if metric.name in old and metric.name in new
    ]
    both = [(old, new) for old, new in both if len(old) == len(new)]
    old_rows, new_rows = np.array([old for old, _ in both]), np.array([new for _, new in both])
    return old_rows, new_rows


def p_value(metric: Metric, before: Rows, after: Rows) -> float:
    """Two-sided. `before` and `after`: (questions, k), a row each for the same question. 1 where
    nothing differs or too little can be compared."""
    if len(before) < 2 or np.array_equal(before, after):
        return 1.0
    if np.isnan(metric.combine(before)) or np.isnan(metric.combine(after)):
        return 1.0
    half, rows = len(before), np.concatenate([before, after])

    def difference(new: np.ndarray, old: np.ndarray, axis: int) -> Rows:
        new, old = np.moveaxis(new, axis, -1), np.moveaxis(old, axis, -1)
        return np.nan_to_num(metric.combine(rows[new]) - metric.combine(rows[old]))

    result = permutation_test(
        (np.arange(half, 2 * half), np.arange(half)),
        difference,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        batch=500,
        vectorized=True,
        rng=np.random.default_rng(SEED),
    )
    return round(float(result.pvalue), 4)
