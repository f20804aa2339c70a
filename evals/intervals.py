"""How far a figure may be trusted: the percentile bootstrap over questions.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: draw as many questions
as there are, with replacement, compute the figure again, and take the middle 95 % of what comes
out. It says how much the figure would move with other questions of the same kind. It cannot show
what the questions never did: 13 right answers of 13 give the interval [1, 1], although true shares
down to about .8 would give that often.
"""

from __future__ import annotations

import warnings

import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap

from evals.metrics.metric import Combine, Rows
from evals.runfile import Figure

CONFIDENCE = 0.95
RESAMPLES = 2_000
SEED = 20_261_121


def figure(combine: Combine, rows: Rows) -> Figure:
    """What the rows of questions combine to, with its interval; the same rows give the same."""
    if len(rows) == 0:
        return Figure(n=0, value=None)
    value = _plain(combine(rows))
    if len(rows) == 1 or value is None:
        return Figure(n=len(rows), value=value)
    low, high = _bounds(combine, rows)
    return Figure(n=len(rows), value=value, low=low, high=high)


def _bounds(combine: Combine, rows: Rows) -> tuple[float | None, float | None]:
    """Resamples in which the figure is undefined (F1 without a refusal, say) are left out."""

    def of_drawn(drawn: np.ndarray, axis: int) -> Rows:
        return combine(rows[np.moveaxis(drawn, axis, -1)])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)
        result = bootstrap(
            (np.arange(len(rows)),),
            of_drawn,
            n_resamples=RESAMPLES,
            method="percentile",
            rng=np.random.default_rng(SEED),
        )
    drawn = result.bootstrap_distribution
    drawn = drawn[~np.isnan(drawn)]
    if drawn.size == 0:
        return None, None
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return _plain(low), _plain(high)


def _plain(value: Rows | np.floating) -> float | None:
    """A number for a report: four significant decimals, None for "undefined"."""
    number = float(value)
    return None if np.isnan(number) else round(number, 4)
