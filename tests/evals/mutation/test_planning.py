"""Planning: the value is swapped at every place that says it, and only there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals.mutation.edits import edited
from evals.mutation.planning import Swap, contains, plan_removal, plan_swap
from evals.questions import EvalQuestion
from service.opened import OpenBuild
from service.steps import decide
from tests.evals.mutation.small import A1, K1, K2, control, opened
from tests.service.steps.small import ALWAYS


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenBuild]:
    with opened(tmp_path_factory.mktemp("planning")) as build:
        yield build


@pytest.fixture(autouse=True)
def always_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)


def changed(build: OpenBuild, entry: EvalQuestion, **changes: object) -> Swap | None:
    return plan_swap(control(build, entry.model_copy(update=changes)), build)


def text_after(build: OpenBuild, swap: Swap, document: str) -> str:
    return edited(build.text(document), swap.edits.get(document, ()))


def test_all_sentences_and_rows_that_say_the_same_change_and_others_do_not(
    build: OpenBuild,
) -> None:
    swap = changed(build, K1)
    assert swap is not None
    assert (swap.kind, swap.old, swap.new[0]) == ("figure", "3,000", "6,000")
    kinship = text_after(build, swap, "kinship")
    assert "3,000" not in kinship
    assert kinship.count("6,000") == 2
    summary = text_after(build, swap, "summary")
    assert "£6,000 a year for their costs" in summary
    assert set(swap.edits) == {"kinship", "summary"}


def test_the_touched_passages_are_those_of_evidence_quotes_and_edits(build: OpenBuild) -> None:
    swap = changed(build, K2)
    assert swap is not None
    passages = {p.id: p for p in build.texts.passages("kinship")}
    said = [build.text("kinship")[p.start : p.end] for p in map(passages.get, swap.touches) if p]
    assert any("ten working days" in text for text in said)
    assert swap.new == ("thirteen working days", "13 working days")


def test_a_date_gets_another_month(build: OpenBuild) -> None:
    swap = changed(build, A1)
    assert swap is not None
    assert swap.kind == "date"
    assert "by 31 August 2024" in text_after(build, swap, "advocacy")


def test_what_the_question_or_its_conversation_says_is_not_swapped(build: OpenBuild) -> None:
    asked = f"{K1.question} Is it £3,000?"
    assert changed(build, K1, question=asked) is None
    assert changed(build, K1, history=(("What is it?", "It is £3,000."),)) is None


def test_the_new_value_is_never_one_that_the_question_names(build: OpenBuild) -> None:
    swap = changed(build, K1, question=f"{K1.question} More than 6,000?")
    assert swap is not None
    assert not any("6,000" in words for words in swap.new)


def test_a_fact_that_is_no_value_is_not_swapped(build: OpenBuild) -> None:
    assert changed(build, K2, facts=((r"support\s+worker",),)) is None
    assert changed(build, K2, facts=((r"\border\b",),)) is None


def test_a_fact_with_another_way_to_be_said_there_is_not_swapped(build: OpenBuild) -> None:
    """ "ten" can change but "of an order" can not, so the old answer would stand there still."""
    assert changed(build, K2, facts=((r"\bten\b", "of an order"),)) is None


def test_the_first_fact_that_can_be_swapped_is(build: OpenBuild) -> None:
    swap = changed(build, K2, facts=((r"\border\b",), (r"\bVerian\b",)))
    assert swap is not None
    assert (swap.kind, swap.old) == ("name", "Verian")
    assert "Verian" not in text_after(build, swap, "kinship")


def test_without_declared_evidence_the_quotes_say_where(build: OpenBuild) -> None:
    swap = changed(build, A1, evidence=())
    assert swap is not None
    assert set(swap.edits) == {"advocacy"}


def test_a_removal_takes_the_documents_of_the_set_or_else_those_quoted(build: OpenBuild) -> None:
    assert plan_removal(control(build, K1), build).documents == {"kinship", "summary"}
    unnamed = control(build, A1.model_copy(update={"docs": ()}))
    assert "advocacy" in plan_removal(unnamed, build).documents


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("within  Nine\nmonths", "nine months", True),
        ("16,000 and 6,000", "6,000", True),
        ("16,000", "6,000", False),
        ("nine monthsold", "nine months", False),
    ],
)
def test_words_are_found_whole(text: str, words: str, found: bool) -> None:
    assert contains(text, words) is found
