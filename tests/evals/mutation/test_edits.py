"""Edits: all that points into a text still points at the same thing afterwards."""

from __future__ import annotations

import pytest

from evals.mutation.edits import Edit, changed, edited
from ingest.document import Block, Cell, LoadedDocument, Page, WordBox

TEXT = "Ofsted came.\nAge\t18 years\nCosts £3,000 now.\n"
OFSTED, EIGHTEEN, COSTS = Edit(0, 6, "The Marlow Office"), Edit(17, 19, "9"), Edit(33, 38, "700")


def document() -> LoadedDocument:
    return LoadedDocument(
        TEXT,
        (
            Block("paragraph", 0, 12),
            Block("table_row", 13, 25, cells=(Cell(13, 16, "What"), Cell(17, 25, "Limit"))),
            Block("paragraph", 26, 43, marker="3."),
        ),
        (
            Page(1, "i", 0, 25, words=(WordBox(0, 3, 1, 1, 2, 2), WordBox(3, 6, 2, 1, 3, 2))),
            Page(2, "ii", 26, 44, words=(WordBox(32, 38, 1, 1, 2, 2), WordBox(39, 43, 2, 1, 3, 2))),
        ),
    )


def test_blocks_cells_and_pages_move_with_the_text() -> None:
    after = changed(document(), [COSTS, OFSTED, EIGHTEEN])
    assert after.text == "The Marlow Office came.\nAge\t9 years\nCosts £700 now.\n"
    said = [after.text[block.start : block.end] for block in after.blocks]
    assert said == ["The Marlow Office came.", "Age\t9 years", "Costs £700 now."]
    cells = after.blocks[1].cells
    assert [after.text[c.start : c.end] for c in cells] == ["Age", "9 years"]
    assert [after.text[p.start : p.end] for p in after.pages] == [
        "The Marlow Office came.\nAge\t9 years",
        "Costs £700 now.\n",
    ]
    words = [after.text[w.start : w.end] for page in after.pages for w in page.words]
    # Nobody knows which of the new words stand where in the box of an old one.
    assert words == ["The Marlow Office", "The Marlow Office", "£700", "now."]


def test_edits_of_the_same_length_move_nothing() -> None:
    after = changed(document(), [Edit(17, 19, "15"), Edit(33, 38, "7,400")])
    assert (after.blocks, after.pages) == (document().blocks, document().pages)


def test_no_edits_change_nothing() -> None:
    assert changed(document(), []) == document()


def test_a_changed_header_renames_the_columns_below_it_only() -> None:
    text = "Year\t2017\nIn\tForce\n2017\t2017"
    rows = (
        Block("table_row", 0, 9, cells=(Cell(0, 4, "Year"), Cell(5, 9, "2017"))),
        Block("table_row", 10, 18, cells=(Cell(10, 12, "Year"), Cell(13, 18, "2017"))),
        Block("paragraph", 19, 23),
        Block("table_row", 24, 28, cells=(Cell(24, 28, "2017"),)),
    )
    after = changed(LoadedDocument(text, rows), [Edit(5, 9, "1999")])
    assert [[c.column for c in block.cells] for block in after.blocks] == [
        ["Year", "1999"],
        ["Year", "1999"],
        [],
        ["2017"],
    ]


def test_the_same_edit_twice_is_one_and_contradictions_are_refused() -> None:
    assert edited("six months", [Edit(0, 3, "nine"), Edit(0, 3, "nine")]) == "nine months"
    with pytest.raises(ValueError, match="same characters"):
        edited("six months", [Edit(0, 3, "nine"), Edit(2, 5, "two")])
