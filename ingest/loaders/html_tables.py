"""Web tables: laid out on the grid, or read as plain content where they only place things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bs4 import Tag

from ingest.loaders.cleaning import clean
from ingest.loaders.outline import Item, looks_like_header, rows

_MAX_COLUMNS: Final = 100
_MAX_ROWS_DOWN: Final = 1000


def table_items(table: Tag, read: Callable[[Tag], list[Item]]) -> list[Item]:
    """The items of a table. `read` turns a cell into items where the table is mere layout."""
    caption = table.find("caption")
    items = [Item(clean(caption.get_text(" ")))] if caption is not None else []
    if _is_layout(table):
        for cell in _cells(table):
            items += read(cell)
        return items
    texts = _grid(table)
    header = _has_header(table) or looks_like_header(texts)
    return items + rows(texts, header=header)


def _rows(table: Tag) -> Iterator[Tag]:
    return (row for row in table.find_all("tr") if row.find_parent("table") is table)


def _cells(table: Tag) -> Iterator[Tag]:
    for row in _rows(table):
        yield from row.find_all(["td", "th"], recursive=False)


def _is_layout(table: Tag) -> bool:
    """One column, or tables or headings inside: it places things and relates nothing."""
    if str(table.get("role")) == "presentation" or table.find("table") is not None:
        return True
    if table.find(["h1", "h2", "h3"]) is not None and table.find("th") is None:
        return True
    widths = [len(row.find_all(["td", "th"], recursive=False)) for row in _rows(table)]
    return max(widths, default=0) <= 1


def _has_header(table: Tag) -> bool:
    first = next(_rows(table), None)
    if first is None:
        return False
    cells = first.find_all(["td", "th"], recursive=False)
    return first.find_parent("thead") is not None or all(cell.name == "th" for cell in cells)


def _grid(table: Tag) -> list[list[str]]:
    """Texts row by row. A cell that spans rows is repeated, one that spans columns stands first."""
    grid: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}
    for row in _rows(table):
        texts: list[str] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            _carry(texts, carried)
            text, down = clean(cell.get_text(" ")), _span(cell, "rowspan")
            if down > 1:
                carried[len(texts)] = (min(down, _MAX_ROWS_DOWN) - 1, text)
            texts += [text] + [""] * (min(_span(cell, "colspan"), _MAX_COLUMNS) - 1)
        _carry(texts, carried)
        grid.append(texts)
    return grid


def _carry(texts: list[str], carried: dict[int, tuple[int, str]]) -> None:
    """Fill the columns that a cell further up still covers."""
    while len(texts) in carried:
        left, text = carried.pop(len(texts))
        if left > 1:
            carried[len(texts)] = (left - 1, text)
        texts.append(text)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "")
    return max(int(value), 1) if value.isdigit() else 1
