"""Questions that take something for granted, and evidence that tells of it or not."""

from __future__ import annotations

import pytest

from service.premise import lacks_premise

DUTY = "Every council has a duty to publish its offer."


@pytest.mark.parametrize(
    ("question", "evidence", "lacks"),
    [
        ("Why was the duty repealed?", DUTY, True),
        ("Why was the duty repealed?", "The duty was abolished in 2020.", False),
        ("Why was the allowance cut?", "The allowance rises to £3,000.", True),
        ("Why was the allowance cut?", "The allowance was reduced to £2,000.", False),
        ("What made the council oppose the plan?", "The council welcomes the plan.", True),
        ("Now that the fund has closed, who pays?", "The fund pays for kinship carers.", True),
        ("And why did they refuse?", "They turned down the offer.", False),
        # Whether it happened is what is asked.
        ("Was the duty repealed?", DUTY, False),
        ("When was the duty repealed?", DUTY, False),
        ("Why is there a duty?", DUTY, False),
        # How it came out is what is asked.
        ("Did the bid succeed?", "The council is preparing a bid.", True),
        ("Did the bid succeed?", "The council was awarded £2 million.", False),
        ("Has the plan been approved?", "The plan was not successful.", False),
        ("Why was the bid successful?", "The council is preparing a bid.", True),
        ("When was the bid approved?", "The council is preparing a bid.", False),
        ("Was the bid successful?", "The bid was unsuccessful.", False),
        ("Did the council win the appeal?", "The council lost the appeal.", False),
        ("Has the plan been approved?", "The cabinet signed off the plan.", False),
        # A thing that has been agreed is no question whether it was.
        ("Was the agreed budget overspent?", "The budget was overspent by £2m.", False),
        ("Did the minister say that carers won't be paid?", "Carers are not paid.", False),
        ("Why has succession planning been weak?", "Few leaders stay.", False),
    ],
)
def test_the_event_must_be_told(question: str, evidence: str, lacks: bool) -> None:
    assert lacks_premise(question, evidence, evidence) is lacks


def test_a_grade_may_stand_anywhere_around_the_evidence() -> None:
    question = "Why was Swindon found inadequate?"
    told = "Leaders did not know of the delays."
    assert lacks_premise(question, told, told)
    assert not lacks_premise(question, told, f"Overall: Inadequate. {told}")
    assert lacks_premise("How was it rated outstanding?", told, f"Inadequate. {told}")


@pytest.mark.parametrize(
    "question",
    [
        "Why does the government regulate supported accommodation?",
        "Why do councils use emergency placements?",
        "Why do more than half of care leavers move early?",
        "How many actions are outstanding?",
    ],
)
def test_words_that_look_like_an_event_are_none(question: str) -> None:
    assert not lacks_premise(question, "Something else is told.", "Something else is told.")


def test_a_grade_is_the_same_in_every_form() -> None:
    asked = "Which areas did Ofsted find to require improvement?"
    assert not lacks_premise(asked, "x", "Overall: requires improvement to be good.")
