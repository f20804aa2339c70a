"""Does the answer cite a document that can answer?

`right_document` is the share of the answered questions with declared `docs` of which at least one
citation is of a declared document. Further citations of other documents do no harm here;
`citation_precision` judges those. Refusals are left out: `over_refusal` counts them.
"""

from __future__ import annotations

from evals.evidence import is_named
from evals.metrics.metric import Metric
from evals.results import Result


def score(result: Result) -> float | None:
    """1 or 0; None for a refusal, an unanswerable question or one without `docs`."""
    question = result.question
    if not (question.answerable and question.docs and result.states):
        return None
    return float(any(is_named(c.document, question.docs) for c in result.answer.citations))


METRICS = (
    Metric(
        "right_document",
        "Right document cited",
        "share of answered questions with declared documents whose answer cites one of them",
        score,
    ),
)
