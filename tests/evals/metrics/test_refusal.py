"""Declining what is unanswerable, and only that."""

from __future__ import annotations

import numpy as np
import pytest

from evals.metrics import METRICS
from evals.results import Result
from service.schemas import Status
from tests.evals.metrics.builders import refusal, result

# 3 declined rightly, 2 wrongly; 1 unanswerable answered; 4 answerable answered.
GIVEN = [
    *(refusal(status, answerable=False) for status in list(Status)[2:]),
    *(refusal() for _ in range(2)),
    result(answerable=False, status=Status.PARTIAL),
    *(result() for _ in range(4)),
]


def value(name: str, given: list[Result]) -> float:
    metric = METRICS[name]
    rows = metric.rows(given)
    return float(metric.combine(rows)) if len(rows) else np.nan


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("refusal_precision", 3 / (3 + 2)),
        ("refusal_recall", 3 / (3 + 1)),
        ("refusal_f1", 2 * (3 / 5) * (3 / 4) / (3 / 5 + 3 / 4)),
        ("over_refusal", 2 / (2 + 4)),
    ],
)
def test_hand_count(name: str, expected: float) -> None:
    assert value(name, GIVEN) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("given", "precision", "recall", "f1"),
    [
        ([refusal(answerable=False), result()], 1, 1, 1),
        ([result(answerable=False), refusal()], 0, 0, 0),
        ([result(answerable=False), result()], np.nan, 0, 0),  # nothing declined
        ([refusal(), result()], np.nan, np.nan, np.nan),  # nothing unanswerable
    ],
)
def test_edges(given: list[Result], precision: float, recall: float, f1: float) -> None:
    figures = [value(f"refusal_{name}", given) for name in ("precision", "recall", "f1")]
    assert figures == pytest.approx([precision, recall, f1], nan_ok=True)


def test_over_refusal_says_nothing_of_the_unanswerable() -> None:
    assert METRICS["over_refusal"].score(refusal(answerable=False)) is None
    assert METRICS["over_refusal"].better == "lower"


def test_resamples_are_combined_at_once() -> None:
    rows = METRICS["refusal_f1"].rows([refusal(answerable=False), result(answerable=False)])
    resampled = rows[np.array([[0, 0], [0, 1], [1, 1]])]
    # both / declined / unanswerable: 2 2 2, 1 1 2 and 0 0 2
    assert METRICS["refusal_f1"].combine(resampled) == pytest.approx([4 / 4, 2 / 3, 0 / 2])
    assert METRICS["refusal_precision"].combine(resampled) == pytest.approx(
        [2 / 2, 1 / 1, np.nan], nan_ok=True
    )
    assert METRICS["refusal_recall"].combine(resampled) == pytest.approx([2 / 2, 1 / 2, 0 / 2])
