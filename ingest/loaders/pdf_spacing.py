"""How far apart the lines of one paragraph stand, page by page.

Documents are put together from files with different line spacing, and a whole document's usual
step would then cut every paragraph of the pages that are set wider.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median_low
from typing import Final

from ingest.loaders.pdf_layout import Line

SAME_SIZE: Final = 0.08
_ENOUGH: Final = 6  # steps of a page that settle its own spacing
_MOSTLY: Final = 0.6
_JITTER: Final = 0.5

Steps = Counter[float]


class Spacing:
    """The usual step between two lines of a paragraph, for a type size on a page."""

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        self._of_page: dict[tuple[int, int], Steps] = {}
        self._of_all: dict[int, Steps] = {}
        for line, step in _steps(pages):
            size = round(line.size)
            self._of_page.setdefault((line.page, size), Counter())[step] += 1
            self._of_all.setdefault(size, Counter())[step] += 1

    def usual(self, line: Line) -> float:
        """The page's own step where enough lines agree on it, else the document's; 0 if unknown."""
        size = round(line.size)
        own = self._of_page.get((line.page, size), Counter())
        middle = median_low(own.elements()) if own else 0.0
        agreeing = sum(count for step, count in own.items() if abs(step - middle) <= _JITTER)
        if agreeing >= _ENOUGH and agreeing >= _MOSTLY * own.total():
            return middle
        everywhere = self._of_all.get(size)
        return everywhere.most_common(1)[0][0] if everywhere else 0.0


def _steps(pages: Iterable[Sequence[Line]]) -> Iterator[tuple[Line, float]]:
    """Steps to lines that begin in lower case, as these go on with the line before."""
    for lines in pages:
        for one, other in pairwise(lines):
            gap = other.baseline - one.baseline
            plausible = same_type(one, other) and 0.8 * one.size < gap < 2.6 * one.size
            if plausible and not one.table and other.text[:1].islower():
                yield other, round(gap * 2) / 2


def same_type(one: Line, other: Line, tolerance: float = SAME_SIZE) -> bool:
    """True where two lines are set in the same size, give or take."""
    return abs(one.size - other.size) <= tolerance * max(one.size, other.size)
