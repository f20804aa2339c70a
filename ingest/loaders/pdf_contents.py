"""Drops tables of contents: they repeat the headings and say nothing that could be quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.loaders.pdf_layout import Line

_LEADERS: Final = re.compile(r"(?:\.\s?|…\s?|_){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?\s*$")
_ENTRY: Final = re.compile(r".*[^\W\d_].*\s(\d{1,4})")
_TITLES: Final = re.compile(
    r"(?:table of )?contents(?: page)?|(?:list|table) of (?:figures|tables|appendices|annexes)",
    re.IGNORECASE,
)
_MIN_ENTRIES: Final = 3
_MOSTLY: Final = 0.6  # of a page's lines, for a list without a title


def without_contents(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines of every page without those of a table of contents and its title."""
    kept: list[list[Line]] = []
    open_list = False
    for lines in pages:
        remaining, open_list = _strip(lines, len(pages), open_list=open_list)
        kept.append(remaining)
    return kept


def _strip(lines: list[Line], page_count: int, *, open_list: bool) -> tuple[list[Line], bool]:
    titled = next((i for i, line in enumerate(lines) if _TITLES.fullmatch(line.text)), None)
    leaders = [i for i, line in enumerate(lines) if _LEADERS.search(line.text)]
    entries = _entries(lines, titled or 0, page_count)
    if titled is None and not open_list and len(entries) < _MOSTLY * len(lines):
        entries = []
    found = sorted({*leaders, *entries}) if len(leaders) >= _MIN_ENTRIES or entries else leaders
    if not found:
        return lines, False
    first = titled if titled is not None and titled < found[0] else found[0]
    if titled is None and open_list:
        first = 0  # the list goes on from the page before
    last = found[-1]
    whole = len(found) >= _MIN_ENTRIES or titled is not None
    listed = set(range(first, last + 1)) if whole else {first, *found}
    return [line for i, line in enumerate(lines) if i not in listed], last >= len(lines) - 3


def _entries(lines: Sequence[Line], start: int, page_count: int) -> list[int]:
    """Lines that end with a page number set apart, the numbers never falling."""
    found: list[int] = []
    last = 0
    for index in range(start, len(lines)):
        last_word = lines[index].words[-1].text
        match = _ENTRY.fullmatch(lines[index].text) if last_word.isdigit() else None
        if match is None or not _stands_apart(lines[index]):
            continue
        number = int(match[1])
        if number > page_count + 30:
            continue
        if number < last:
            break
        found.append(index)
        last = number
    return found


def _stands_apart(line: Line) -> bool:
    last, before = line.words[-1], line.words[-2]
    return last.left - before.right > line.size or last.right >= line.column[1] - line.size
