"""How long does an answer take?

`latency_p50` and `latency_p95` are percentiles over questions of the time that the service itself
measures for an answer, first step to last; the network and what a client does are not in it.
Between two measured times the percentile is interpolated linearly. Times say something only about
the machine they were taken on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.metrics.metric import Metric, percentile
from evals.results import Result
from evals.runfile import StageTimes

TOTAL = "total"


def score(result: Result) -> float | None:
    """Milliseconds; None where the answer has no times."""
    return result.answer.timings_ms.get(TOTAL)


def by_stage(results: Sequence[Result]) -> dict[str, StageTimes]:
    """The times of every step over the answers that came to it, in the order of the steps, and the
    total last."""
    times: dict[str, list[float]] = {}
    for result in results:
        for stage, milliseconds in result.answer.timings_ms.items():
            times.setdefault(stage, []).append(milliseconds)
    if TOTAL in times:
        times[TOTAL] = times.pop(TOTAL)
    return {stage: _percentiles(milliseconds) for stage, milliseconds in times.items()}


def _percentiles(milliseconds: Sequence[float]) -> StageTimes:
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return StageTimes(p50_ms=float(p50), p95_ms=float(p95))


METRICS = tuple(
    Metric(
        f"latency_p{share}",
        title,
        f"milliseconds within which {told} of the answers are there",
        score,
        percentile(share),
        "lower",
        "ms",
    )
    for share, title, told in (
        (50, "Time, half of the answers", "half"),
        (95, "Time, nearly all answers", "95 %"),
    )
)
