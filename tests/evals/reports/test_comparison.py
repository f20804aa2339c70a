from __future__ import annotations

import pytest

from evals.comparison import compare
from evals.metrics.metric import Metric, Rows
from evals.results import Result
from service.schemas import Answer, Status
from tests.evals.reports.runs import run
from tests.evals.results import answer, citation, refusal, result

WRONG = answer("They receive nothing.")


def elsewhere() -> Answer:
    return answer().model_copy(update={"citations": [citation(start=40)]})


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (WRONG, answer(), "won"),
        (answer(), WRONG, "lost"),
        (answer(), refusal(), "lost"),
        (answer(), answer("Now £9 million."), "changed"),
        (WRONG, refusal(), "changed"),
        (refusal(Status.REFUSED), refusal(Status.OUT_OF_SCOPE), "changed"),
        (answer(), elsewhere(), "changed"),
        (answer(), answer(total_ms=9), None),
    ],
)
def test_how_an_answer_changed(before: Answer, after: Answer, kind: str | None) -> None:
    comparison = compare(run([result(before)]), run([result(after)]))
    assert [change.kind for change in comparison.changes] == ([kind] if kind else [])
    assert (comparison.same, comparison.compared) == (0 if kind else 1, 1)


def test_without_a_verdict_another_answer_is_a_change() -> None:
    before, after = result(facts=()), result(answer("Other."), facts=())
    assert [c.kind for c in compare(run([before]), run([after])).changes] == ["changed"]


def test_lost_come_first_then_won() -> None:
    told: dict[str, tuple[Answer, Answer]] = {
        "a": (answer(), answer("Now £9 million.")),
        "b": (WRONG, answer()),
        "c": (answer(), WRONG),
    }
    before = run([result(old, id=id_) for id_, (old, _) in told.items()])
    after = run([result(new, id=id_) for id_, (_, new) in told.items()])
    comparison = compare(before, after)
    assert [(change.id, change.kind) for change in comparison.changes] == [
        ("c", "lost"),
        ("b", "won"),
        ("a", "changed"),
    ]
    assert comparison.count("won") == 1


def test_only_the_same_questions_are_compared() -> None:
    before = run([result(id="a"), result(id="b"), result(id="c", facts=(("£9",),))])
    after = run([result(WRONG, id="c"), result(id="a"), result(id="d")])
    comparison = compare(before, after)
    assert comparison.only_before == ("b",)
    assert comparison.only_after == ("d",)
    assert comparison.edited == ("c",)
    assert (comparison.changes, comparison.same) == ((), 1)


def chance(metric: Metric, before: Rows, after: Rows) -> float:
    return 0.25


def figures(before: list[Result], after: list[Result]) -> dict[str, tuple[object, ...]]:
    made = compare(run(before), run(after), chance)
    return {
        f.metric: (f.before.value, f.after.value, f.difference, f.p_value, f.n)
        for f in made.figures
    }


def test_figures_are_of_the_compared_questions_alone() -> None:
    before = [result(id="a"), result(WRONG, id="b"), result(WRONG, id="gone")]
    after = [result(id="a"), result(id="b"), result(WRONG, id="new")]
    assert figures(before, after)["right"] == (0.5, 1.0, 0.5, 0.25, 2)


def test_a_question_that_has_a_score_in_one_run_only_is_left_out_of_the_figure() -> None:
    """A refusal has no length: only the question that is answered in both runs can be compared."""
    before = [result(id="a"), result(refusal(), id="b")]
    after = [result(id="a"), result(id="b")]
    assert figures(before, after)["answer_length"][-1] == 1


def test_nothing_in_common_gives_no_figures() -> None:
    assert figures([result(id="a")], [result(id="b")]) == {}


def test_of_one_question_nobody_can_say_what_is_chance() -> None:
    assert figures([result(WRONG)], [result()])["right"] == (0.0, 1.0, 1.0, None, 1)
