"""Step 4: no evidence of the kind that was asked for, no answer."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from service.fitted import Fitted
from service.opened import OpenBuild
from service.schemas import Status
from service.steps import decide
from service.steps.signals import counts_noun, signals
from service.wants import Want
from tests.service.steps.small import ALWAYS, NEVER, build_of, context_for, evidence, with_evidence

NOTE = """Kinship carers receive £9 million for training.

Kinship carers receive training and peer support.

Twelve councils are pathfinders and four regions have a board.

Claire Coutinho MP opened the Leeds hub for kinship carers.

Kinship carers receive £20 a week.

Rule 2 changed in 2023.

The board has a chair.

Ada Brown chairs the board.
"""

MONEY, NO_MONEY, COUNTS, PERSON, WEEKLY, RULE, CHAIR, NAMED = NOTE.strip().split("\n\n")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("decide"), {"note.txt": NOTE})


def decided(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch, weights: Fitted, **given: float
) -> Status | None:
    monkeypatch.setattr(decide, "answerability", lambda: weights)
    item = evidence(build, MONEY, **given)
    context = with_evidence(build, "How much do kinship carers receive?", item)
    decide.decide(context)
    return context.status


def test_evidence_that_is_likely_enough_goes_on(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert decided(build, monkeypatch, ALWAYS) is None


def test_evidence_that_is_not_likely_enough_is_not_in_the_documents(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert decided(build, monkeypatch, NEVER) is Status.NOT_IN_DOCUMENTS


def test_what_resembles_nothing_is_out_of_scope_however_lenient_the_weights(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = decided(build, monkeypatch, ALWAYS, relevance=-11.0, cosine=0.0)
    assert foreign is Status.OUT_OF_SCOPE


@pytest.mark.parametrize("given", [{"relevance": 5.0, "cosine": 0.0}, {"relevance": -11.0}])
def test_likeness_by_words_or_by_meaning_is_enough_to_be_in_scope(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch, given: dict[str, float]
) -> None:
    assert decided(build, monkeypatch, NEVER, **given) is Status.NOT_IN_DOCUMENTS


def test_no_evidence_at_all_is_out_of_scope(build: OpenBuild) -> None:
    context = context_for(build, "How much?")
    decide.decide(context)
    assert context.status is Status.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What is the fourth rule?", 1),
        ("What is rule 2 of 2023?", 0),
        ("What changed from 2022 to 2023?", 0),
        ("What changed in 2022?", 1),
        # Somebody's age may be of those whom a rule is for, though it gives none.
        ("What changed for a 16 year old?", 0),
        ("What changed for those aged 17?", 0),
        ("What changed for a 16 or 17 year old?", 0),
        ("What changed up to age 30?", 1),
        ("What are the 16 rules?", 1),
    ],
)
def test_every_number_must_be_there_but_only_one_of_the_years(
    build: OpenBuild, question: str, missing: int
) -> None:
    item = evidence(build, RULE)
    assert signals(with_evidence(build, question, item))["missing_number"] == missing


def test_a_name_that_is_asked_for_and_not_given_is_a_signal(build: OpenBuild) -> None:
    silent, named = (evidence(build, text) for text in (CHAIR, NAMED))
    question = "What is the name of the chair?"
    assert signals(with_evidence(build, question, silent))["lacks_exact"] == 1
    assert signals(with_evidence(build, question, named))["lacks_exact"] == 0


def test_what_stands_above_a_unit_does_not_make_it_say_more(build: OpenBuild) -> None:
    def read(question: str) -> dict[str, float]:
        item = evidence(build, CHAIR, relevance=9.0)
        asked = replace(item, ranked=replace(item.ranked, asked=question))
        return signals(with_evidence(build, question, asked))

    far, near = read("Do kinship carers train?"), read("Does the board have a chair?")
    assert far["relevance_alone"] < near["relevance_alone"]
    assert far["offered_relevance"] == near["offered_relevance"] == 9.0


def test_the_probability_is_a_logistic_of_standardised_signals() -> None:
    weights = Fitted(0.5, 0.25, {"a": (1.0, 2.0, 3.0), "b": (0.0, 1.0, -1.0)})
    total = 0.25 + 3.0 * (5.0 - 1.0) / 2.0 - 1.0 * 4.0
    assert weights.probability({"a": 5.0, "b": 4.0, "unused": 9.0}) == pytest.approx(
        1 / (1 + math.exp(-total))
    )


QUESTIONS = [
    "How much do kinship carers receive?",
    "How many?",
    "How many councils are there per week?",
    "Who?",
    "?",
    "£5 in 2024 for Leeds, Truro and the ECF?",
    "Compare kinship care and foster care.",
    "a" * 900,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_signal_that_is_weighed_is_defined_for_every_question(
    build: OpenBuild, question: str
) -> None:
    values = signals(with_evidence(build, question, evidence(build, MONEY)))
    assert all(math.isfinite(value) for value in values.values())
    assert set(decide.answerability().signals) <= set(values)
    assert 0 <= decide.answerability().probability(values) <= 1


def test_the_committed_weights_can_answer_and_refuse() -> None:
    assert 0 < decide.answerability().threshold < 1
    assert all(deviation > 0 for _, deviation, _ in decide.answerability().signals.values())


def test_a_figure_of_the_question_that_the_evidence_lacks_is_noticed(build: OpenBuild) -> None:
    item = evidence(build, MONEY)
    same = signals(with_evidence(build, "Do kinship carers receive £9 million?", item))
    other = signals(with_evidence(build, "Do kinship carers receive £5 million?", item))
    assert (same["missing_number"], other["missing_number"]) == (0, 1)


def test_a_name_of_the_question_that_the_evidence_lacks_is_noticed(build: OpenBuild) -> None:
    item = evidence(build, PERSON)
    same = signals(with_evidence(build, "Was the hub in Leeds opened?", item))
    other = signals(with_evidence(build, "Was the hub in Truro opened?", item))
    assert same["missing_names"] == 0
    assert other["missing_names"] > 0
    of_age = signals(with_evidence(build, "May a 16-year-old use the hub?", item))
    assert of_age["missing_names"] == 0


RATE = "How much do kinship carers receive per week?"


@pytest.mark.parametrize(
    ("question", "quote", "missing"),
    [(RATE, MONEY, 1), (RATE, WEEKLY, 0), ("How much do kinship carers receive?", MONEY, 0)],
)
def test_a_rate_that_is_asked_for_and_not_given_is_noticed(
    build: OpenBuild, question: str, quote: str, missing: int
) -> None:
    values = signals(with_evidence(build, question, evidence(build, quote)))
    assert values["rate_missing"] == missing


def test_a_kind_of_answer_that_nothing_offers_counts_as_irrelevant(build: OpenBuild) -> None:
    question = "How much do kinship carers receive?"
    offering = evidence(build, MONEY, relevance=4.0)
    silent = evidence(build, NO_MONEY, relevance=6.0)
    object.__setattr__(silent, "offers", False)
    assert signals(with_evidence(build, question, silent))["offered_relevance"] < -10
    both = signals(with_evidence(build, question, silent, offering))
    assert both["offered_relevance"] == 4.0


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("How many councils are pathfinders?", True),
        ("How many regions are there?", True),
        ("How many children are there?", False),
        ("How many social workers were hired?", False),
        ("Which councils are pathfinders?", True),
        ("How many are there?", True),
    ],
)
def test_a_count_must_count_the_thing_that_was_asked_for(
    build: OpenBuild, question: str, counts: bool
) -> None:
    assert counts_noun(question, evidence(build, COUNTS)) is counts


def test_only_a_question_for_a_count_is_measured_by_its_noun(build: OpenBuild) -> None:
    context = with_evidence(build, "How many children are there?", evidence(build, COUNTS))
    assert signals(context)["count_misses_noun"] == 1
    context.want = Want.OTHER
    assert signals(context)["count_misses_noun"] == 0


def test_what_comes_nearest_stays_where_nothing_is_answered(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: NEVER)
    item = evidence(build, MONEY)
    context = with_evidence(build, "How much do kinship carers receive?", item)
    decide.decide(context)
    assert context.evidence == [item]


@pytest.mark.parametrize(
    ("question", "foreign"),
    [("Who won the football world cup in France?", True), ("Is that new?", False)],
)
def test_the_last_topic_makes_no_question_one_of_these_documents(
    build: OpenBuild, question: str, foreign: bool
) -> None:
    near = evidence(build, MONEY)
    context = with_evidence(build, question, near)
    far = evidence(build, MONEY, relevance=-11.0, cosine=0.1).ranked
    assert not decide.off_topic(context)
    context.by_itself = [far]
    assert decide.off_topic(context) is foreign
