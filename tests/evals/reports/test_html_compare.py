from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from evals.comparison import Comparison, FigureChange, compare
from evals.reports.html_compare import render_compare
from evals.runfile import Figure, Run
from tests.evals.reports.pages import assert_ids_are_unique, assert_inert, parse, text_of
from tests.evals.reports.runs import HOSTILE, hostile, run
from tests.evals.results import answer, refusal, result

LATER = "2026-11-23T09:00:00+00:00"


def runs() -> tuple[Run, Run]:
    before = [
        result(id="lost"),
        result(answer("Kinship carers receive nothing."), id="won"),
        result(id="same"),
        result(id="edited", tags=("old",)),
        result(id="gone"),
    ]
    after = [
        result(refusal(), id="lost"),
        result(id="won"),
        result(id="same"),
        result(id="edited"),
        result(id="new"),
    ]
    return run(before), run(after, created=LATER)


def figure_change(p_value: float | None, difference: float | None = 0.25) -> FigureChange:
    before = Figure(n=4, value=0.5)
    return FigureChange("right", before, Figure(n=4, value=0.75), difference, p_value, 4)


def with_figures(*figures: FigureChange) -> Comparison:
    before, after = runs()
    return Comparison(before, after, (), 5, (), (), (), figures)


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    return parse(render_compare(compare(*runs())))


def test_the_top_says_what_is_compared_and_what_came_of_it(page: BeautifulSoup) -> None:
    top = text_of(page.header)
    assert "Lost 1, won 1, changed 0; 1 of 3 answers the same" in top
    assert "22 November 2026, 01:40 UTC" in top and "23 November 2026, 09:00 UTC" in top
    assert "1 question edited in between: not compared edited" in top
    assert "1 question only in the run before: not compared gone" in top
    assert "1 question only in the run after: not compared new" in top


def test_lost_questions_come_first_and_open(page: BeautifulSoup) -> None:
    lost, won = page.select(".row")
    assert lost.has_attr("open") and not won.has_attr("open")
    assert text_of(lost.summary).startswith("✗ Lost How much? lost")


def test_both_answers_stand_side_by_side_with_reasons(page: BeautifulSoup) -> None:
    won = page.select(".row")[1]
    before, after = won.select(".compared > .sides > section")
    assert "Before: ✗ Wrong answered" in text_of(before)
    assert "The fact is missing: “£9 million”." in text_of(before)
    assert "After: ✓ Right answered" in text_of(after)
    assert [text_of(tag) for tag in won.select(".told del")] == ["nothing."]
    assert [text_of(tag) for tag in won.select(".told ins")] == ["£9 million."]


def test_the_kind_of_change_can_be_filtered(page: BeautifulSoup) -> None:
    options = {str(o["value"]): text_of(o) for o in page.select("#by-change option")}
    assert options == {"": "All (2)", "lost": "Lost (1)", "won": "Won (1)"}
    assert [row["data-tokens"] for row in page.select(".row")] == ["lost", "won"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (figure_change(0.01), "+25.0 points ▲ better 0.010 unlikely to be chance 4"),
        (figure_change(0.4), "+25.0 points ▲ better 0.400 may be chance 4"),
        (figure_change(1.0, 0.0), "none – 4"),
        (figure_change(None, None), "– – 4"),
    ],
)
def test_a_difference_says_whether_it_may_be_chance(change: FigureChange, said: str) -> None:
    rows = parse(render_compare(with_figures(change))).select(".figures tbody tr")
    assert len(rows) == 1 and text_of(rows[0]).endswith(f"50.0% 75.0% {said}")


def test_runs_that_do_not_differ_say_so() -> None:
    made = run([result()])
    page = parse(render_compare(compare(made, made)))
    assert "Lost 0, won 0, changed 0; 1 of 1 answer the same" in text_of(page.header)
    assert page.select(".row") == []


def test_other_peoples_text_is_inert() -> None:
    before = hostile()
    changed = before.results[0].model_copy(
        update={"answer": refusal().model_copy(update={"answer": f"Not {HOSTILE}"})}
    )
    after = before.model_copy(update={"results": [changed]})
    soup = parse(render_compare(compare(before, after)))
    assert_inert(soup)
    assert_ids_are_unique(soup)
    assert len(soup.select(".row")) == 1 and HOSTILE in soup.select(".row")[0].get_text()


def test_the_page_is_whole_and_needs_nothing_else(page: BeautifulSoup) -> None:
    assert_inert(page)
    assert_ids_are_unique(page)
