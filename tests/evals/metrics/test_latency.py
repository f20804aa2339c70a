"""How long answers take."""

from __future__ import annotations

import pytest

from evals.metrics import METRICS, latency
from tests.evals.metrics.builders import refusal, result

GIVEN = [result(timings_ms={"total": float(time)}) for time in (100, 400, 200, 300, 500)]


@pytest.mark.parametrize(
    ("name", "milliseconds"),
    # Of 5 times in order the 95 % one is at place 0.95 · 4 = 3.8: between 400 and 500.
    [("latency_p50", 300), ("latency_p95", 400 + 0.8 * 100)],
)
def test_percentiles(name: str, milliseconds: float) -> None:
    metric = METRICS[name]
    assert metric.combine(metric.rows([*GIVEN, result()])) == pytest.approx(milliseconds)
    assert (metric.better, metric.unit) == ("lower", "ms")


def test_an_answer_without_times() -> None:
    assert latency.score(result()) is None
    assert latency.score(result(timings_ms={"find": 5.0})) is None
    assert latency.by_stage([result()]) == {}


def test_steps_over_the_answers_that_came_to_them() -> None:
    given = [
        refusal(timings_ms={"guard": 1.0, "total": 2.0}),
        result(timings_ms={"guard": 3.0, "find": 10.0, "total": 14.0}),
    ]
    stages = latency.by_stage(given)
    assert list(stages) == ["guard", "find", "total"]
    assert [times.p50_ms for times in stages.values()] == [(1 + 3) / 2, 10, (2 + 14) / 2]
    # Of 2 times the 95 % one is 0.95 of the way from the first to the second.
    assert [times.p95_ms for times in stages.values()] == pytest.approx(
        [1 + 0.95 * 2, 10, 2 + 0.95 * 12]
    )
