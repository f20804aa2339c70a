"""How long are the answers?

`answer_length` is the median number of characters of the answers that state something, without the
citation marks `[n]`, which nobody reads as text. A metric beside `right`: facts are easily held by
an answer that copies a page.
"""

from __future__ import annotations

import re

from evals.metrics.metric import Metric, percentile
from evals.results import Result

_MARK = re.compile(r"\s*\[\d+\]")


def score(result: Result) -> float | None:
    """Characters; None for a refusal."""
    return float(len(_MARK.sub("", result.answer.answer).strip())) if result.states else None


METRICS = (
    Metric(
        "answer_length",
        "Length of answers",
        "median characters of the answers that state something, without citation marks",
        score,
        percentile(50),
        "lower",
        "characters",
    ),
)
