"""What may be quoted of a passage: whole sentences, paragraphs, lists, items, rows and cells."""

from __future__ import annotations

import pytest

from service.lists import LONGEST_LIST
from service.opened import OpenBuild
from service.units import Unit
from tests.service.steps.small import all_units, build_of, passages_of, quoted

HELP = """# Family help

## Teams

Every council offers family help. It is given by one team. Meetings are weekly.

A council must publish:

- the local offer
- how to complain

## Money

| Pillar | Sum | Use |
|---|---|---|
| Kinship | £9 million | Training |
"""

LONG_CELL = (
    "A national drive helps every council to find foster carers who live close to a child's home. "
    "It also pays for the hubs that welcome the people who ask. The hubs are run by groups of "
    "councils, which share the cost of the premises and of the staff among them equally."
)
TABLE = (
    f"# Fostering\n\n| Pillar | Sum | Use |\n|---|---|---|\n| Fostering | £27m | {LONG_CELL} |\n"
)

RULES = """# Rules

Rules help. They are seven. They are these:

- share
- ask
"""

CHAIN = """# Board

The board meets monthly. It sets the timetable. This is published. They may change it.
"""

LONG_PARAGRAPH = "# Long\n\n" + " ".join(
    f"Council number {n} will publish what it has learnt about family help in that year."
    for n in range(20)
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {"help.md": HELP, "table.md": TABLE, "chain.md": CHAIN, "long.md": LONG_PARAGRAPH}
    files["rules.md"] = RULES
    return build_of(tmp_path_factory.mktemp("units"), files)


def units(build: OpenBuild, document: str, kind: str) -> list[Unit]:
    return [u for u in all_units(build) if u.passage.document_id == document and u.kind == kind]


def quotes(build: OpenBuild, document: str, kind: str) -> list[str]:
    return [quoted(unit, build) for unit in units(build, document, kind)]


def test_every_unit_is_a_span_of_the_stored_text_inside_its_passage(build: OpenBuild) -> None:
    found = all_units(build)
    assert {unit.kind for unit in found} >= {"sentence", "paragraph", "list", "item", "row", "cell"}
    for unit in found:
        assert unit.passage.start <= unit.start < unit.end <= unit.passage.end
        assert quoted(unit, build).strip() == quoted(unit, build)
        if unit.kind != "row":
            assert unit.text == quoted(unit, build)


def test_every_passage_has_something_to_quote(build: OpenBuild) -> None:
    with_units = {unit.passage.id for unit in all_units(build)}
    assert {passage.id for passage in passages_of(build)} == with_units


def test_a_sentence_stands_alone_unless_it_points_back(build: OpenBuild) -> None:
    assert quotes(build, "help", "sentence")[:3] == [
        "Every council offers family help.",
        "Every council offers family help. It is given by one team.",
        "Meetings are weekly.",
    ]


def test_a_chain_of_pointing_sentences_takes_at_most_two_before(build: OpenBuild) -> None:
    assert quotes(build, "chain", "sentence") == [
        "The board meets monthly.",
        "The board meets monthly. It sets the timetable.",
        "The board meets monthly. It sets the timetable. This is published.",
        "It sets the timetable. This is published. They may change it.",
    ]


def test_a_short_paragraph_of_several_sentences_may_be_quoted_whole(build: OpenBuild) -> None:
    assert quotes(build, "help", "paragraph") == [
        "Every council offers family help. It is given by one team. Meetings are weekly."
    ]


def test_a_paragraph_ends_before_what_only_leads_in_the_next(build: OpenBuild) -> None:
    assert quotes(build, "rules", "paragraph") == ["Rules help. They are seven."]
    assert "Rules help. They are seven. They are these:" in quotes(build, "rules", "sentence")


def test_a_paragraph_cut_over_passages_gives_sentences_of_each_and_no_whole(
    build: OpenBuild,
) -> None:
    assert len([p for p in passages_of(build) if p.document_id == "long"]) > 1
    assert quotes(build, "long", "paragraph") == []
    said = quotes(build, "long", "sentence")
    assert [sentence.split()[2] for sentence in said] == [str(n) for n in range(20)]


def test_a_list_is_quoted_with_the_sentence_that_leads_it_in(build: OpenBuild) -> None:
    assert quotes(build, "help", "list") == [
        "A council must publish:\n• the local offer\n• how to complain"
    ]


def test_an_item_is_quoted_alone_and_understood_by_its_lead_in(build: OpenBuild) -> None:
    items = units(build, "help", "item")
    assert [item.text for item in items] == ["the local offer", "how to complain"]
    assert all(item.context.endswith("A council must publish:") for item in items)


def test_every_unit_knows_the_headings_above_it(build: OpenBuild) -> None:
    assert {unit.context for unit in units(build, "help", "paragraph")} == {"Family help. Teams"}
    assert {unit.context for unit in units(build, "help", "row")} == {"Family help. Money"}


def test_a_row_is_read_with_its_column_names_and_quoted_as_it_stands(build: OpenBuild) -> None:
    row = units(build, "help", "row")[-1]
    assert row.text == "Pillar: Kinship; Sum: £9 million; Use: Training"
    assert quoted(row, build) == "Kinship\t£9 million\tTraining"


def test_a_short_row_is_not_taken_apart(build: OpenBuild) -> None:
    assert units(build, "help", "cell") == []


def test_a_long_row_gives_its_cells_and_the_sentences_of_a_long_cell(build: OpenBuild) -> None:
    cells = units(build, "table", "cell")
    assert [cell.text for cell in cells][:2] == ["£27m", LONG_CELL]
    assert len(cells) == 5
    assert " ".join(cell.text for cell in cells[2:]) == LONG_CELL


def test_a_cell_is_understood_by_its_row_and_column(build: OpenBuild) -> None:
    money, *rest = units(build, "table", "cell")
    assert money.context == "Fostering. Fostering, Sum"
    assert {cell.context for cell in rest} == {"Fostering. Fostering, Use"}


def test_overlap_is_of_characters_of_one_document(build: OpenBuild) -> None:
    first, second, third = units(build, "help", "sentence")[:3]
    elsewhere = units(build, "chain", "sentence")[0]
    assert first.overlaps(second)
    assert second.overlaps(first)
    assert not second.overlaps(third)
    assert not first.overlaps(elsewhere)


def duties(first: int, last: int) -> str:
    said = "by everybody who works for the council " * 2
    return "\n".join(f"- duty number {n} is kept {said}at all times" for n in range(first, last))


LEADS_IN = "A council has these duties:"
CUT = f"# Duties\n\n{LEADS_IN}\n\n{duties(0, 12)}\n\nThe duties are old.\n"
TOO_LONG = f"# Duties\n\n{LEADS_IN}\n\n{duties(0, 40)}\n"
TWO = f"# Duties\n\n{LEADS_IN}\n\n{duties(0, 10)}\n\nAnd further ones:\n\n{duties(10, 13)}\n"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {"cut.md": CUT, "toolong.md": TOO_LONG, "two.md": TWO, "inparts.md": IN_PARTS}
    files["alone.md"] = "# Rules\n\n- ask first\n"
    files["nested.md"] = "# Findings\n\n- Children\n  - be heard\n  - be safe\n- Carers\n"
    return build_of(tmp_path_factory.mktemp("lists"), files)


def first_words(text: str) -> str:
    return text.split("\n")[0]


def test_a_list_over_the_end_of_a_passage_is_one_unit_of_both(lists: OpenBuild) -> None:
    whole = units(lists, "cut", "list")
    assert len({unit.passage.id for unit in whole}) == len(whole) == 2
    assert len({(unit.start, unit.end) for unit in whole}) == 1


def test_a_list_over_the_end_of_a_passage_is_quoted_verbatim_with_its_lead_in(
    lists: OpenBuild,
) -> None:
    whole = units(lists, "cut", "list")[-1]
    assert whole.text == quoted(whole, lists)
    assert len(whole.text) <= LONGEST_LIST
    lines = whole.text.split("\n")
    assert lines[0] == LEADS_IN
    assert [line.split()[3] for line in lines[1:]] == [str(n) for n in range(12)]


def test_a_list_that_is_too_long_to_quote_is_not_joined(lists: OpenBuild) -> None:
    parts = units(lists, "toolong", "list")
    assert len(parts) > 2
    for part in parts:
        assert part.passage.start <= part.start < part.end <= part.passage.end


HEADS = [f"Duty {n} is kept by all." for n in range(12)]
IN_PARTS = "# Duties\n\nThe duties are:\n\n" + "\n".join(
    f"- {head} {'It has to be kept by everybody who works for the council. ' * 4}" for head in HEADS
)


def test_a_list_that_is_too_long_to_quote_is_told_by_its_items_first_sentences(
    lists: OpenBuild,
) -> None:
    (told,) = {unit.parts: unit for unit in units(lists, "inparts", "list")}.values()
    text = lists.text("inparts")
    assert told.text == "\n".join(text[start:end] for start, end in told.parts)
    assert all(head in told.text for head in HEADS)
    assert told.text.startswith("The duties are:")
    assert len(told.text) <= LONGEST_LIST < told.end - told.start


def test_an_item_that_stands_alone_may_be_quoted(lists: OpenBuild) -> None:
    assert quotes(lists, "alone", "item") == ["ask first"]
    assert quotes(lists, "alone", "list") == []


def test_items_of_an_item_are_understood_by_it(lists: OpenBuild) -> None:
    found = {unit.text: unit.context for unit in units(lists, "nested", "item")}
    assert found["be heard"] == "Findings. Children"
    assert quotes(lists, "nested", "list")[-1].startswith("Children\n")


def test_only_a_list_that_fills_several_passages_reaches_out_of_one(lists: OpenBuild) -> None:
    outside = [
        unit
        for unit in all_units(lists)
        if unit.kind == "list"
        and not unit.passage.start <= unit.start < unit.end <= unit.passage.end
    ]
    headed = {"alone", "nested"}  # a heading is in no passage
    assert {unit.passage.document_id for unit in outside} - headed == {"cut", "two", "inparts"}


def test_what_stands_between_two_lists_keeps_them_apart(lists: OpenBuild) -> None:
    leads = {first_words(unit.text) for unit in units(lists, "two", "list")}
    assert leads == {LEADS_IN, "And further ones:"}
    for unit in units(lists, "two", "list"):
        assert ("duty number 9" in unit.text) != ("duty number 10" in unit.text)
