"""Two questions asked in one, and each as it would be asked alone."""

from __future__ import annotations

import pytest

from service.scope import about_one
from service.twofold import questions_in


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "Who leads on fostering here, and who on adoption?",
            ["Who leads on fostering here?", "Who leads on adoption?"],
        ),
        (
            "Stage one: by when if the form is complete, and by when if the form is not?",
            [
                "Stage one: by when if the form is complete?",
                "Stage one: by when if the form is not?",
            ],
        ),
        (
            "What date is on the plan and what month on the report?",
            ["What date is on the plan?", "What month is on the report?"],
        ),
        (
            "On kinship care, what do the slides promise and what does the news story add?",
            [
                "On kinship care, what do the slides promise?",
                "On kinship care, what does the news story add?",
            ],
        ),
        (
            "What is the number of children here, and how many of them are under five?",
            [
                "What is the number of children here?",
                "how many of them are under five (What is the number of children here)?",
            ],
        ),
        (
            "How much is paid for fostering here, and how long for kinship care?",
            ["How much is paid for fostering here?", "how long for kinship care?"],
        ),
        (
            "By what date is it due in England, and by what month in Wales.",
            ["By what date is it due in England?", "By what month is it due in Wales?"],
        ),
        (
            "what goes into family help and what goes into fostering",
            ["what goes into family help?", "what goes into fostering?"],
        ),
        (
            "How much is the new fund, and when does it start?",
            ["How much is the new fund?", "when does it start (How much is the new fund)?"],
        ),
    ],
)
def test_each_is_asked_by_itself(question: str, asked: list[str]) -> None:
    parts = questions_in(question, {})
    assert [part.asked for part in parts] == asked
    assert [about_one(question, parts, number) for number in (0, 1)] == asked


def test_a_part_is_called_as_the_question_words_it() -> None:
    question = "Who leads on fostering here, and who on adoption?"
    called = [part.called(question) for part in questions_in(question, {})]
    assert called == ["“Who leads on fostering here?”", "“who on adoption?”"]


@pytest.mark.parametrize(
    "question",
    [
        "Who leads on fostering and adoption?",
        "Which gets more, fostering or adoption, and how much is each?",
        "Which pathfinder and which pilots does the summary name?",
        "What is the fund for and why?",
        "Does the law say who pays for it and who decides on it?",
        "Tell me what the fund is for and who may apply for it.",
        # The second is a clause of the first.
        "What happens when a child goes missing and when they return home?",
        "What must be recorded when a child is placed and when a placement ends?",
        "What must the plan say about where the child will live and who will look after them?",
        "How do councils decide who can foster and what training they need?",
    ],
)
def test_other_questions_are_one(question: str) -> None:
    assert questions_in(question, {}) == []
