"""Step 2: a follow-up gets the topic that it leans on; a question that stands alone is left so."""

from __future__ import annotations

from pathlib import Path

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
        "Is the older one for carers?",
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
        "How many councils take part in wave one of the pathfinders?",
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
    assert resolved(build, "And when do they get it?", KINSHIP).want is Want.OCCASION
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


JUDGED = "How was Swindon judged in 2019?"


@pytest.mark.parametrize(
    ("question", "before", "asked"),
    [
        (
            "And for older ones?",
            "How often are reviews held for children?",
            "How often are reviews held for children: for older ones?",
        ),
        ("What about foster carers?", KINSHIP, f"{KINSHIP[:-1]}: foster carers?"),
        ("How about foster carers?", KINSHIP, f"{KINSHIP[:-1]}: foster carers?"),
        ("And Rutland?", JUDGED, "How was judged in 2019: Rutland?"),
        ("And in 2023?", JUDGED, "How was Swindon judged: in 2023?"),
        ("What about Rutland in 2022?", JUDGED, "How was judged: Rutland in 2022?"),
        ("And Rutland?", "How were Swindon’s plans judged?", "How were plans judged: Rutland?"),
    ],
)
def test_an_ellipsis_asks_the_last_question_of_something_else(
    build: OpenBuild, question: str, before: str, asked: str
) -> None:
    context = resolved(build, question, before)
    assert context.asked == asked
    assert context.interpreted == asked


def test_an_ellipsis_wants_what_the_last_question_wanted(build: OpenBuild) -> None:
    assert resolved(build, "And foster carers?", KINSHIP).want is Want.MONEY
    assert resolved(build, "And foster carers?", KINSHIP, "When do they start?").want is Want.DATE


def test_an_ellipsis_after_a_question_that_leans_keeps_its_topic(build: OpenBuild) -> None:
    context = resolved(build, "And in spring?", "How many pathfinders are there?", "Who pays them?")
    assert context.asked.startswith("Who pays them: in spring (")
    assert "pathfinders" in context.asked


def test_each_of_a_row_of_ellipses_changes_the_one_before(build: OpenBuild) -> None:
    last = resolved(build, "And in 2022?", JUDGED, "And Rutland?")
    assert last.asked == "How was judged: Rutland: in 2022?"
    again = resolved(build, "And in 2023?", JUDGED, "And in 2022?")
    assert again.asked == "How was Swindon judged: in 2023?"


def test_a_follow_up_is_on_the_place_that_an_ellipsis_came_to(build: OpenBuild) -> None:
    context = resolved(build, "Who leads it?", JUDGED, "And Rutland?")
    assert "Rutland" in context.asked
    assert "Swindon" not in context.asked


def test_a_question_with_a_verb_of_its_own_is_no_ellipsis(build: OpenBuild) -> None:
    context = resolved(build, "And who decides?", KINSHIP)
    assert context.asked == "And who decides (kinship carers receive)?"
    assert context.want is Want.PERSON


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("And four years later?", "2023"),
        ("And a year before that?", "2018"),
        ("And 10 years on?", "2029"),
        ("And two years earlier?", "2017"),
        ("What was found three years after this?", "2022"),
        ("What was found three years later?", "2022"),
    ],
)
def test_years_are_counted_from_the_last_that_was_named(
    build: OpenBuild, question: str, year: str
) -> None:
    context = resolved(build, question, JUDGED, "And who says so?")
    assert f"in {year}" in context.asked
    assert "2019" not in context.asked


def test_a_question_that_counts_from_the_last_year_leans_on_it(build: OpenBuild) -> None:
    context = resolved(build, "What was found three years later?", JUDGED)
    assert context.asked == "What was found in 2022 (Swindon judged)?"


@pytest.mark.parametrize(
    "question",
    [
        "What help do carers get for two years after adoption?",
        "What help do carers get 2 years before the review?",
    ],
)
def test_years_that_are_counted_from_something_else_are_left_alone(
    build: OpenBuild, question: str
) -> None:
    assert resolved(build, question, JUDGED).asked == question


def test_years_later_than_nothing_stay_as_they_are(build: OpenBuild) -> None:
    assert "two years later" in resolved(build, "And two years later?", KINSHIP).asked


def test_the_place_and_the_date_of_the_topic_give_way_to_others(build: OpenBuild) -> None:
    place = resolved(build, "Who leads it in Rutland?", JUDGED)
    assert place.asked == "Who leads it in Rutland (judged in 2019)?"
    year = resolved(build, "Who led it in 2023?", JUDGED)
    assert year.asked == "Who led it in 2023 (Swindon judged)?"
    neither = resolved(build, "Who leads it?", JUDGED)
    assert neither.asked == "Who leads it (Swindon judged in 2019)?"


def test_a_short_question_on_the_thing_leans_on_the_last(build: OpenBuild) -> None:
    question = "When does the money stop?"
    assert resolved(build, question, KINSHIP).asked == f"{question[:-1]} (kinship carers receive)?"


@pytest.mark.parametrize(
    "question",
    [
        "When does the money for foster carers stop?",
        "How was Rutland judged in 2022?",
        "When do foster carers receive money?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(build: OpenBuild, question: str) -> None:
    context = resolved(build, question, JUDGED)
    assert context.asked == question
    assert context.interpreted is None


def test_a_short_name_is_written_in_full_where_documents_are_of_the_place(
    tmp_path: Path,
) -> None:
    title = '[[document]]\nfile = "a.txt"\ntitle = "South Gloucestershire plan"\n'
    build = build_of(tmp_path, {"a.txt": "The plan is kept.\n"}, title)
    assert resolved(build, "Is the plan of S Glos kept, and that of BCP?").interpreted == (
        "Is the plan of South Gloucestershire kept, and that of BCP?"
    )


def test_in_a_conversation_the_last_exchange_is_kept(build: OpenBuild) -> None:
    context = resolved(build, "How many councils take part in the pathfinders?", KINSHIP)
    assert context.in_context == (
        "How many councils take part in the pathfinders (How much do kinship carers receive)?"
    )
    assert context.said_before == "Something was said."
    assert resolved(build, KINSHIP).in_context is None


@pytest.mark.parametrize("question", ["No, foster carers I meant", "Same for foster carers?"])
def test_a_correction_asks_the_last_question_of_another(build: OpenBuild, question: str) -> None:
    context = resolved(build, question, KINSHIP)
    assert context.asked.startswith("How much do kinship carers receive: foster carers")
    assert context.want is Want.MONEY
