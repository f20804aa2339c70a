"""Lays a Word table out on its grid, so that every cell stands under its column."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from ingest.loaders.docx_text import is_on

_MAX_COLUMNS = 100


def grid(table: Any) -> list[list[Any | None]]:
    """The `w:tc` elements row by row.

    A cell merged downwards stands in every row that it covers, so that each row can be read
    alone; a cell merged sideways stands in its first column and leaves None in the others.
    """
    laid_out: list[list[Any | None]] = []
    for row in _rows(table):
        above = laid_out[-1] if laid_out else []
        laid_out.append(_lay_out(row, above))
    return laid_out


def _rows(table: Any) -> list[Any]:
    return [row for row in table.iter(qn("w:tr")) if _owner(row, qn("w:tbl")) is table]


def _owner(element: Any, tag: str) -> Any:
    return next((parent for parent in element.iterancestors() if parent.tag == tag), None)


def _lay_out(row: Any, above: list[Any | None]) -> list[Any | None]:
    cells: list[Any | None] = []
    for cell in row.iter(qn("w:tc")):
        if _owner(cell, qn("w:tr")) is not row:
            continue
        position = len(cells)
        continues = _continues_above(cell) and position < len(above)
        cells.append(above[position] if continues else cell)
        cells += [None] * (_span(cell) - 1)
    return cells[:_MAX_COLUMNS]


def _property(cell: Any, name: str) -> Any | None:
    properties = cell.find(qn("w:tcPr"))
    return properties.find(qn(name)) if properties is not None else None


def _span(cell: Any) -> int:
    span = _property(cell, "w:gridSpan")
    value = span.get(qn("w:val")) if span is not None else None
    return min(int(value), _MAX_COLUMNS) if value and value.isdigit() and int(value) else 1


def _continues_above(cell: Any) -> bool:
    merge = _property(cell, "w:vMerge")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def has_header_row(table: Any) -> bool:
    """True where the author marked the first row to be repeated on every page."""
    first = next(iter(_rows(table)), None)
    properties = first.find(qn("w:trPr")) if first is not None else None
    return properties is not None and is_on(properties.find(qn("w:tblHeader")))
