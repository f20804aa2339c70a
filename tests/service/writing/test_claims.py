"""What a statement may not say beyond its quote."""

from __future__ import annotations

import re

import pytest

from service.writing.claims import holds, names
from service.writing.numbers import figures, figures_held

QUOTE = (
    "The Department for Education will invest £45 million in up to 12 areas by March 2025. "
    "Councils must publish a local offer, and may ask Ofsted for advice within ten days."
)


def stems(text: str) -> set[str]:
    small = "a an and are by for in is of on the to up was will be with".split()  # noqa: SIM905
    return {word.rstrip("s") for word in re.findall(r"\w+", text.lower()) if word not in small}


def is_common(word: str) -> bool:
    return word.islower() and bool(re.search(rf"\b{word}\b", f"{QUOTE} councils the in by"))


@pytest.mark.parametrize(
    "statement",
    [
        "The Department for Education will invest £45 million in up to 12 areas.",
        "The Department for Education will invest £45m in up to twelve areas by March 2025.",
        "Councils must publish a local offer.",
        "Councils may ask Ofsted for advice within 10 days.",
    ],
)
def test_what_the_quote_says_holds(statement: str) -> None:
    assert holds(statement, QUOTE, stems, is_common)


@pytest.mark.parametrize(
    "statement",
    [
        "The Department for Education will invest £46 million in up to 12 areas.",
        "The Department for Education will invest £45 million in 12 areas.",
        "The Department for Education will invest £45 million in at least 12 areas.",
        "The Department for Education will invest up to £45 million in up to 12 areas.",
        "The Department for Education will invest £45 billion in up to 12 areas.",
        "The Department for Education will invest £45 million in up to 10 areas.",
        "The Department for Education will invest £45 million in 12 days.",
        "The Department for Education will invest £45 million by May 2025.",
        "The Department for Education will invest £45 million by March 2026.",
        "The Treasury will invest £45 million in up to 12 areas.",
        "The Department for Education invested £45 million in up to 12 areas.",
        "The Department for Education may invest £45 million in up to 12 areas.",
        "The Department for Education will not invest £45 million in up to 12 areas.",
        "The Department for Education will consider investing £45 million in up to 12 areas.",
        "Councils may publish a local offer.",
        "Councils publish a local offer.",
        "All councils must publish a local offer.",
        "Councils must publish a local offer before March 2025.",
        "Councils must ask Ofsted for advice within ten days.",
    ],
)
def test_what_the_quote_does_not_say_does_not_hold(statement: str) -> None:
    assert not holds(statement, QUOTE, stems, is_common)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£1,500", "£1500"),
        ("30 per cent", "30%"),
        ("twenty-one", "21"),
        ("2nd February 2023", "2023-02-02"),
        ("1/5/2023", "1 May 2023"),
        ("May 1, 2023", "1 May 2023"),
        ("£9m", "£9 million"),
    ],
)
def test_a_figure_is_the_same_in_any_spelling(one: str, other: str) -> None:
    assert figures(one) == figures(other) != frozenset()


def test_a_date_holds_its_year_and_nothing_more() -> None:
    assert figures("2023") <= figures_held("2 February 2023")
    assert not figures("3 February 2023") <= figures_held("2 February 2023")
    assert not figures("2 February 2024") <= figures_held("2 February 2023, and in 2024")


