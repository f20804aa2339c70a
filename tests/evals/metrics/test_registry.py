"""The list of metrics and the ways to combine scores."""

from __future__ import annotations

import numpy as np
import pytest

from evals.metrics import METRICS
from evals.metrics.metric import Metric, mean, percentile, pooled
from evals.results import Span
from tests.evals.metrics.builders import quoted, refusal, result, stated

NAMES = """right fact_recall must_not citation_recall citation_precision verbatim right_document
right_page figures recall_at_1 recall_at_5 recall_at_10 mrr ndcg_at_10 refusal_precision
refusal_recall refusal_f1 over_refusal answer_length latency_p50 latency_p95"""


def test_the_order_of_the_reports() -> None:
    assert list(METRICS) == NAMES.split()


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_what_a_report_shows_is_one_short_line(metric: Metric) -> None:
    assert metric.title
    assert len(metric.title) <= 30
    assert "\n" not in metric.meaning
    assert 20 <= len(metric.meaning) <= 100


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_every_metric_combines_resamples_as_it_does_questions(metric: Metric) -> None:
    whole = result(
        facts=[["£9"]],
        must_not=["£8"],
        docs=["strategy"],
        pages={"strategy": [1]},
        statements=[stated("£9 for carers", 1)],
        citations=[quoted(1, "£9 for carers", page=1)],
        evidence=[[Span("strategy", 0, 13)]],
        retrieved=[Span("strategy", 0, 13)],
        timings_ms={"total": 5.0},
    )
    refused = refusal(answerable=False, timings_ms={"total": 1.0})
    rows = metric.rows([whole, whole, refused, refused])
    assert 2 <= len(rows) <= 4
    draws = np.array([[0, 0], [0, 1], [1, 0]])
    one_by_one = [float(metric.combine(rows[draw])) for draw in draws]
    assert metric.combine(rows[draws]) == pytest.approx(one_by_one, nan_ok=True)


def test_mean() -> None:
    assert mean(np.array([[1.0], [0.0], [0.5]])) == (1 + 0 + 0.5) / 3


def test_pooled_weighs_items_not_questions() -> None:
    rows = np.array([[[9.0, 9.0], [0.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]])
    assert pooled(rows) == pytest.approx([9 / 10, np.nan], nan_ok=True)


def test_percentile() -> None:
    assert percentile(25)(np.array([[4.0], [0.0], [8.0]])) == 2  # half-way from 0 to 4
