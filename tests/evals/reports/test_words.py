from __future__ import annotations

import pytest

from evals.metrics.metric import Better, Unit
from evals.reports import words
from evals.runfile import Figure, GateOutcome
from service.schemas import Locator
from tests.evals.reports.runs import FAILED, PASSED, UNMEASURED


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.875, "share", "87.5%"),
        (1.0, "share", "100%"),
        (0.0, "share", "0%"),
        (0.99999, "share", "99.9%"),
        (0.00001, "share", "0.1%"),
        (None, "share", "–"),
        (0.34, "ms", "0.3 ms"),
        (640.4, "ms", "640 ms"),
        (1637.4, "ms", "1.64 s"),
        (1234.0, "characters", "1,234"),
    ],
)
def test_numbers(value: float | None, unit: Unit, said: str) -> None:
    assert words.number(value, unit).replace(words.NBSP, " ") == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.5, 0.75, "50.0% to 75.0%"), (None, None, ""), (1.0, 1.0, "none: all alike")],
)
def test_intervals(low: float | None, high: float | None, said: str) -> None:
    assert words.interval(Figure(n=4, value=0.6, low=low, high=high), "share") == said


@pytest.mark.parametrize(
    ("value", "wanted", "said", "tendency"),
    [
        (0.025, "higher", "+2.5 points", "better"),
        (0.025, "lower", "+2.5 points", "worse"),
        (-0.1, "higher", "−10.0 points", "worse"),
        (-0.1, "lower", "−10.0 points", "better"),
        (0.0, "higher", "none", ""),
        (None, "higher", "–", ""),
    ],
)
def test_differences(value: float | None, wanted: Better, said: str, tendency: str) -> None:
    assert words.difference(value, "share") == said
    assert words.tendency(value, wanted) == tendency


@pytest.mark.parametrize(
    ("gates", "said", "style"),
    [
        ([], "No gates in this run", "neither"),
        ([PASSED], "The one gate passed", "good"),
        ([PASSED] * 14, "All 14 gates passed", "good"),
        ([FAILED] * 2 + [PASSED] * 12, "2 of 14 gates failed", "bad"),
        ([FAILED, PASSED, UNMEASURED], "1 of 3 gates failed; 1 not measured", "bad"),
        ([PASSED, UNMEASURED], "1 of 2 gates passed; 1 not measured", "good"),
        ([UNMEASURED] * 2, "None of 2 gates could be measured", "neither"),
    ],
)
def test_the_sentence_about_gates(gates: list[GateOutcome], said: str, style: str) -> None:
    sentence, verdict = words.gates_sentence(gates)
    assert (sentence, verdict.style) == (said, style)


@pytest.mark.parametrize(
    ("created", "said"),
    [
        ("2026-11-22T02:40:12+01:00", "22 November 2026, 01:40 UTC"),
        ("2026-11-22T02:40:12", "22 November 2026, 02:40"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments(created: str, said: str) -> None:
    assert words.moment(created) == said


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        (Locator(page=3, page_label="iii", paragraph="9"), "page iii, paragraph 9"),
        (Locator(page=3), "page 3"),
        (Locator(slide=2, heading=["A", "B"]), "slide 2"),
        (Locator(heading=["A", "B"]), "B"),
        (Locator(), ""),
    ],
)
def test_places(locator: Locator, said: str) -> None:
    assert words.place(locator).replace(words.NBSP, " ") == said


def test_a_metric_that_this_version_does_not_know_is_called_by_its_name() -> None:
    assert (words.title("new_thing"), words.meaning("new_thing")) == ("New thing", "")


@pytest.mark.parametrize(("seconds", "said"), [(9.96, "10.0 seconds"), (74.2, "1 minute 14 s")])
def test_durations(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


@pytest.mark.parametrize(("p", "said"), [(0.0004, "< 0.001"), (0.0312, "0.031"), (1.0, "1.000")])
def test_p_values(p: float, said: str) -> None:
    assert words.chance(p) == said
