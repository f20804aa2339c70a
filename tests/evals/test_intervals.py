"""Intervals and paired tests, against what is known by hand."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from evals.intervals import figure
from evals.metrics.metric import Metric, Rows, mean, percentile, pooled
from evals.results import Result
from evals.runfile import Scores
from evals.significance import p_value, paired_rows, rows_of


def _says_nothing(result: Result) -> None:
    return None


MEAN = Metric("m", "", "", _says_nothing, mean)
POOLED = Metric("p", "", "", _says_nothing, pooled)
MEDIAN = Metric("d", "", "", _says_nothing, percentile(50))


def ones(right: int, wrong: int) -> Rows:
    return np.array([[1.0]] * right + [[0.0]] * wrong)


def test_the_interval_of_a_share_is_near_the_binomial_one() -> None:
    found = figure(MEAN.combine, ones(80, 20))
    assert (found.n, found.value) == (100, 0.8)
    assert found.low == pytest.approx(0.8 - 1.96 * 0.04, abs=0.01)
    assert found.high == pytest.approx(0.8 + 1.96 * 0.04, abs=0.01)


def test_the_same_rows_give_the_same_interval() -> None:
    assert figure(MEAN.combine, ones(7, 3)) == figure(MEAN.combine, ones(7, 3))


def test_questions_are_resampled_not_their_items() -> None:
    one_bad_question = np.array([[0.0, 90.0], *[[1.0, 1.0]] * 10])
    found = figure(POOLED.combine, one_bad_question)
    assert found.value == 0.1
    assert found.low is not None and found.high is not None
    assert found.low < 0.05
    assert found.high == 1.0  # about a third of the resamples miss the bad question


def test_a_median_has_an_interval_too() -> None:
    found = figure(MEDIAN.combine, np.arange(1.0, 102.0)[:, None])
    assert found.value == 51
    assert found.low is not None and 30 < found.low < 51


def test_what_cannot_be_measured_is_not_called_nought() -> None:
    assert figure(MEAN.combine, np.empty((0, 1))).model_dump() == {
        "n": 0,
        "value": None,
        "low": None,
        "high": None,
    }
    assert figure(MEAN.combine, ones(1, 0)).low is None
    assert figure(POOLED.combine, np.zeros((5, 2))).value is None


def test_resamples_in_which_a_figure_is_undefined_are_left_out() -> None:
    found = figure(POOLED.combine, np.array([[1.0, 1.0], [0.0, 0.0]]))
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def test_p_is_that_of_the_sign_test_when_all_changes_go_one_way() -> None:
    before, after = ones(20, 0), ones(14, 6)
    assert p_value(MEAN, before, after) == pytest.approx(2 * 0.5**6, abs=0.01)


def test_p_is_that_of_the_sign_test_when_changes_go_both_ways() -> None:
    before = np.array([[1.0]] * 7 + [[0.0]] * 3 + [[1.0]] * 30)
    after = np.array([[0.0]] * 7 + [[1.0]] * 3 + [[1.0]] * 30)
    exact = 2 * sum(comb(10, k) for k in range(4)) / 2**10
    assert p_value(MEAN, before, after) == pytest.approx(exact, abs=0.03)


def test_nothing_changed_is_no_difference() -> None:
    assert p_value(MEAN, ones(5, 5), ones(5, 5)) == 1
    assert p_value(MEAN, np.empty((0, 1)), np.empty((0, 1))) == 1
    assert p_value(MEAN, ones(1, 0), ones(0, 1)) == 1
    assert p_value(POOLED, np.zeros((3, 2)), np.ones((3, 2))) == 1


def test_only_questions_scored_in_both_runs_are_paired() -> None:
    before: list[Scores] = [{"m": (1.0,)}, {}, {"m": (0.0,)}, {"m": (0.0, 1.0)}]
    after: list[Scores] = [{"m": (0.0,)}, {"m": (1.0,)}, {"m": (1.0,)}, {"m": (1.0,)}]
    old, new = paired_rows(MEAN, before, after)
    assert (old.tolist(), new.tolist()) == ([[1.0], [0.0]], [[0.0], [1.0]])
    assert rows_of(MEAN, before[:3]).tolist() == [[1.0], [0.0]]
