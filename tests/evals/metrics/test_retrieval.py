"""Where the search finds the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

import pytest

from evals.metrics import METRICS
from evals.results import Result, Span
from tests.evals.metrics.builders import refusal, result


def passage(number: int, document: str = "d") -> Span:
    """The n-th stretch of 100 characters."""
    return Span(document, 100 * number, 100 * number + 100)


def piece(number: int, offset: int = 40, document: str = "d") -> Span:
    """Ten characters of the n-th passage."""
    return Span(document, 100 * number + offset, 100 * number + offset + 10)


def found(evidence: Sequence[Sequence[Span]], retrieved: Sequence[Span], **more: Any) -> Result:
    return result(evidence=evidence, retrieved=retrieved, **more)


TEN = [passage(number) for number in range(1, 11)]


@pytest.mark.parametrize(
    ("given", "at_1", "at_5", "at_10", "mrr", "ndcg"),
    [
        pytest.param(found([[piece(1)]], TEN), 1, 1, 1, 1, 1, id="first"),
        pytest.param(found([[piece(3)]], TEN), 0, 1, 1, 1 / 3, 1 / log2(4), id="third"),
        pytest.param(found([[piece(10)]], TEN), 0, 0, 1, 1 / 10, 1 / log2(11), id="last"),
        pytest.param(found([[piece(11)]], TEN), 0, 0, 0, 0, 0, id="not found"),
        pytest.param(found([[piece(1)]], []), 0, 0, 0, 0, 0, id="nothing retrieved"),
        pytest.param(
            found([[piece(1)], [piece(7)]], TEN),
            1 / 2,
            1 / 2,
            2 / 2,
            1,
            # At ranks 1 and 7; at best 1 and 2.
            (1 + 1 / log2(8)) / (1 + 1 / log2(3)),
            id="two pieces in two passages",
        ),
        pytest.param(
            found([[piece(1, 10)], [piece(1, 60)]], TEN),
            2 / 2,
            1,
            1,
            1,
            1,
            id="two pieces in the first passage",
        ),
        pytest.param(
            found([[piece(2, 10)], [piece(2, 60)]], TEN),
            0,
            1,
            1,
            1 / 2,
            # The passage stands for both pieces, at ranks 2 and 3.
            (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)),
            id="two pieces in the second passage",
        ),
        pytest.param(
            found([[piece(2), piece(5), piece(1, document="e")]], TEN),
            0,
            1,
            1,
            1 / 2,
            1 / log2(3),
            id="a piece with three places counts once, at the first",
        ),
        pytest.param(
            found([[piece(1)], [piece(3)]], [passage(1), passage(1), passage(3)]),
            1 / 2,
            1,
            1,
            1,
            # The second passage finds nothing new: ranks 1 and 3.
            (1 + 1 / log2(4)) / (1 + 1 / log2(3)),
            id="a passage again",
        ),
        pytest.param(
            found([[piece(1)], []], TEN), 1, 1, 1, 1, 1, id="a piece that no document has"
        ),
        pytest.param(
            # 5 of the piece's 10 characters are half, 4 are not.
            found([[Span("d", 195, 205)], [Span("d", 196, 206)]], [passage(1)]),
            1 / 2,
            1 / 2,
            1 / 2,
            1,
            1 / (1 + 1 / log2(3)),
            id="a piece across two passages",
        ),
        pytest.param(refusal(evidence=[[piece(1)]], retrieved=TEN), 1, 1, 1, 1, 1, id="refusal"),
    ],
)
def test_measures(
    given: Result, at_1: float, at_5: float, at_10: float, mrr: float, ndcg: float
) -> None:
    names = ("recall_at_1", "recall_at_5", "recall_at_10", "mrr", "ndcg_at_10")
    scores = [METRICS[name].score(given) for name in names]
    assert scores == pytest.approx([at_1, at_5, at_10, mrr, ndcg])


@pytest.mark.parametrize(
    "given",
    [
        found([], TEN),
        found([[]], TEN),
        found([[piece(1)]], TEN, answerable=False),
        found([[piece(1)]], [], filters={"kinds": ["report"]}),
        found([[piece(1)]], [], as_of="2023-01-01"),
    ],
    ids=["none declared", "none found", "unanswerable", "filters", "as of a date"],
)
def test_nothing_to_find(given: Result) -> None:
    assert METRICS["mrr"].score(given) is None
    assert METRICS["recall_at_5"].score(given) is None


def test_the_mean_over_questions() -> None:
    metric = METRICS["mrr"]
    given = [found([[piece(n)]], TEN) for n in (1, 2, 4)]
    assert metric.combine(metric.rows(given)) == pytest.approx((1 + 1 / 2 + 1 / 4) / 3)
