"""The rows of a table, told by the cells that name them: "the six pillars" are its first column."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Block, Cell
from service.opened import OpenBuild
from service.units import Unit

# Characters of a document on either side of a row that are searched for the rest of its table.
REACH = 8_000
MOST_ROWS = 15
# A first cell that only counts ("Pillar 1", "3", "(b)") does not name the row by itself.
_COUNTS = re.compile(r"\W*(?:\w+\s+)?(?:\d+|[a-z]|[ivx]+)\W*", re.IGNORECASE)


def table_around(unit: Unit, build: OpenBuild) -> list[Block]:
    """All rows of the table that a unit lies in, but for the row of column names; empty where the
    unit lies in none."""
    document = unit.passage.document_id
    around = build.texts.blocks(document, max(0, unit.start - REACH), unit.end + REACH)
    at = next((n for n, b in enumerate(around) if b.start <= unit.start < b.end), None)
    if at is None or around[at].kind != "table_row":
        return []
    columns = [cell.column for cell in around[at].cells]
    first, last = at, at
    while first > 0 and _of_table(around[first - 1], columns):
        first -= 1
    while last + 1 < len(around) and _of_table(around[last + 1], columns):
        last += 1
    text = build.text(document)
    return [row for row in around[first : last + 1] if _cells(row, text) != columns]


def names_of_rows(unit: Unit, build: OpenBuild) -> list[Unit]:
    """What names each row of the unit's table, in order, each a unit that may be quoted; empty
    where it is no table, or one too long to be told so."""
    rows = table_around(unit, build)
    if not 1 < len(rows) <= MOST_ROWS:
        return []
    text = build.text(unit.passage.document_id)
    named = [(row, _naming(row, text)) for row in rows]
    return [
        Unit(
            "cell",
            unit.passage,
            cells[0].start,
            cells[-1].end,
            ": ".join(text[cell.start : cell.end] for cell in cells),
            row.cells[0].column,
        )
        for row, cells in named
        if cells[0].start < cells[-1].end
    ]


def _of_table(block: Block, columns: Sequence[str]) -> bool:
    return block.kind == "table_row" and [cell.column for cell in block.cells] == columns


def _cells(row: Block, text: str) -> list[str]:
    return [text[cell.start : cell.end] for cell in row.cells]


def _naming(row: Block, text: str) -> Sequence[Cell]:
    """The first cell and, where that only counts, the second."""
    first = row.cells[0]
    return row.cells[: 2 if _COUNTS.fullmatch(text[first.start : first.end]) else 1]