def test_the_first_word_of_a_sentence_is_a_name_where_it_is_no_common_word() -> None:
    assert names("Wiltshire will pay. Councils will not.", is_common) == {"wiltshire"}


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        (
            "The consultation opened on 1 March 2025 and closed on 5 May 2025.",
            "The consultation closed on 1 March 2025.",
        ),
        (
            "Councils must reply within 5 working days to complaints and 10 weeks to appeals.",
            "Councils must reply within 5 weeks to appeals.",
        ),
        ("The grant will be paid until March 2026.", "The grant will be paid from March 2026."),
        (
            "The department gave £5 million to Hull and £12 million to Leeds.",
            "The department gave £5 million to Leeds.",
        ),
        ("The programme has 5 areas and 12 pilots.", "The programme has 5 pilots."),
        ("It must reply within 5 working days.", "It must reply within 5 days."),
        (
            "Councils must not charge parents who foster.",
            "Councils must charge parents who foster.",
        ),
        (
            "Councils must not charge parents who foster.",
            "Councils must charge parents who do not foster.",
        ),
        ("The service will refuse to help families.", "The service will help families."),
        ("Few councils offer respite care.", "Councils offer respite care."),
        ("The Bill, if passed, will end profit.", "The Bill will end profit."),
        ("Critics say that the scheme is unsafe.", "The scheme is unsafe."),
        ("Care leavers can stay.", "Care leavers need to stay."),
    ],
)
def test_what_is_bounded_moved_or_left_out_is_not_said(quote: str, statement: str) -> None:
    assert holds(quote, quote, stems, str.islower)
    assert not holds(statement, quote, stems, str.islower)


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        ("The council must inform the parent.", "The parent must inform the council."),
        ("The manager must tell the police.", "The police must tell the manager."),
        ("Ofsted inspects the councils.", "The councils inspect Ofsted."),
        (
            "Public Health England was replaced by the Security Agency.",
            "Public Health England replaced the Security Agency.",
        ),
        (
            "The council must inform the parent, and the parent may ask the council for reasons.",
            "The parent must inform the council.",
        ),
        (
            "The council must inform the parent and the council must act.",
            "The parent must inform the council.",
        ),
        (
            "The council pays the provider and the provider pays the carer.",
            "The carer pays the provider.",
        ),
        ("Children move from Hull to Leeds.", "Children move from Leeds to Hull."),
    ],
)
def test_who_does_what_to_whom_is_as_in_the_quote(quote: str, statement: str) -> None:
    assert holds(quote, quote, stems, str.islower)
    assert not holds(statement, quote, stems, str.islower)


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        (
            "The grant of £5 million goes to Hull and the loan of £12 million goes to Leeds.",
            "The loan of £5 million goes to Hull.",
        ),
        (
            "The grant of £5 million goes to Hull and the loan of £12 million goes to Leeds.",
            "The grant of £12 million goes to Leeds.",
        ),
        (
            "In 2019, Ofsted found the service good, and in 2023 Ofsted found it outstanding.",
            "In 2023 Ofsted found the service good.",
        ),
        (
            "Ten families were interviewed: four in November 2024 and six in February 2025.",
            "Six families were interviewed in November 2024.",
        ),
        (
            "The plan was agreed on 1 March 2025 and the budget was agreed on 5 May 2025.",
            "The budget was agreed on 1 March 2025.",
        ),
        (
            "Hull and Leeds will receive £5 million and £12 million respectively.",
            "Leeds will receive £5 million.",
        ),
    ],
)
def test_a_figure_stands_beside_what_it_is_of_in_the_quote(quote: str, statement: str) -> None:
    assert holds(quote, quote, stems, str.islower)
    assert not holds(statement, quote, stems, str.islower)


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        (
            "Councils must tell the parent unless the child is at risk.",
            "Councils must tell the parent.",
        ),
        (
            "Unless the child is at risk, councils must tell the parent.",
            "Councils must tell the parent.",
        ),
        (
            "Councils must pay carers, except in their first year.",
            "Councils must pay carers.",
        ),
        (
            "Councils must pay carers and give them a plan, if they ask for it.",
            "Councils must pay carers.",
        ),
        (
            "Where an agency placed the child, adopters may apply after ten weeks.",
            "Adopters may apply after ten weeks.",
        ),
        (
            "Councils must provide transport where a child lives over 3 miles away.",
            "Councils must provide transport.",
        ),
        (
            "Councils must provide transport when a child has a plan.",
            "Councils must provide transport.",
        ),
    ],
)
def test_a_condition_is_never_left_out(quote: str, statement: str) -> None:
    assert holds(quote, quote, stems, str.islower)
    assert not holds(statement, quote, stems, str.islower)


@pytest.mark.parametrize(
    ("quote", "statement"),
    [
        (
            "Councils must publish a local offer for carers.",
            "For carers councils must publish a local offer.",
        ),
        (
            "Councils must tell the parent unless the child is at risk.",
            "Unless the child is at risk councils must tell the parent.",
        ),
        (
            "Public Health England was replaced by the Security Agency.",
            "The Security Agency replaced Public Health England.",
        ),
        (
            "The department gave £5 million to Hull and £12 million to Leeds.",
            "The department gave £12 million to Leeds.",
        ),
        (
            "The council was asked if it could help. Carers must be paid.",
            "Carers must be paid.",
        ),
    ],
)
def test_the_same_in_another_order_is_still_said(quote: str, statement: str) -> None:
    assert holds(statement, quote, stems, str.islower)
