"""Step 2: a follow-up gets the topic that it leans on; a question that stands alone is left so."""

from __future__ import annotations

import pytest

from service.context import Context
from service.opened import OpenBuild
from service.schemas import Question, Turn
from service.steps.followup import resolve_followup
from service.steps.guard import guard
from service.wants import Want
from tests.service.steps.small import MODELS, SmallEngine, build_of

NOTE = """The Early Career Framework (ECF) lasts for two years.

Kinship carers receive £9 million. Foster carers receive £27 million in two years.

The pathfinders start in spring 2023. Twelve councils take part in the pathfinders.
"""

KINSHIP = "How much do kinship carers receive?"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("followup"), {"note.txt": NOTE})


def resolved(build: OpenBuild, question: str, *before: str) -> Context:
    history = [Turn(question=asked, answer="Something was said.") for asked in before]
    context = Context(Question(question=question, history=history), build, MODELS)
    guard(context)
    resolve_followup(context)
    return context


@pytest.mark.parametrize(
    "question",
    [
        "When will they get it?",
        "Is that new money?",
        "And by when?",
        "What else is there for them?",
        "Why?",
        "But who decides?",
    ],
)
def test_a_follow_up_is_asked_with_the_topic_before_it(build: OpenBuild, question: str) -> None:
    context = resolved(build, question, KINSHIP)
    assert context.asked.startswith(question.rstrip("?"))
    assert "kinship carers" in context.asked
    assert context.interpreted == context.asked


@pytest.mark.parametrize(
    "question",
    [
        "How many councils take part in the pathfinders?",
        "When do the twelve pathfinder councils start?",
        "Are there twelve pathfinder councils?",
        "Is it true that pathfinders start in spring 2023?",
        "Which councils other than pathfinders receive money?",
    ],
)
def test_a_change_of_topic_is_left_alone(build: OpenBuild, question: str) -> None:
    context = resolved(build, question, KINSHIP)
    assert context.asked == question
    assert context.interpreted is None


@pytest.mark.parametrize("question", ["And by when?", "Is that new money?", "Why?", KINSHIP])
def test_without_a_history_every_question_is_left_alone(build: OpenBuild, question: str) -> None:
    context = resolved(build, question)
    assert context.asked == question
    assert context.interpreted is None


def test_the_asking_words_of_the_topic_are_dropped(build: OpenBuild) -> None:
    context = resolved(build, "Why?", "What is the Early Career Framework?")
    assert context.asked == "Why (the Early Career Framework)?"


def test_a_chain_of_follow_ups_goes_back_to_where_it_began(build: OpenBuild) -> None:
    context = resolved(build, "And who decides that?", KINSHIP, "When do they get it?", "And then?")
    assert "kinship carers" in context.asked


def test_a_follow_up_leans_on_the_latest_topic(build: OpenBuild) -> None:
    context = resolved(build, "When do they start?", KINSHIP, "How many councils are pathfinders?")
    assert "pathfinders" in context.asked
    assert "kinship" not in context.asked


def test_a_topic_that_is_named_already_is_not_repeated(build: OpenBuild) -> None:
    context = resolved(build, "And foster carers, when?", "foster carers")
    assert context.asked == "And foster carers, when?"


def test_an_acronym_that_the_documents_define_is_written_out_and_shown(build: OpenBuild) -> None:
    context = resolved(build, "How long does the ECF last?")
    assert context.interpreted == "How long does the Early Career Framework (ECF) last?"


def test_a_misspelt_word_is_corrected_and_shown(build: OpenBuild) -> None:
    context = resolved(build, "how much is ther for kinshp carers")
    assert context.interpreted == "how much is ther for kinship carers"
    assert context.want is Want.MONEY


def test_the_want_is_that_of_the_question_itself_not_of_its_topic(build: OpenBuild) -> None:
    assert resolved(build, "And when do they get it?", KINSHIP).want is Want.DATE
    assert resolved(build, KINSHIP).want is Want.MONEY


def test_what_is_hidden_in_the_history_does_not_come_back(build: OpenBuild) -> None:
    context = resolved(build, "Why?", "kin\u200bship\u202e carers")
    assert context.asked == "Why (kinship carers)?"


def test_the_answer_says_what_was_searched_for(build: OpenBuild) -> None:
    history = [Turn(question=KINSHIP)]
    engine = SmallEngine()
    told = engine.answer(Question(question="And foster carers?", history=history), build)
    assert told.interpreted_question == "How much do kinship carers receive: foster carers?"
    assert told.question == "And foster carers?"
    assert engine.answer(Question(question=KINSHIP), build).interpreted_question is None
