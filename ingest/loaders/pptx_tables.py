"""The texts of a slide's table, merged cells laid out on the grid."""

from __future__ import annotations

from typing import Any

from ingest.loaders.cleaning import clean, is_debris


def table_texts(table: Any) -> list[list[str]]:
    """Row by row. A cell merged downwards is repeated in every row that it covers."""
    texts: list[list[str]] = []
    for row in table.rows:
        above = texts[-1] if texts else []
        texts.append([_cell(cell, above, index) for index, cell in enumerate(row.cells)])
    return texts


def _cell(cell: Any, above: list[str], index: int) -> str:
    if cell.is_spanned and cell._tc.get("vMerge") in ("1", "true"):
        return above[index] if index < len(above) else ""
    return "" if cell.is_spanned else cell_text(cell)


def cell_text(cell: Any) -> str:
    """All paragraphs of a cell as one text; its bullets stay in it as printed."""
    lines = (clean(paragraph.text) for paragraph in cell.text_frame.paragraphs)
    return " ".join(line for line in lines if line and not (len(line) > 2 and is_debris(line)))
