"""Does the service decline what the documents do not answer, and nothing else?

Declining is the class that is looked for: an answer that states nothing, whatever its status. Over
all questions, with d declined, u unanswerable and b both:

- `refusal_precision` = b / d, `refusal_recall` = b / u and `refusal_f1` = 2b / (d + u), their
  harmonic mean; as for unanswerable questions in SQuAD 2.0 (Rajpurkar, Jia and Liang 2018, "Know
  What You Don't Know", ACL 2018), but for the decision to decline alone.
- `over_refusal`: the share of the answerable questions that are declined.

The first three are undefined without an unanswerable question: such a set says nothing about them.
Precision is undefined, too, where nothing is declined.
"""

from __future__ import annotations

import numpy as np

from evals.metrics.metric import Metric, Rows
from evals.results import Result


def score(result: Result) -> tuple[float, ...]:
    """(states nothing, should state nothing)."""
    return (float(not result.states), float(not result.question.answerable))


def declined(result: Result) -> float | None:
    """1 where an unanswerable question is declined; None for an answerable one."""
    return None if result.question.answerable else float(not result.states)


def over_refused(result: Result) -> float | None:
    """1 where an answerable question is declined; None for an unanswerable one."""
    return float(not result.states) if result.question.answerable else None


def precision(rows: Rows) -> Rows:
    """(..., questions, 2) gives (...)."""
    refused, unanswerable, both = _counts(rows)
    return _share(both, refused, unanswerable)


def f1(rows: Rows) -> Rows:
    """(..., questions, 2) gives (...)."""
    refused, unanswerable, both = _counts(rows)
    return _share(2 * both, refused + unanswerable, unanswerable)


def _counts(rows: Rows) -> tuple[Rows, Rows, Rows]:
    """How many are declined, unanswerable, and both."""
    refused, unanswerable = rows[..., 0], rows[..., 1]
    both: Rows = (refused * unanswerable).sum(axis=-1)
    return refused.sum(axis=-1), unanswerable.sum(axis=-1), both


def _share(part: Rows, whole: Rows, unanswerable: Rows) -> Rows:
    result: Rows = part / np.where((whole == 0) | (unanswerable == 0), np.nan, whole)
    return result


METRICS = (
    Metric(
        "refusal_precision",
        "Refusals that are due",
        "share of the declined questions that the documents do not answer",
        score,
        precision,
    ),
    Metric(
        "refusal_recall",
        "Unanswerable declined",
        "share of the unanswerable questions that are declined",
        declined,
    ),
    Metric(
        "refusal_f1",
        "Refusal F1",
        "harmonic mean of the share of refusals that are due and of unanswerable ones declined",
        score,
        f1,
    ),
    Metric(
        "over_refusal",
        "Answerable declined",
        "share of the answerable questions that are declined",
        over_refused,
        better="lower",
    ),
)
