"""When an answer counts as right, and what the figures are made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.measure import LONGEST_RIGHT_ANSWER, Result, ask, ask_all, by_kind, summary, unquoted
from evals.questions import EvalQuestion
from service.opened import OpenBuild
from service.pipeline import REFUSALS
from service.schemas import Status
from service.steps import decide
from tests.evals.results import STATED, answer, citation, result
from tests.service.steps.small import ALWAYS, SmallEngine, build_of

UNANSWERABLE = {"answerable": False, "facts": []}


def test_an_answer_with_every_fact_and_a_citation_is_right() -> None:
    assert result().right


@pytest.mark.parametrize(
    "wrong",
    [
        result(facts=[["£9 million"], ["foster carers"]]),
        result(must_not=["kinship"]),
        result(answer(cited=False)),
        result(answer(STATED, Status.NOT_IN_DOCUMENTS)),
        result(answer(STATED + "x" * LONGEST_RIGHT_ANSWER)),
    ],
    ids=["a fact is missing", "says what it must not", "no citation", "refused", "too long"],
)
def test_each_of_these_alone_makes_it_wrong(wrong: Result) -> None:
    assert not wrong.right


def test_the_longest_right_answer_is_right() -> None:
    text = STATED + "x" * (LONGEST_RIGHT_ANSWER - len(STATED))
    assert result(answer(text)).right


def test_a_partial_answer_counts_as_stating() -> None:
    assert result(answer(status=Status.PARTIAL)).right


@pytest.mark.parametrize("status", sorted(Status))
def test_an_unanswerable_question_is_right_when_nothing_is_stated(status: Status) -> None:
    told = result(answer("Anything.", status, cited=False), **UNANSWERABLE)
    assert told.right is (status in REFUSALS)


def test_the_figures_are_those_done_by_hand() -> None:
    results = [
        result(answer("£9 million [1]", total_ms=100)),
        result(answer("£9 million" + "x" * 990, total_ms=200)),
        result(answer("£7 million [1]", total_ms=300)),
        result(answer("No.", Status.NOT_IN_DOCUMENTS, cited=False, total_ms=400)),
        result(answer("No.", Status.REFUSED, cited=False, total_ms=500), **UNANSWERABLE),
        result(answer("£1 [1]", total_ms=600), **UNANSWERABLE),
        result(answer("No.", Status.OUT_OF_SCOPE, cited=False, total_ms=700), **UNANSWERABLE),
    ]
    figures = summary(results)
    assert figures["questions"] == 7
    assert figures["answerable"] == 4
    assert figures["right"] == 0.25
    assert figures["right_any_length"] == 0.5
    assert figures["over_refused"] == 0.25
    assert figures["unanswerable"] == 3
    assert figures["states_nothing"] == 0.667
    assert figures["median_length"] == 14.0
    assert figures["p50_ms"] == 400
    assert figures["p95_ms"] >= 700


def test_no_results_have_figures_too() -> None:
    assert set(summary([]).values()) == {0}


def test_one_result_has_figures_too() -> None:
    assert summary([result()])["right"] == 1


def test_each_kind_has_its_count_and_its_share() -> None:
    wrong = answer("No.", Status.NOT_IN_DOCUMENTS, cited=False)
    results = [result(kind="list"), result(kind="fact"), result(wrong, kind="fact")]
    assert by_kind(results) == {"fact": (2, 0.5), "list": (1, 1.0)}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    text = "Kinship carers receive £9 million.\n\nFoster carers receive £27 million.\n"
    return build_of(tmp_path_factory.mktemp("measured"), {"strategy.txt": text})


def question(**given: object) -> EvalQuestion:
    entry = {"id": "a1", "question": "How much do kinship carers receive?", "answerable": True}
    return EvalQuestion.model_validate({**entry, **given})


def test_a_verbatim_quote_is_not_reported(build: OpenBuild) -> None:
    quote = build.text("strategy")[8:20]
    told = answer().model_copy(update={"citations": [citation(quote, 8)]})
    assert unquoted([result(told)], build) == []


@pytest.mark.parametrize("field", ["citations", "nearest"])
@pytest.mark.parametrize(
    "wrong",
    [citation("kinship", 0), citation("Kinship", 1), citation("Kinship", 0, "unknown")],
    ids=["other letters", "another place", "another document"],
)
def test_a_quote_that_is_not_the_stored_text_is_reported(
    build: OpenBuild, field: str, wrong: object
) -> None:
    told = answer(cited=False).model_copy(update={field: [wrong]})
    assert unquoted([result(told, id="a7")], build) == ["a7 [1]"]


def test_a_question_is_asked_with_its_history(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)
    history = [["How much do kinship carers receive?", "£9 million."]]
    told = ask(SmallEngine(), build, question(question="And when?", history=history))
    assert told.answer.interpreted_question == "And when (kinship carers receive)?"


def test_questions_are_asked_in_order_and_progress_is_told(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)
    first = question(facts=[["£9 million"]])
    second = replace_id(first, "a2")
    lines: list[str] = []
    results = ask_all(SmallEngine(), build, [first, second], lines.append)
    assert [r.question.id for r in results] == ["a1", "a2"]
    assert [r.right for r in results] == [True, True]
    assert lines == ["asked 1: a1", "asked 2: a2"]
    assert unquoted(results, build) == []


def replace_id(given: EvalQuestion, id_: str) -> EvalQuestion:
    return given.model_copy(update={"id": id_})


def test_a_result_is_judged_anew_from_its_answer() -> None:
    assert not replace(result(), answer=answer("£7")).right
