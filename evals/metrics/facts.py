"""How much of what a right answer must say does the answer say?

`fact_recall` is the share of a question's groups of facts of which the answer matches one pattern.
It tells a nearly right answer from one that is wholly wrong, which `right` does not. After nugget
recall (Voorhees 2003, "Overview of the TREC 2003 Question Answering Track"), with patterns in place
of an assessor. A refusal holds nothing, whatever words it is put in.
"""

from __future__ import annotations

from evals.metrics.metric import Metric
from evals.results import Result


def score(result: Result) -> float | None:
    """None where the question is unanswerable or declares no facts."""
    question = result.question
    if not question.answerable or not question.facts:
        return None
    if not result.states:
        return 0.0
    held = question.facts_in(result.answer.answer)
    return sum(held) / len(held)


METRICS = (
    Metric(
        "fact_recall",
        "Facts held",
        "share of the facts of an answerable question that its answer holds",
        score,
    ),
)
