"""Names the columns of a PDF's tables, so that each row can be quoted on its own.

The names come from a table's own header, or from the part of the table before it: on the page
before, or above a line of text that parts its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.loaders.cleaning import has_letters
from ingest.loaders.outline import HEADER_CELL_IN_BOLD, looks_like_header
from ingest.loaders.pdf_layout import Line, Table

_SAME_PLACE: Final = 4.0  # points


def name_columns(table: Table, before: Table | None) -> None:
    """Give a table the names of its columns, from its first row or from the part before it.

    Where anything in the table is bold, a header is bold; else short filled cells will do. A
    header that is printed again on the next page is dropped, as its text is there already.
    """
    known = before is not None and bool(before.columns) and _lay_out_like(table, before)
    texts = _texts_of(table)
    if known and before is not None and tuple(texts[0]) == before.columns:
        table.columns = before.columns
        del table.rows[0]
    elif _is_header(table, texts) and not (known and not _is_new_header(table, texts)):
        table.columns = tuple(texts[0])
    elif known and before is not None:
        table.columns = before.columns


def _texts_of(table: Table) -> list[list[str]]:
    return [[" ".join(line.text for line in cell) for cell in row] for row in table.rows]


def _is_header(table: Table, texts: list[list[str]]) -> bool:
    bold = [_is_bold(row) for row in table.rows]
    if bold == [True]:  # what it names stands below a line of text, or on the next page
        return all(texts[0]) and all(len(text) <= HEADER_CELL_IN_BOLD for text in texts[0])
    if bold[0] and not all(bold):
        filled = texts if texts[0][0] or len(texts[0]) < 3 else [row[1:] for row in texts]
        return looks_like_header(filled, HEADER_CELL_IN_BOLD)
    return not _has_bold(table) and looks_like_header(texts)


def _is_new_header(table: Table, texts: list[list[str]]) -> bool:
    """Whether a first row under columns that are named already names them anew: bold words."""
    return _is_bold(table.rows[0]) and all(has_letters(text) for text in texts[0] if text)


def _is_bold(row: Sequence[Sequence[Line]]) -> bool:
    lines = [line for cell in row for line in cell]
    return bool(lines) and all(line.bold for line in lines)


def _has_bold(table: Table) -> bool:
    lines = (line for row in table.rows for cell in row for line in cell)
    return any(word.style.bold for line in lines for word in line.words)


def _lay_out_like(table: Table, before: Table) -> bool:
    """Whether a table has the columns of the part before it. Those in which it holds nothing are
    put back, so that every cell stands under its name."""
    if _same(table.edges, before.edges):
        return True
    places = [_place(edge, before.edges) for edge in table.edges]
    if not _same(table.grid, before.grid) or None in places:
        return False
    if any(a is None or b is None or a >= b for a, b in pairwise(places)):
        return False
    columns = [places.index(i) if i in places else None for i in range(len(before.edges))]
    table.rows = [[[] if i is None else row[i] for i in columns] for row in table.rows]
    table.edges = before.edges
    return True


def _place(edge: float, edges: Sequence[float]) -> int | None:
    near = (i for i, other in enumerate(edges) if abs(edge - other) < _SAME_PLACE)
    return next(near, None)


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) < _SAME_PLACE for a, b in zip(one, other, strict=True)
    )
