"""Two things compared in words, and what is asked of each by itself."""

from __future__ import annotations

import pytest

from service.scope import about_one
from service.sides import sides_of


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "How does family help differ from early help?",
            ["What is family help?", "What is early help?"],
        ),
        (
            "What is the difference between a relevant and a former relevant child?",
            ["What is a relevant child?", "What is a former relevant child?"],
        ),
        (
            "How do kinship care and foster care differ?",
            ["What is kinship care?", "What is foster care?"],
        ),
        (
            "How does the national fostering money compare with what the South West has?",
            [
                "How much is the national fostering money?",
                "How much is fostering money the South West has?",
            ],
        ),
        (
            "Pathfinders: how long is wave one next to wave two?",
            ["Pathfinders: how long wave one?", "Pathfinders: how long wave two?"],
        ),
    ],
)
def test_each_side_is_asked_for_by_itself(question: str, asked: list[str]) -> None:
    sides = sides_of(question, {})
    assert [side.asked for side in sides] == asked
    assert [about_one(question, sides, number) for number in (0, 1)] == asked


def test_a_side_is_called_as_the_question_calls_it() -> None:
    question = "How does family help differ from early help?"
    assert [side.called(question) for side in sides_of(question, {})] == [
        "family help",
        "early help",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What is family help?",
        "Is a hub or a school nearer?",
        "As a carer, can I get money or advice?",
        "Where is the hub next to the school?",
    ],
)
def test_other_questions_have_no_sides(question: str) -> None:
    assert sides_of(question, {}) == []
