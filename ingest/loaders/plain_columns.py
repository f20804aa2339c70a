"""Columns set with spaces in plain text, such as a timetable: each row becomes one tabbed line.

Without this the lines of "May 2023      The consultation closed." look like a wrapped paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_ROW: Final = re.compile(r"(?P<name>\S.{0,38}?)(?P<gap> {2,})(?P<rest>\S.*)")
_MIN_ROWS: Final = 3


def tabbed_columns(lines: Sequence[str]) -> list[str]:
    """The lines, those of every two-column block with a tab between their columns."""
    done: list[str] = []
    index = 0
    while index < len(lines):
        rows, end = _block(lines, index)
        if len(rows) >= _MIN_ROWS:
            done += rows
            index = end
        else:
            done.append(lines[index])
            index += 1
    return done


def _block(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """The rows whose second columns begin where that of the first does, and where they end."""
    first = _ROW.fullmatch(lines[start])
    if first is None:
        return [], start
    column, rows = first.start("rest"), list[str]()
    for end in range(start, len(lines)):
        line = lines[end]
        row = _ROW.fullmatch(line)
        if row is not None and row.start("rest") == column:
            rows.append(f"{row['name']}\t{row['rest']}")
        elif rows and line.strip() and len(line) - len(line.lstrip(" ")) == column:
            rows[-1] += f" {line.strip()}"
        else:
            return rows, end
    return rows, len(lines)
