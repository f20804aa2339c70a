"""Is the answer right? The headline figure.

An answerable question is answered rightly when the answer holds every fact of the set (see
`fact_recall`), nothing that it must not say, cites at least one quote, and has at most 700
characters, or 1,500 where a list was asked for: an answer that holds everything because it is a
whole page is no answer. The limits are ours: about what a councillor reads before asking whether it
is the answer.
"""

from __future__ import annotations

from evals.metrics.metric import Metric
from evals.questions import EvalQuestion
from evals.results import Result

LONGEST, LONGEST_LIST = 700, 1_500
LIST = "list"


def longest(question: EvalQuestion) -> int:
    """How many characters a right answer to a question may have."""
    return LONGEST_LIST if question.kind == LIST else LONGEST


def score(result: Result) -> float | None:
    """1 or 0; None where the set does not say what a right answer is."""
    question, text = result.question, result.answer.answer
    if not question.answerable or not question.facts:
        return None
    held = all(question.facts_in(text)) and not question.forbidden_in(text)
    short = len(text) <= longest(question)
    return float(result.states and held and short and bool(result.answer.citations))


def verdict(result: Result) -> bool | None:
    """Whether the question got what it should: for an unanswerable one, that nothing is stated.
    None where the set does not say what a right answer is."""
    if not result.question.answerable:
        return not result.states
    scored = score(result)
    return None if scored is None else scored == 1


METRICS = (
    Metric(
        "right",
        "Answered rightly",
        f"answerable questions whose answer holds every fact, cites, and is short ({LONGEST}; "
        f"{LONGEST_LIST} for a list)",
        score,
    ),
)
