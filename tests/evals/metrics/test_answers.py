"""What the answer's text says: right, facts, what it must not say, length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evals.metrics import METRICS, facts, length, must_not, right
from evals.results import Result
from service.schemas import Status
from tests.evals.metrics.builders import quoted, refusal, result

NINE: dict[str, Any] = {"facts": [["£9 million", "nine million"]]}


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result("£9 million [1]", citations=[quoted(1)], **NINE), 1),
        (result("NINE MILLION [1]", citations=[quoted(1)], **NINE), 1),
        (result("£8 million [1]", citations=[quoted(1)], **NINE), 0),
        (result("£9 million", **NINE), 0),  # cites nothing
        (result("£9 million" + 690 * "x", citations=[quoted(1)], **NINE), 1),  # 700 characters
        (result("£9 million" + 691 * "x", citations=[quoted(1)], **NINE), 0),
        (result("£9 million [1]", citations=[quoted(1)], must_not=["£9"], **NINE), 0),
        (refusal(citations=[quoted(1)], **NINE), 0),
        (result(), None),
        (result(answerable=False, **NINE), None),
    ],
)
def test_right(given: Result, score: float | None) -> None:
    assert right.score(given) == score


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (result("£9 million [1]", citations=[quoted(1)], **NINE), True),
        (result("£8 million [1]", citations=[quoted(1)], **NINE), False),
        (result(), None),
        (result(answerable=False), False),
        (refusal(answerable=False), True),
    ],
)
def test_verdict(given: Result, verdict: bool | None) -> None:
    assert right.verdict(given) is verdict


THREE: dict[str, Any] = {"facts": [["£9 million"], ["carers", "kinship"], ["2023"]]}


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result("£9 million for Kinship families in 2023", **THREE), 3 / 3),
        (result("£9 million for kinship carers", **THREE), 2 / 3),
        (result("nothing of it", **THREE), 0 / 3),
        (refusal(**THREE), 0),  # although its text has "£9 million"
        (result(), None),
        (result(answerable=False, **THREE), None),
    ],
)
def test_fact_recall(given: Result, score: float | None) -> None:
    assert facts.score(given) == score


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result("£27 million", must_not=["£30", "£27"]), 1),
        (result("£9 million", must_not=["£30", "£27"]), 0),
        (refusal(must_not=["£9"]), 0),
        (result("£27 million", answerable=False, must_not=["£27"]), 1),
        (result("£27 million"), None),
    ],
)
def test_must_not(given: Result, score: float | None) -> None:
    assert must_not.score(given) == score


def test_less_of_what_must_not_be_said_is_better() -> None:
    rows = METRICS["must_not"].rows(
        [
            result("£27", must_not=["£27"]),
            result("£9", must_not=["£27"]),
            result("£9", must_not=["£27"]),
            result("£9"),
        ]
    )
    assert METRICS["must_not"].combine(rows) == pytest.approx(1 / 3)
    assert METRICS["must_not"].better == "lower"


@pytest.mark.parametrize(
    ("text", "characters"),
    [("12345", 5), ("12345 [1]", 5), ("123 [1][2]\n\n45 [10]", 7), ("[see] (3)", 9)],
)
def test_length_without_marks(text: str, characters: int) -> None:
    assert length.score(result(text)) == characters


def test_the_median_length_of_what_is_stated() -> None:
    metric = METRICS["answer_length"]
    given = [result("x" * n) for n in (10, 20, 90, 30)]
    assert metric.combine(metric.rows([*given, refusal()])) == (20 + 30) / 2
    assert (metric.better, metric.unit) == ("lower", "characters")


def test_a_refusal_has_no_length() -> None:
    for status in (Status.NOT_IN_DOCUMENTS, Status.OUT_OF_SCOPE, Status.REFUSED):
        assert length.score(refusal(status)) is None
    assert length.score(result("four", status=Status.PARTIAL)) == 4


def test_resamples_are_combined_at_once() -> None:
    rows = np.array([[[10.0], [20.0], [30.0]], [[10.0], [10.0], [40.0]]])
    assert METRICS["answer_length"].combine(rows).tolist() == [20, 10]
