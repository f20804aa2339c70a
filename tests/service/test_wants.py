"""What kind of answer a question asks for, and which texts have one to give."""

from __future__ import annotations

import pytest

from service.wants import (
    TOLD_OF_EACH,
    Want,
    asks_which,
    compares,
    how_many_asked,
    offers,
    spoken_of,
    wanted,
)

MEASURED = TOLD_OF_EACH

QUESTIONS = [
    (Want.MONEY, "How much is being invested in foster care?"),
    (Want.MONEY, "What is the budget for kinship care?"),
    (Want.MONEY, "What did the pathfinder cost in its first year, and what costs are to come?"),
    (Want.MONEY, "What sum does each care leaver receive?"),
    (Want.SHARE, "What percentage of children move more than 20 miles?"),
    (Want.SHARE, "What proportion of social workers leave each year?"),
    (Want.AGE, "How old must a child be to be placed in supported accommodation?"),
    (Want.AGE, "Until what age can a care leaver have a personal adviser?"),
    (Want.DURATION, "How long does the early career framework last?"),
    (Want.DURATION, "How many weeks does the consultation run?"),
    (Want.DURATION, "How soon must an advocate visit?"),
    (Want.DURATION, "What is the time limit for an appeal?"),
    (Want.COUNT, "How many areas are pathfinders?"),
    (Want.COUNT, "What number of children live with kinship carers?"),
    (Want.DATE, "When did the consultations close?"),
    (Want.DATE, "What is the deadline for wave two?"),
    (Want.DATE, "In which year did the Act pass?"),
    (Want.PERSON, "Who leads the national board?"),
    (Want.PERSON, "Whose job is it to keep the pathway plan?"),
    (Want.REASON, "Why are regional cooperatives being set up?"),
    (Want.REASON, "What is the purpose of the local offer?"),
    (Want.REASON, "Explain family help."),
    (Want.LIST, "What are the six pillars?"),
    (Want.LIST, "Which councils were chosen in wave one?"),
    (Want.LIST, "What is included in the local offer?"),
    (Want.GRADE, "How was Swindon judged in 2019?"),
    (Want.GRADE, "What grade did care leavers get?"),
    (Want.GRADE, "Did Ofsted rate Swindon well?"),
    (Want.COUNT, "Who had more children in care, Swindon or Rutland?"),
    (Want.LIST, "What should a plan contain?"),
    (Want.LIST, "What ground does an assessment have to cover?"),
    (Want.LIST, "Which three reports does it answer?"),
    (Want.LIST, "Remind me of the golden rules."),
    (Want.LIST, "What does a school have to tell us when it takes a pupil off its roll?"),
    (Want.DATE, "And when does it end?"),
    (Want.DATE, "Do they say when the rules start?"),
    (Want.OTHER, "Can help go on when a child has moved?"),
    (Want.OCCASION, "When must a child be asked?"),
    (Want.OCCASION, "And when do they get the grant?"),
    (Want.DATE, "When will they get the grant?"),
    (Want.DATE, "When must the strategy be published?"),
    (Want.DATE, "For Swindon, when exactly was it?"),
    (Want.OTHER, "Tell me about value for money."),
    (Want.LIST, "Which people must be asked, besides the child, when a plan is made?"),
    (Want.LIST, "Which young people are care leavers?"),
    (Want.PLACE, "Where is the family hub?"),
    (Want.MONEY, "What is the fine for late papers?"),
    (Want.MONEY, "What are foster carers to be paid?"),
    (Want.MONEY, "What is the charge for a copy of a file?"),
    (Want.OTHER, "kinship carers"),
    (Want.OTHER, "Is family help statutory?"),
]


@pytest.mark.parametrize(("want", "question"), QUESTIONS)
def test_a_question_tells_what_kind_of_answer_it_wants(want: Want, question: str) -> None:
    assert wanted(question) is want


@pytest.mark.parametrize("question", ["HOW MUCH IS IT?", "how much is it", "so, How Much is it?"])
def test_the_case_of_a_question_does_not_matter(question: str) -> None:
    assert wanted(question) is Want.MONEY


