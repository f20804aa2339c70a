"""Does the answer say something that it must not say?

`must_not` is the share of the questions with `must_not` patterns, answerable or not, whose answer
matches one of them: the sum of the other programme, or the false premise repeated. A refusal says
none of it, even where it names the question's words.
"""

from __future__ import annotations

from evals.metrics.metric import Metric
from evals.results import Result


def score(result: Result) -> float | None:
    """1 where the answer matches a pattern, else 0; None where the question declares none."""
    question = result.question
    if not question.must_not:
        return None
    return float(result.states and bool(question.forbidden_in(result.answer.answer)))


METRICS = (
    Metric(
        "must_not",
        "Says what it must not",
        "share of the questions with forbidden patterns whose answer matches one",
        score,
        better="lower",
    ),
)
