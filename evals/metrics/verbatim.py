"""Is every quote the document's text?

`verbatim` is the share of quotes, cited ones and the nearest ones of a refusal, that are exactly
the stored text at their offsets, over all quotes of all answers. Anything below 1 is a fault of the
service. When the question was asked the stored text was at hand, so the result lists the quotes
that are not.
"""

from __future__ import annotations

from evals.metrics.metric import Metric, pooled
from evals.results import Result


def score(result: Result) -> tuple[float, ...] | None:
    """(verbatim quotes, quotes); None without any."""
    quotes = len(result.answer.citations) + len(result.answer.nearest)
    return (float(quotes - len(result.misquoted)), float(quotes)) if quotes else None


METRICS = (
    Metric(
        "verbatim",
        "Quotes verbatim",
        "share of all quotes that are exactly the document's text at their offsets",
        score,
        pooled,
    ),
)
