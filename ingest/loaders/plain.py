"""Plain text: lines become paragraphs, list items, table rows and headings by their looks."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.document import LoadedDocument
from ingest.loaders.builder import TextBuilder
from ingest.loaders.cleaning import is_debris
from ingest.loaders.encoding import decode
from ingest.loaders.guards import read_text_bytes
from ingest.loaders.headings import looks_like_heading, mark_headings, nest_under_titles
from ingest.loaders.hints import properties
from ingest.loaders.inline import unmarked
from ingest.loaders.markers import split_marker
from ingest.loaders.outline import Item, join_broken, looks_like_header, rows, write
from ingest.loaders.plain_columns import tabbed_columns

# Text that was wrapped for a screen stays within this; longer lines are paragraphs of their own.
_WRAP_WIDTH: Final = 120
_INDENT_STEP: Final = 2


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: int
    after_blank: bool
    width: int


def load(path: Path) -> LoadedDocument:
    """Read a text file in UTF-8, UTF-16 with a byte order mark, or Windows-1252."""
    items = read_items(decode(read_text_bytes(path)))
    builder = TextBuilder()
    write(items, builder)
    text = builder.text
    return LoadedDocument(
        text, tuple(builder.blocks), properties=properties(text, builder.blocks, stem=path.stem)
    )


def read_items(text: str) -> list[Item]:
    """The items of a text, with headings and list levels settled."""
    lines = _lines(text)
    items: list[Item] = []
    prose = [line for line in lines if "\t" not in line.text]  # a row's width says nothing
    wrap = max((line.width for line in prose), default=0) if _is_wrapped(prose) else 0
    for group in _groups(lines, wrap):
        items += _items(group)
    items = join_broken(items)
    _set_levels(items)
    nest_under_titles(items)
    mark_headings(items)
    return items


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for raw in tabbed_columns(text.splitlines()):
        line = raw.expandtabs(4) if raw[:1] == "\t" else raw
        shown = "\t".join(unmarked(cell) for cell in line.strip().split("\t"))
        if not shown.strip() or is_debris(shown.strip()):
            blank = True
            continue
        lines.append(_Line(shown, len(line) - len(line.lstrip()), blank, len(line.rstrip())))
        blank = False
    return lines


def _is_wrapped(lines: list[_Line]) -> bool:
    """True where most lines that go on below are nearly as long as the longest: hard-wrapped."""
    continued = [a.width for a, b in itertools.pairwise(lines) if not b.after_blank]
    longest = max((line.width for line in lines), default=0)
    if longest > _WRAP_WIDTH or len(continued) < 2:
        return False
    full = sum(width >= longest * 0.75 for width in continued)
    return full * 2 > len(continued)


def _groups(lines: list[_Line], wrap: int) -> list[list[_Line]]:
    """Lines that belong together: of a table, or of a paragraph wrapped at a width (0: none)."""
    groups: list[list[_Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last is not None and not line.after_blank and _belongs(last, line, wrap):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _belongs(last: _Line, line: _Line, wrap: int) -> bool:
    if "\t" in last.text or "\t" in line.text:
        return "\t" in last.text and "\t" in line.text
    return wrap > 0 and split_marker(line.text)[0] is None and not _is_title_line(last, wrap)


def _is_title_line(line: _Line, wrap: int) -> bool:
    return line.after_blank and line.width < wrap * 0.75 and looks_like_heading(line.text)


def _items(group: list[_Line]) -> list[Item]:
    if "\t" in group[0].text:
        table = [line.text.split("\t") for line in group]
        return rows(table, header=looks_like_header(table))
    return [Item(" ".join(line.text for line in group), level=group[0].indent)]


def _set_levels(items: list[Item]) -> None:
    """Turn the indents, kept in `level` until here, into list levels: 1, 2, … per run."""
    open_indents: list[int] = []
    for item in items:
        if item.kind is not None or split_marker(item.text)[0] is None:
            open_indents, item.level = [], 0
            continue
        while open_indents and item.level <= open_indents[-1] - _INDENT_STEP:
            open_indents.pop()
        if not open_indents or item.level >= open_indents[-1] + _INDENT_STEP:
            open_indents.append(item.level)
        item.level = len(open_indents)
