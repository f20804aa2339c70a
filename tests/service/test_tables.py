"""The rows of a table are told by what names them, and are the answer where a list is asked for."""

from __future__ import annotations

import pytest

from service.opened import OpenBuild
from service.steps.compose import compose
from service.tables import names_of_rows
from service.units import Unit
from tests.service.steps.small import all_units, build_of, evidence, quoted, with_evidence

PILLARS = """# Reform

| Pillar | What it is called | Money |
|---|---|---|
| Pillar 1 | Family help | £1 million |
| Pillar 2 | Safe homes | £2 million |
| Pillar 3 | Kin first | £3 million |

Other words end the table.

| Subject | Where |
|---|---|
| Health | Page 3 |
| Money | Page 4 |
"""
LONG = "# Long\n\n| Code | Meaning |\n|---|---|\n" + "".join(
    f"| Word{n:02} | Meaning {n} |\n" for n in range(40)
)

DUTY = (
    "The council must: • take reasonable steps to keep in touch with each young person, wherever "
    "they live • appoint a personal adviser for them • keep their pathway plan under review, and "
    "change it as their needs change • help with the costs of education, training and work"
)
DUTIES = f"# Duties\n\n| Who | Duties |\n|---|---|\n| Council | {DUTY} |\n"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(
        tmp_path_factory.mktemp("tables"),
        {"pillars.md": PILLARS, "long.md": LONG, "duties.md": DUTIES},
    )


def unit_of(build: OpenBuild, words: str) -> Unit:
    return next(unit for unit in all_units(build) if words in quoted(unit, build))


def rows(build: OpenBuild) -> list[str]:
    return [
        quoted(unit, build)
        for unit in all_units(build)
        if unit.kind == "row" and "million" in quoted(unit, build)
    ]


def test_a_row_is_named_by_its_first_cells_where_the_first_only_counts(build: OpenBuild) -> None:
    names = names_of_rows(unit_of(build, "Safe homes"), build)
    assert [unit.text for unit in names] == [
        "Pillar 1: Family help",
        "Pillar 2: Safe homes",
        "Pillar 3: Kin first",
    ]


def test_a_row_is_named_by_its_first_cell_where_that_says_it(build: OpenBuild) -> None:
    assert [unit.text for unit in names_of_rows(unit_of(build, "Page 4"), build)] == [
        "Health",
        "Money",
    ]


def test_what_names_a_row_is_quoted_verbatim(build: OpenBuild) -> None:
    for unit in names_of_rows(unit_of(build, "Safe homes"), build):
        assert quoted(unit, build).split("\t") == unit.text.split(": ")


def test_no_names_outside_a_table_or_for_a_long_one(build: OpenBuild) -> None:
    assert names_of_rows(unit_of(build, "Other words"), build) == []
    assert names_of_rows(unit_of(build, "Word07"), build) == []


def test_a_list_within_a_cell_is_a_list_with_its_items(build: OpenBuild) -> None:
    found = [unit for unit in all_units(build) if unit.passage.document_id == "duties"]
    (whole,) = (unit for unit in found if unit.kind == "list")
    assert whole.text == quoted(whole, build) == DUTY
    assert whole.context.endswith("Council, Duties")
    items = [unit.text for unit in found if unit.kind == "item"]
    assert items == [part.strip() for part in DUTY.split("•")[1:]]


def test_where_a_list_is_asked_for_every_row_is_told(build: OpenBuild) -> None:
    items = [evidence(build, row, 9.0 - n) for n, row in enumerate(rows(build))]
    context = with_evidence(build, "Which pillars are there?", *items)
    compose(context)
    assert [item.unit.text for item in context.chosen] == [
        "Pillar 1: Family help",
        "Pillar 2: Safe homes",
        "Pillar 3: Kin first",
    ]


@pytest.mark.parametrize(("number", "rows_are_told"), [("three", True), ("four", False)])
def test_rows_are_told_behind_a_sentence_where_so_many_are_asked_for(
    build: OpenBuild, number: str, rows_are_told: bool
) -> None:
    items = [evidence(build, row, 8.0 - n) for n, row in enumerate(rows(build))]
    first = evidence(build, "Other words end the table.", 9.0)
    context = with_evidence(build, f"What are the {number} pillars?", first, *items)
    compose(context)
    told = [item.unit.text for item in context.chosen]
    assert ("Pillar 1: Family help" in told) is rows_are_told
    assert (first.unit.text in told) is not rows_are_told


def test_where_a_sum_is_asked_for_the_row_is_told_whole(build: OpenBuild) -> None:
    items = [evidence(build, row, 9.0 - n) for n, row in enumerate(rows(build))]
    context = with_evidence(build, "How much money is there for family help?", *items)
    compose(context)
    assert "£1 million" in context.chosen[0].unit.text


def test_two_rows_are_no_list(build: OpenBuild) -> None:
    items = [evidence(build, row, 9.0 - n) for n, row in enumerate(rows(build)[:2])]
    context = with_evidence(build, "Which pillars are there?", *items)
    compose(context)
    assert all("million" in item.unit.text for item in context.chosen)
