"""The deterministic test of support."""

from __future__ import annotations

import pytest

from evals.metrics.support import content_words, force, names, supports

QUOTE = (
    "The Department for Education will give Wiltshire Council £3,000 for each of ten family hubs "
    "by 1 May 2023."
)


def test_a_quote_supports_itself() -> None:
    assert supports(QUOTE, [QUOTE])


@pytest.mark.parametrize("quotes", [[], [""]])
def test_nothing_supports_nothing(quotes: list[str]) -> None:
    assert not supports(QUOTE, quotes)


@pytest.mark.parametrize("statement", ["", "Yes, it is.", "No."])
def test_a_statement_that_says_nothing_is_not_supported(statement: str) -> None:
    assert not supports(statement, [QUOTE])


@pytest.mark.parametrize(
    "statement",
    [
        "Wiltshire Council will be given £3000 for 10 family hubs by May 1st 2023.",
        "The Department will give ten Family Hubs £3,000 each in 2023.",
        "£3,000.",
        # Of council, give, hub, family and another one, 4 of 5 are there.
        "Council giving hubs of families a present.",
    ],
)
def test_other_words_for_the_same(statement: str) -> None:
    assert supports(statement, [QUOTE])


@pytest.mark.parametrize(
    "statement",
    [
        "The Department for Education will give Wiltshire Council £4,000 for each family hub.",
        "The Department for Education will give Wiltshire Council £3,000 for each of 11 hubs.",
        "The Department for Education will give Wiltshire Council £3,000 by 2 May 2023.",
        "The Department for Education will give Swindon Council £3,000 for each family hub.",
        "The DfE will give Wiltshire Council £3,000 for each of ten family hubs.",
        "Swindon Council will be given £3,000 for each of ten family hubs by 1 May 2023.",
        "The Department for Education will not give Wiltshire Council £3,000.",
        "The Department for Education may give Wiltshire Council £3,000.",
        # Of council, give, hub and two others, 3 of 5 are there.
        "Council gives hubs presents gladly.",
    ],
)
def test_one_thing_wrong(statement: str) -> None:
    assert not supports(statement, [QUOTE])


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Councils will publish plans.", "Councils will not publish plans."),
        ("Councils will publish plans.", "Councils won't publish plans."),
        ("Councils must publish plans.", "Councils may publish plans."),
        ("Councils must publish plans.", "Councils should publish plans."),
        ("Councils must publish plans.", "Councils publish plans."),
        ("The government will extend leave.", "The government will explore extending leave."),
        ("The government will extend leave.", "The government proposes that leave is extended."),
        ("The government extends leave.", "The government aims to extend leave."),
        ("The government extends leave.", "No government extends leave."),
        ("The reform is funded.", "The reform could be funded."),
    ],
)
def test_another_force_is_not_supported_either_way(statement: str, quote: str) -> None:
    assert not supports(statement, [quote])
    assert not supports(quote, [statement])


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Councils must publish plans.", "Councils are required to publish plans."),
        ("Councils cannot refuse.", "Councils can not refuse."),
        ("Children get not only care.", "Children get care."),
        ("The plan starts in May 2023.", "The plan starts in May 2023."),
        ("The plan names carers.", "The plan names carers."),
    ],
)
def test_the_same_force_in_other_words(statement: str, quote: str) -> None:
    assert supports(statement, [quote])


def test_only_the_part_that_says_it_counts() -> None:
    long = "Councils will fund hubs, but they must not fund schools. No carer may apply."
    assert supports("Councils will fund hubs.", [long])
    assert not supports("Councils will fund schools.", [long])


def test_a_statement_may_rest_on_two_parts() -> None:
    quotes = ["The pathfinder tests family help.", "Family help must start in Dorset."]
    assert supports("The pathfinder tests family help, which must start in Dorset.", quotes)
    assert not supports("The pathfinder tests family help, which starts in Dorset.", quotes)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Measure: training; Money: £9 million", "training\t£9 million"),  # column headings
        ("The NSPCC advises families.", "The National Society advises families."),
        ("Adopters receive funds.", "Adopters receive grants."),
    ],
)
def test_what_a_person_would_accept_and_it_does_not(statement: str, quote: str) -> None:
    assert not supports(statement, [quote])


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Councils pay carers.", "Carers pay councils."),
        ("Councils have funded hubs.", "Councils will fund hubs."),
    ],
)
def test_what_it_cannot_see(statement: str, quote: str) -> None:
    assert supports(statement, [quote])


def test_names() -> None:
    text = "The DfE told Ofsted.\n• Dorset Council and Leeds agree: Money is short. NSPCC’s view"
    found = [name for name in names(text) if name != "The"]  # a stop word: nothing to find
    assert found == ["DfE", "Ofsted", "Dorset", "Council", "Leeds", "NSPCC"]


def test_content_words() -> None:
    assert content_words("The carers' caring councils, and policies") == {
        "carer",
        "care",
        "council",
        "polici",
    }


def test_force() -> None:
    assert force("It must not explore what it aims to do") == {"must", "not", "explore", "intend"}
    assert force("May was warm, not least in Leeds; see no. 5") == frozenset()
