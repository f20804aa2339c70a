"""Finds the grids that rules make, with their merged cells.

Rules that touch make one grid. Their positions cut it into small fields, and fields with no rule
between them are one cell, which is how merged cells come out without further ado.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ingest.loaders.pdf_rules import Rule

_SNAP: Final = 3.0
_REACH: Final = 5.0  # Word leaves such gaps where rules should meet
_COVERED: Final = 0.6  # of a field's side must be ruled to part it from its neighbour
_MAX_RULES: Final = 3_000
_MAX_FIELDS: Final = 20_000
_OPEN_SIDE: Final = 12.0


class Span(NamedTuple):
    """A cell: the first and last row and column of the fields that it covers."""

    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled grid: the positions of its lines, and the cell that each field belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[Span, ...], ...]

    def at(self, x: float, y: float) -> Span | None:
        """The cell at a point of the page."""
        column, row = _field(self.xs, x), _field(self.ys, y)
        return self.cells[row][column] if column is not None and row is not None else None


def _field(positions: Sequence[float], value: float) -> int | None:
    if not positions[0] <= value <= positions[-1]:
        return None
    return next(i for i, end in enumerate(positions[1:]) if value <= end)


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """Every grid of at least two fields across, from the top of the page."""
    if len(rules) > _MAX_RULES:
        return []
    grids = [_grid(group) for group in _touching(joined(rules))]
    return sorted((g for g in grids if g is not None), key=lambda grid: (grid.ys[0], grid.xs[0]))


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules snapped to common positions, and pieces of one line joined."""
    joined: list[Rule] = []
    for vertical in (False, True):
        lines = sorted(rule for rule in rules if rule.vertical is vertical)
        for group in _clusters(lines, lambda rule: rule.at):
            at = sum(rule.at for rule in group) / len(group)
            for rule in sorted(group, key=lambda rule: rule.start):
                last = joined[-1] if joined else None
                if (
                    last
                    and (last.vertical, last.at) == (vertical, at)
                    and rule.start <= last.end + _REACH
                ):
                    joined[-1] = last._replace(end=max(last.end, rule.end))
                else:
                    joined.append(rule._replace(at=at))
    return joined


def _clusters(lines: list[Rule], key: Callable[[Rule], float]) -> list[list[Rule]]:
    clusters: list[list[Rule]] = []
    for line in lines:
        if clusters and key(line) - key(clusters[-1][0]) <= _SNAP:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return clusters


def _touching(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules that hang together by crossing or touching."""
    flat = [rule for rule in rules if not rule.vertical]
    upright = [rule for rule in rules if rule.vertical]
    groups: list[list[Rule]] = []
    left = set(range(len(upright)))
    waiting = set(range(len(flat)))
    while waiting:
        group, todo = [], [flat[waiting.pop()]]
        while todo:
            rule = todo.pop()
            group.append(rule)
            pool, indexes = (flat, waiting) if rule.vertical else (upright, left)
            met = [index for index in indexes if _touch(rule, pool[index])]
            indexes.difference_update(met)
            todo += [pool[index] for index in met]
        groups.append(group)
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.start - _REACH <= other.at <= one.end + _REACH
        and other.start - _REACH <= one.at <= other.end + _REACH
    )


def _grid(rules: list[Rule]) -> Grid | None:
    flat = [rule for rule in rules if not rule.vertical]
    upright = [rule for rule in rules if rule.vertical]
    if not upright:
        return None
    xs = _positions(upright, flat)
    ys = _positions(flat, upright)
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MAX_FIELDS:
        return None
    return Grid(xs, ys, _cells(xs, ys, flat, upright))


def _positions(lines: list[Rule], across: list[Rule]) -> tuple[float, ...]:
    """Where the lines stand, and where the ones across end: tables often have open sides."""
    found = sorted({line.at for line in lines})
    low, high = min(line.start for line in across), max(line.end for line in across)
    if low < found[0] - _OPEN_SIDE:
        found.insert(0, low)
    if high > found[-1] + _OPEN_SIDE:
        found.append(high)
    return tuple(found)


def _cells(
    xs: Sequence[float], ys: Sequence[float], flat: list[Rule], upright: list[Rule]
) -> tuple[tuple[Span, ...], ...]:
    rows, columns = len(ys) - 1, len(xs) - 1
    below = [
        [_ruled(flat, ys[r + 1], xs[c], xs[c + 1]) for c in range(columns)] for r in range(rows)
    ]
    beside = [
        [_ruled(upright, xs[c + 1], ys[r], ys[r + 1]) for c in range(columns)] for r in range(rows)
    ]
    owners: list[list[Span | None]] = [[None] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] is None:
                _claim(owners, below, beside, row, column)
    return tuple(tuple(owner for owner in line if owner is not None) for line in owners)


def _ruled(lines: Iterable[Rule], at: float, start: float, end: float) -> bool:
    covered = sum(
        max(0.0, min(line.end, end) - max(line.start, start))
        for line in lines
        if abs(line.at - at) < 0.01
    )
    return covered >= _COVERED * (end - start)


def _claim(
    owners: list[list[Span | None]],
    below: list[list[bool]],
    beside: list[list[bool]],
    row: int,
    column: int,
) -> None:
    """Give a field, and all that no rule parts from it in a rectangle, to one cell."""
    last_column = column
    while (
        last_column + 1 < len(owners[row])
        and not beside[row][last_column]
        and owners[row][last_column + 1] is None
    ):
        last_column += 1
    last_row = row
    while last_row + 1 < len(owners) and _goes_down(
        owners[last_row + 1], below[last_row], beside[last_row + 1], column, last_column
    ):
        last_row += 1
    span = Span(row, column, last_row, last_column)
    for r in range(row, last_row + 1):
        for c in range(column, last_column + 1):
            owners[r][c] = span


def _goes_down(
    owners: list[Span | None], below: list[bool], beside: list[bool], first: int, last: int
) -> bool:
    fields = range(first, last + 1)
    if any(below[c] or owners[c] is not None for c in fields):
        return False
    return not any(beside[c] for c in range(first, last))
