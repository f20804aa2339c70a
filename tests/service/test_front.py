"""The lines at the head of a report that say whose it is and of when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.front import LONGEST, front_of
from service.opened import OpenBuild
from service.units import Unit
from tests.service.steps.reports import GENERAL, REPORTS, front, library
from tests.service.steps.small import build_of, quoted

ENTRY = (
    '[[document]]\nfile = "report.md"\nid = "report"\nkind = "inspection"\n'
    'title = "Swindon report"\npublished = 2021-06-30\n'
)
BODY = "\n\n## Leadership\n\nLeaders plan well.\n"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return library(tmp_path_factory.mktemp("front"))


@pytest.fixture
def front_in(tmp_path: Path) -> Callable[[str], str | None]:
    """The front of a Swindon report of 2021 with this head."""

    def find(head: str) -> str | None:
        built = build_of(tmp_path, {"report.md": head + BODY}, ENTRY)
        unit = front_of("report", built)
        return quoted(unit, built) if unit else None

    return find


def unit_of(build: OpenBuild, name: str) -> Unit:
    unit = front_of(name, build)
    assert unit is not None
    return unit


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_front_goes_from_the_place_to_the_date(build: OpenBuild, name: str) -> None:
    assert unit_of(build, name).text == front(name)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_front_is_quoted_verbatim_from_its_own_document(build: OpenBuild, name: str) -> None:
    unit = unit_of(build, name)
    assert unit.passage.document_id == name
    assert quoted(unit, build) == unit.text
    assert unit.passage.end > unit.start


def test_a_document_without_a_date_has_no_front(build: OpenBuild) -> None:
    assert front_of(GENERAL, build) is None


def test_a_head_without_a_date_of_the_document_is_no_front(
    front_in: Callable[[str], str | None],
) -> None:
    assert front_in("# Swindon\n\nThe plan of 2018 came first.") is None


def test_a_line_with_place_and_date_is_the_front_alone(
    front_in: Callable[[str], str | None],
) -> None:
    assert front_in("# Report\n\nSwindon, 30 June 2021") == "Swindon, 30 June 2021"


def test_the_last_line_with_the_place_before_the_date_begins_it(
    front_in: Callable[[str], str | None],
) -> None:
    head = "# Swindon\n\nA letter.\n\nTo Swindon Council\n\nJune 2021"
    assert front_in(head) == "To Swindon Council\nJune 2021"


def test_a_date_far_below_the_place_is_told_alone(
    front_in: Callable[[str], str | None],
) -> None:
    between = "Words about nothing in particular. " * (LONGEST // 30)
    assert front_in(f"# Swindon\n\n{between}\n\nJune 2021") == "June 2021"


def test_a_date_in_a_long_paragraph_is_no_front(front_in: Callable[[str], str | None]) -> None:
    long = "Words about nothing in particular, " * (LONGEST // 30)
    assert front_in(f"# Report\n\n{long} in June 2021.") is None
