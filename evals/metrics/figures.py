"""Do the figures in answers stand in what is quoted for them?

`figures` is the share of the sums, percentages, counts, years and dates in the statements of all
answers that stand in a quote cited by the same statement, in whatever spelling (see `extraction`).
A figure counts once in each statement. A wrong sum is the fault that does most harm, and the one
that can be told for certain.
"""

from __future__ import annotations

from evals.metrics import extraction
from evals.metrics.metric import Metric, pooled
from evals.results import Result
from service.schemas import Statement


def score(result: Result) -> tuple[float, ...] | None:
    """(figures that stand in the quotes, figures); None without any."""
    if not result.states:
        return None
    pairs = [_of(result, statement) for statement in result.answer.statements]
    held, all_ = (sum(pair[i] for pair in pairs) for i in (0, 1))
    return (float(held), float(all_)) if all_ else None


def _of(result: Result, statement: Statement) -> tuple[int, int]:
    stated = extraction.figures(statement.text)
    quotes = "\n".join(citation.quote for citation in result.cited_by(statement.citations))
    return len(stated & extraction.figures_held(quotes)), len(stated)


METRICS = (
    Metric(
        "figures",
        "Figures quoted",
        "share of the sums, counts and dates in answers that stand in the quotes cited for them",
        score,
        pooled,
    ),
)
