"""The authorities and the dates that a text names, and short names written in full."""

from __future__ import annotations

import pytest

from service.places import dates_in, places_in, write_places_out

SWINDON = frozenset({"swindon", "bath and north east somerset", "south gloucestershire"})


def values(text: str) -> list[str]:
    return [place.value for place in places_in(text)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("How did Swindon do against Rutland?", ["swindon", "rutland"]),
        ("how did swindon do?", ["swindon"]),
        ("Swindon’s leaders and Rutland's", ["swindon", "rutland"]),
        ("South Gloucestershire", ["south gloucestershire"]),
        ("Gloucestershire in the south", ["gloucestershire"]),
        ("Bournemouth, Christchurch & Poole", ["bournemouth christchurch and poole"]),
        ("Stoke on Trent and Stoke-on-Trent", ["stoke on trent", "stoke on trent"]),
        ("A swindonian view of Northwick", []),
    ],
)
def test_an_authority_is_found_by_its_full_name(text: str, named: list[str]) -> None:
    assert values(text) == named


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("B&NES", "bath and north east somerset"),
        ("banes", "bath and north east somerset"),
        ("South Glos", "south gloucestershire"),
        ("S Glos", "south gloucestershire"),
        ("Glos", "gloucestershire"),
        ("BCP", "bournemouth christchurch and poole"),
        ("Herts", "hertfordshire"),
    ],
)
def test_an_authority_is_found_by_what_people_write(short: str, full: str) -> None:
    assert values(f"What was found in {short}?") == [full]


def test_the_s_of_another_word_makes_no_south() -> None:
    assert values("What does Ofsted's Gloucestershire report say?") == ["gloucestershire"]
    assert values("What does Ofsted’s Glos report say?") == ["gloucestershire"]


def test_a_place_is_where_it_stands_without_its_possessive() -> None:
    text = "Was Swindon's plan kept?"
    (place,) = places_in(text)
    assert text[place.start : place.end] == "Swindon"


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("How is B&NES doing?", "How is Bath and North East Somerset doing?"),
        (
            "South Glos's plan and B&NES",
            "South Gloucestershire's plan and Bath and North East Somerset",
        ),
        ("Bath & North East Somerset", "Bath & North East Somerset"),
        ("How is Swindon doing?", "How is Swindon doing?"),
    ],
)
def test_short_names_are_written_in_full(asked: str, written: str) -> None:
    assert write_places_out(asked, SWINDON) == written


def test_a_short_name_of_a_place_without_documents_stays() -> None:
    assert write_places_out("A tin bath in Herts", frozenset({"swindon"})) == "A tin bath in Herts"


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("in 2019 and in July 2023", ["2019", "july 2023"]),
        ("JULY, 2023", ["july 2023"]),
        ("on 4 July 2023", ["july 2023"]),
        ("2019, and 2019 again", ["2019"]),
        ("since 2019", []),
        ("since July 2019", []),
        ("until May 2019, or by 2021", []),
        ("in 2019/20", ["2019"]),
        ("20190 children of 1850", []),
    ],
)
def test_dates_are_years_with_their_month_but_not_what_comes_since(
    text: str, dates: list[str]
) -> None:
    assert [date.value for date in dates_in(text)] == dates


def test_a_date_is_where_it_stands_the_first_time() -> None:
    text = "In May 2019, as in May 2019"
    (date,) = dates_in(text)
    assert (text[date.start : date.end], date.start) == ("May 2019", 3)
