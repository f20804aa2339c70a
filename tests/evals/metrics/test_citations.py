"""Statements, the quotes that they cite, and where those come from."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from evals.metrics import METRICS, citations, figures, right_document, right_page, verbatim
from evals.results import Result, Span
from tests.evals.metrics.builders import quoted, refusal, result, stated

CARERS = "Kinship carers receive training."
SUM = "Kinship carers receive £9 million."
BOTH = "Kinship carers receive training. Kinship carers receive £9 million."
OTHER = "Foster families need friends."


@pytest.mark.parametrize(
    ("given", "recall", "precision"),
    [
        pytest.param(
            result(statements=[stated(SUM, 1)], citations=[quoted(1, SUM)]), 1, 1, id="exact"
        ),
        pytest.param(
            result(
                statements=[stated(SUM, 1), stated(CARERS, 2)],
                citations=[quoted(1, SUM), quoted(2, OTHER)],
            ),
            1 / 2,
            1 / 2,
            id="the second is not supported",
        ),
        pytest.param(
            result(statements=[stated(BOTH, 1, 2)], citations=[quoted(1, CARERS), quoted(2, SUM)]),
            1,
            2 / 2,
            id="each alone supports a half: both needed",
        ),
        pytest.param(
            result(statements=[stated(SUM, 1, 2)], citations=[quoted(1, SUM), quoted(2, OTHER)]),
            1,
            1 / 2,
            id="the second is irrelevant",
        ),
        pytest.param(
            result(statements=[stated(SUM, 1, 2)], citations=[quoted(1, SUM), quoted(2, BOTH)]),
            1,
            2 / 2,
            id="each alone supports it: neither is irrelevant",
        ),
        pytest.param(
            result(
                statements=[stated(BOTH, 1, 2, 3)],
                citations=[quoted(1, CARERS), quoted(2, SUM), quoted(3, OTHER)],
            ),
            1,
            2 / 3,
            id="two needed and one irrelevant",
        ),
        pytest.param(
            result(statements=[stated(SUM, 1, 1)], citations=[quoted(1, SUM)]),
            1,
            1,
            id="a number twice is one citation",
        ),
        pytest.param(
            result(statements=[stated(SUM, 1, 7)], citations=[quoted(1, SUM)]),
            1,
            1 / 2,
            id="a number without a quote",
        ),
        pytest.param(
            result(statements=[stated(SUM), stated(SUM, 1)], citations=[quoted(1, SUM)]),
            1 / 2,
            1,
            id="a statement without citations",
        ),
        pytest.param(result(statements=[stated(SUM)]), 0, 0, id="no citations"),
        pytest.param(result(), 0, 0, id="no statements"),
        pytest.param(refusal(), None, None, id="refusal"),
        pytest.param(
            result(answerable=False, statements=[stated(SUM, 1)], citations=[quoted(1, SUM)]),
            1,
            1,
            id="unanswerable, but supported",
        ),
    ],
)
def test_alce(given: Result, recall: float | None, precision: float | None) -> None:
    assert citations.recall(given) == recall
    assert citations.precision(given) == precision


def with_evidence(*places: Span, **question: Any) -> Result:
    """£9 million is said at 100 and, in other words, at 500 of the strategy."""
    return result(
        statements=[stated(SUM, 1, 2)],
        citations=[quoted(1, SUM, start=100), quoted(2, SUM, start=500)],
        evidence=[places],
        **question,
    )


@pytest.mark.parametrize(
    ("places", "recall", "precision"),
    [
        ([Span("strategy", 100, 134), Span("strategy", 500, 534)], 1, 2 / 2),
        ([Span("strategy", 100, 134)], 1, 1 / 2),  # the second quotes something else
        ([Span("strategy", 117, 151)], 1, 1 / 2),  # 17 of 34 characters are half
        ([Span("strategy", 118, 152)], 0, 0 / 2),
        ([Span("report", 100, 134)], 0, 0 / 2),
        ([], 1, 2 / 2),  # evidence that no document has
    ],
)
def test_only_declared_evidence_supports(
    places: list[Span], recall: float, precision: float
) -> None:
    assert len(SUM) == 34
    assert citations.recall(with_evidence(*places)) == recall
    assert citations.precision(with_evidence(*places)) == precision


def test_evidence_of_an_unanswerable_question_is_not_looked_at() -> None:
    assert citations.recall(with_evidence(Span("report", 0, 9), answerable=False)) == 1


def test_the_mean_over_answers() -> None:
    given = [
        result(statements=[stated(SUM, 1)], citations=[quoted(1, SUM)]),  # 1 / 1
        result(statements=[stated(SUM, 1), stated(SUM)], citations=[quoted(1, SUM)]),  # 1 / 2
        refusal(),
    ]
    metric = METRICS["citation_recall"]
    assert metric.combine(metric.rows(given)) == (1 + 1 / 2) / 2


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result(citations=[quoted(1), quoted(2)]), (2, 2)),
        (result(citations=[quoted(1), quoted(2)], misquoted=["[2]"]), (1, 2)),
        (refusal(nearest=[quoted(1), quoted(2), quoted(3)], misquoted=["nearest 1"]), (2, 3)),
        (refusal(), None),
    ],
)
def test_verbatim(given: Result, score: tuple[float, float] | None) -> None:
    assert verbatim.score(given) == score


def test_verbatim_over_all_quotes() -> None:
    metric = METRICS["verbatim"]
    given = [
        result(citations=[quoted(n) for n in range(9)]),
        result(citations=[quoted(1)], misquoted=["[1]"]),
    ]
    assert metric.combine(metric.rows(given)) == (9 + 0) / (9 + 1)
    assert math.isnan(metric.combine(np.zeros((1, 2))))


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result(docs=["strategy"], citations=[quoted(1)]), 1),
        (result(docs=["strategy.pdf"], citations=[quoted(1)]), 1),
        (result(docs=["a", "in/strategy.pdf"], citations=[quoted(1)]), 1),
        (result(docs=["strategy"], citations=[quoted(1, document="report"), quoted(2)]), 1),
        (result(docs=["strategy"], citations=[quoted(1, document="report")]), 0),
        (result(docs=["strategy"]), 0),
        (result(citations=[quoted(1)]), None),
        (refusal(docs=["strategy"]), None),
        (result(docs=["strategy"], answerable=False, citations=[quoted(1)]), None),
    ],
)
def test_right_document(given: Result, score: float | None) -> None:
    assert right_document.score(given) == score


PAGES: dict[str, Any] = {"pages": {"strategy.pdf": [3, 4], "report": [9]}}


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result(citations=[quoted(1, page=3)], **PAGES), 1),
        (result(citations=[quoted(1, page=2), quoted(2, page=9, document="report")], **PAGES), 1),
        (result(citations=[quoted(1, page=9)], **PAGES), 0),  # the page of the other document
        (result(citations=[quoted(1, page=None)], **PAGES), 0),
        (result(citations=[quoted(1, page=3)]), None),
        (refusal(**PAGES), None),
        (result(answerable=False, citations=[quoted(1, page=3)], **PAGES), None),
    ],
)
def test_right_page(given: Result, score: float | None) -> None:
    assert right_page.score(given) == score


@pytest.mark.parametrize(
    ("given", "score"),
    [
        pytest.param(
            result(
                statements=[stated("£1.5 million for ten councils by May 2023.", 1)],
                citations=[quoted(1, "By 1 May 2023, 10 councils: £1,500,000")],
            ),
            (3, 3),
            id="other spellings",
        ),
        pytest.param(
            result(
                statements=[stated("£9 million, £9 million and 30%.", 1)],
                citations=[quoted(1, "£9 million")],
            ),
            (1, 2),
            id="a figure counts once in a statement",
        ),
        pytest.param(
            result(
                statements=[stated("£9 million", 1), stated("£9 million", 2), stated("8", 1, 2)],
                citations=[quoted(1, "£9 million"), quoted(2, "8")],
            ),
            (1 + 0 + 1, 3),
            id="only quotes of the same statement",
        ),
        pytest.param(result(statements=[stated("£9 million")]), (0, 1), id="cites nothing"),
        pytest.param(result(statements=[stated("Money", 1)]), None, id="no figures"),
        pytest.param(refusal(), None, id="refusal"),
    ],
)
def test_figures(given: Result, score: tuple[float, float] | None) -> None:
    assert figures.score(given) == score