@pytest.mark.parametrize(
    ("question", "want", "about"),
    [
        ("Does the plan cost the council anything?", Want.OTHER, Want.MONEY),
        ("Is the money the same in both papers?", Want.OTHER, Want.MONEY),
        ("And has the number of places gone up?", Want.OTHER, Want.COUNT),
        ("Do you know how much it costs?", Want.MONEY, Want.MONEY),
        ("Do we know the cost of the plan?", Want.MONEY, Want.MONEY),
        ("Is it 12 weeks or how many weeks is it?", Want.DURATION, Want.DURATION),
    ],
)
def test_a_yes_or_no_question_asks_for_no_figure(question: str, want: Want, about: Want) -> None:
    assert (wanted(question), spoken_of(question)) == (want, about)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What are the six pillars?", 6),
        ("Name the two regions", 2),
        ("Which three councils were picked?", 3),
        ("What happened in the two areas?", None),
        ("What are the ten-year targets?", None),
        ("Which pillars are there?", None),
    ],
)
def test_a_question_may_say_how_many_things_it_asks_for(question: str, number: int | None) -> None:
    assert how_many_asked(question) == number


@pytest.mark.parametrize("what", ["time", "notice", "support", "training", "contact"])
def test_how_much_of_a_thing_that_is_not_money_wants_no_sum(what: str) -> None:
    assert wanted(f"How much {what} do carers get?") is not Want.MONEY


@pytest.mark.parametrize(
    "question", ["By how much did placements fall?", "What is the local offer?"]
)
def test_by_how_much_wants_no_sum_and_what_is_wants_no_list(question: str) -> None:
    assert wanted(question) not in {Want.MONEY, Want.LIST}


@pytest.mark.parametrize(
    "question",
    [
        "How does family help differ from early help?",
        "Compare kinship care and foster care.",
        "What do the strategy and the response each say about advocacy?",
        "Family help versus early help?",
    ],
)
def test_two_things_are_to_be_told_side_by_side(question: str) -> None:
    assert compares(question)
    assert not compares("What is family help?")


def test_a_grade_is_offered_by_its_words() -> None:
    assert offers("Leadership: requires improvement.", Want.GRADE)
    assert not offers("Leaders visit the teams.", Want.GRADE)
    assert wanted("How is the financial offer judged?") is not Want.GRADE


WHICH = [
    ("Which inspection found leaders weak?", True),
    ("Which of the two reports speaks of hubs?", True),
    ("In what year were hubs opened?", True),
    ("Which council runs eleven hubs?", True),
    ("WHICH AUTHORITIES WERE VISITED?", True),
    ("What did the inspection find?", False),
    ("What does the report say about hubs?", False),
    ("Which children does the report name?", False),
    ("When was the inspection?", False),
    ("Who leads the council?", False),
]


@pytest.mark.parametrize(("question", "asks"), WHICH)
def test_asking_which_report_is_told_from_asking_what_one_says(question: str, asks: bool) -> None:
    assert asks_which(question) is asks


OFFERED = [
    (Want.MONEY, "Kinship care receives £9 million.", "Kinship care receives more support."),
    (Want.MONEY, "The fund is worth 200 million.", "The fund helps 200 families."),
    (Want.SHARE, "Some 40% of children move.", "Some 40 children move."),
    (Want.SHARE, "One in four children moves.", "Many children move."),
    (Want.AGE, "Support lasts until the age of 25.", "Support lasts into adulthood."),
    (Want.AGE, "It ends on the eighteenth birthday.", "It ends on becoming an adult."),
    (Want.DURATION, "The advocate visits within five days.", "The advocate visits the child."),
    (Want.DURATION, "Plans are reviewed annually.", "Plans are reviewed by the team."),
    (Want.COUNT, "There are twelve pathfinders.", "There are many pathfinders."),
    (Want.DATE, "Hubs open in spring 2024.", "Hubs open soon."),
    (Want.DATE, "It closed on 11 May.", "It closed early."),
    (Want.DATE, "Records are kept until the 75th anniversary.", "Records are kept safe."),
    (Want.DATE, "From the sixth school day it pays.", "It pays for six."),
    (Want.OCCASION, "The grant is paid when they move on.", "The grant is £3,000."),
    (Want.OCCASION, "The grant is paid on 11 May.", "The grant is set out in the plan."),
]


@pytest.mark.parametrize(("want", "giving", "silent"), OFFERED)
def test_only_a_text_that_has_the_kind_of_answer_offers_it(
    want: Want, giving: str, silent: str
) -> None:
    assert offers(giving, want)
    assert not offers(silent, want)


@pytest.mark.parametrize("want", sorted(set(Want) - MEASURED - {Want.OCCASION}))
def test_kinds_that_leave_no_mark_are_offered_by_any_text(want: Want) -> None:
    assert offers("Anything at all.", want)


def test_every_measured_kind_is_refused_to_a_text_without_figures() -> None:
    assert {want for want in MEASURED if offers("Carers are helped.", want)} == set()
