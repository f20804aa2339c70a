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
    ],
)
def test_other_questions_are_one(question: str) -> None:
    assert questions_in(question, {}) == []
