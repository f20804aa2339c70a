"""Ruled tables of a PDF page: which words stand in which cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ingest.loaders.outline import REPEATED_CELL
from ingest.loaders.pdf_grid import Grid, Span, find_grids
from ingest.loaders.pdf_layout import Line, Table, fragments_of, rows_of
from ingest.loaders.pdf_open_tables import open_tables
from ingest.loaders.pdf_rules import Rule
from ingest.loaders.pdf_words import Word

Cells = dict[Span, list[Word]]
_SPARSE: Final = 0.5


def tables_on(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Line], list[Word]]:
    """The tables of a page, each as a line to stand in its flow, and the words outside them."""
    tables: list[Line] = []
    grids = find_grids(rules)
    for ruled in open_tables(rules, [word for word in words if not word.style.angle]):
        grids += find_grids(ruled)
    for grid in grids:
        cells, outside = _fill(grid, words)
        if _is_flowchart(grid, cells):
            continue
        runs = [run for run in _runs(grid, cells) if _is_table(run)]
        if not runs:
            continue
        tabled = {id(w) for run in runs for row in run for cell in row for w in cells[cell]}
        tables += [_table(grid, run, cells) for run in runs]
        words = [*outside, *(w for kept in cells.values() for w in kept if id(w) not in tabled)]
    return tables, list(words)


def _fill(grid: Grid, words: Sequence[Word]) -> tuple[Cells, list[Word]]:
    cells: Cells = {span: [] for row in grid.cells for span in row}
    outside: list[Word] = []
    for word in words:
        span = grid.at((word.left + word.right) / 2, (word.top + word.bottom) / 2)
        (outside if span is None or word.style.angle else cells[span]).append(word)
    return cells, outside


def _is_flowchart(grid: Grid, cells: Cells) -> bool:
    """Boxes joined by lines: their rules cut the page into fields that are mostly no cells, and
    most cells between the boxes are empty. A table has either many cells or filled ones."""
    fields = (len(grid.xs) - 1) * (len(grid.ys) - 1)
    filled = sum(bool(words) for words in cells.values())
    return len(cells) <= _SPARSE * fields and filled < _SPARSE * len(cells)


def _runs(grid: Grid, cells: Cells) -> Iterator[list[list[Span]]]:
    """Rows of cells, cut where one cell takes the whole width: that is text, not a row."""
    run: list[list[Span]] = []
    width = len(grid.xs) - 1
    for index, fields in enumerate(grid.cells):
        starting = [span for span in dict.fromkeys(fields) if span.row == index]
        spans_all = len(starting) == 1 and starting[0].last_column - starting[0].column == width - 1
        if spans_all and cells[starting[0]]:
            if run:
                yield run
            run = []
        elif any(cells[span] for span in starting):
            run.append(list(dict.fromkeys(fields)))
    if run:
        yield run


def _is_table(run: list[list[Span]]) -> bool:
    return len({span.column for row in run for span in row}) > 1


def _table(grid: Grid, run: list[list[Span]], cells: Cells) -> Line:
    """The run as a table. Columns that hold nothing in any row are double rules; they go."""
    used = sorted({s.column for row in run for s in row if cells[s]})
    rows: list[list[list[Line]]] = []
    shown: set[Span] = set()
    for row in run:
        by_column = {span.column: span for span in row}
        rows.append([_cell_lines(by_column.get(column), cells, shown) for column in used])
        shown.update(row)
    words = [word for span in shown for word in cells[span]]
    edges = tuple(grid.xs[column] for column in used)
    return Line(words, table=Table(rows, edges, grid.xs))


def _cell_lines(span: Span | None, cells: Cells, shown: set[Span]) -> list[Line]:
    """A cell's lines. One merged downwards is repeated in every row if it is short: a label."""
    if span is None:
        return []
    lines = [
        Line([word for part in row for word in part.words])
        for row in rows_of(fragments_of(cells[span]))
    ]
    repeats = span in shown
    if repeats and sum(len(line.text) for line in lines) > REPEATED_CELL:
        return []
    return lines
