"""Does the answer cite a page that has the answer?

`right_page` is the share of the answered questions with declared `pages` of which at least one
citation is on a declared page of a declared document. Only the page on which a quote begins is
known: a quote that runs over to the declared page counts as wrong, so the figure is a lower bound.
"""

from __future__ import annotations

from evals.evidence import is_named
from evals.metrics.metric import Metric
from evals.results import Result
from service.schemas import Citation


def score(result: Result) -> float | None:
    """1 or 0; None for a refusal, an unanswerable question or one without `pages`."""
    question = result.question
    if not (question.answerable and question.pages and result.states):
        return None
    return float(any(_on_page(c, question.pages) for c in result.answer.citations))


def _on_page(citation: Citation, declared: dict[str, tuple[int, ...]]) -> bool:
    return any(
        is_named(citation.document, [name]) and citation.locator.page in pages
        for name, pages in declared.items()
    )


METRICS = (
    Metric(
        "right_page",
        "Right page cited",
        "share of answered questions with declared pages whose answer cites one of them",
        score,
    ),
)
