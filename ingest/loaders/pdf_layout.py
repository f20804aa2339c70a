"""Words to lines in reading order: fragments first, then columns, then the lines in each.

A fragment is a run of words on one baseline with no wide gap in it. Columns are found from the
fragments: a gutter is a vertical strip with several fragments one above the other on both sides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from ingest.loaders.cleaning import has_letters
from ingest.loaders.pdf_words import Word


@dataclass(slots=True)
class Table:
    """Rows of cells, each the lines of text in it. Merged cells are laid out on the grid.

    `edges` are the positions of the columns, `grid` those of all its upright rules: a table that
    goes on over the page has the same rules, even where one of its columns is empty there.
    """

    rows: list[list[list[Line]]]
    edges: tuple[float, ...]
    grid: tuple[float, ...] = ()
    columns: tuple[str, ...] = ()


_WIDE_GAP: Final = 0.9  # of the type size: more than a word space, even in justified text
_SAME_LINE: Final = 0.5  # of the type size: raised note numbers stay on their line
_MIN_STACK: Final = 3  # fragments on either side, unbroken, to make columns of them
_MIN_SUPPORT: Final = 5
_STEP: Final = 3.0
_PLACE: Final = attrgetter("baseline", "left")
_LEFT: Final = attrgetter("left")


@dataclass(slots=True)
class Line:
    """Words on one baseline. `column` is the left and right edge of the text that it stands in.

    A whole table stands in the flow of the page as one line that carries it.
    """

    words: list[Word]
    column: tuple[float, float] = (0.0, 0.0)
    table: Table | None = None
    left: float = field(init=False)
    right: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)
    baseline: float = field(init=False)
    size: float = field(init=False)
    even: bool = field(init=False)  # all words are set in one style
    _text: str | None = field(init=False, default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        texts, lefts, tops, rights, bottoms, baselines, styles, _, _ = zip(*self.words, strict=True)
        self.left, self.right = min(lefts), max(rights)
        self.top, self.bottom = min(tops), max(bottoms)
        lengths = list(map(len, texts))
        self.even = styles.count(styles[0]) == len(styles)
        if self.even:
            largest, self.size = lengths.index(max(lengths)), styles[0].size
        else:
            largest, self.size = _measure(lengths, [style.size for style in styles])
        self.baseline = baselines[largest] if self.table is None else self.top

    @property
    def page(self) -> int:
        return self.words[0].page

    @property
    def text(self) -> str:
        """The line as it reads, for looking at; offsets are worked out elsewhere."""
        if self._text is None:  # the rules ask for it time and again
            parts = [word.text if word.glued else f" {word.text}" for word in self.words]
            self._text = "".join(parts).strip()
        return self._text

    @property
    def bold(self) -> bool:
        if self.even:
            return self.words[0].style.bold
        return all(word.style.bold for word in self.words if has_letters(word.text)) and any(
            word.style.bold for word in self.words
        )

    @property
    def italic(self) -> bool:
        if self.even:
            return self.words[0].style.italic
        return all(word.style.italic for word in self.words)


def _measure(lengths: Sequence[int], sizes: Sequence[float]) -> tuple[int, float]:
    """Which word is set largest, the longest of those, and the size that most letters have."""
    largest = max(range(len(sizes)), key=lambda index: (sizes[index], lengths[index]))
    counts: Counter[float] = Counter()
    for size, length in zip(sizes, lengths, strict=True):
        counts[size] += length
    return largest, counts.most_common(1)[0][0]


def fragments_of(words: Iterable[Word]) -> list[Line]:
    """Runs of words as the file has them, cut where a line or a wide gap ends them."""
    runs: list[list[Word]] = []
    last: Word | None = None
    for word in words:
        if last is not None and _follows(last, word):
            runs[-1].append(word)
        else:
            runs.append([word])
        last = word
    return _merge_close([Line(run) for run in runs])


def _follows(last: Word, word: Word) -> bool:
    style = word.style
    size = style.size
    if last.style is not style:
        if last.style.angle != style.angle:
            return False
        size = max(last.style.size, size)
    if style.angle:
        return True
    on_line = abs(last.baseline - word.baseline) <= _SAME_LINE * size
    return on_line and -0.3 * size <= word.left - last.right <= _WIDE_GAP * size


def rows_of(fragments: Iterable[Line]) -> list[list[Line]]:
    """Fragments by baseline, top to bottom, each row from left to right."""
    rows: list[list[Line]] = []
    for fragment in sorted(fragments, key=_PLACE):
        last = rows[-1][0] if rows else None
        if last and fragment.baseline - last.baseline <= 0.3 * min(last.size, fragment.size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=_LEFT) if len(row) > 1 else row for row in rows]


def _merge_close(fragments: list[Line]) -> list[Line]:
    """Join fragments that the file has in an odd order but that stand next to each other."""
    merged: list[Line] = []
    for row in rows_of(fragments):
        current = row[0]
        for fragment in row[1:]:
            gap = fragment.left - current.right
            if -0.5 * current.size <= gap <= _WIDE_GAP * max(current.size, fragment.size):
                current = Line([*current.words, *fragment.words])
            else:
                merged.append(current)
                current = fragment
        merged.append(current)
    return merged


def reading_order(fragments: Sequence[Line]) -> list[Line]:
    """The lines of a region: columns one after the other, lines across them in between."""
    if not fragments:
        return []
    gutter = _gutter(fragments)
    if gutter is None:
        return _lines(fragments)
    ordered: list[Line] = []
    whole = _extent(fragments)
    for band in _bands(fragments, gutter):
        if len(band) == 1 and _crosses(band[0], gutter):
            ordered += _lines(band, whole)
            continue
        ordered += reading_order([f for f in band if f.right <= gutter])
        ordered += reading_order([f for f in band if f.right > gutter])
    return ordered


def _extent(fragments: Sequence[Line]) -> tuple[float, float]:
    return min(f.left for f in fragments), max(f.right for f in fragments)


def _lines(fragments: Sequence[Line], column: tuple[float, float] | None = None) -> list[Line]:
    column = column or _extent(fragments)
    lines: list[Line] = []
    for row in rows_of(fragments):
        if len(row) == 1:
            lines += row
            continue
        text = [word for part in row if part.table is None for word in part.words]
        lines += [part for part in row if part.table is not None]
        lines += [Line(text)] if text else []
    for line in lines:
        line.column = column
    return lines


def _crosses(fragment: Line, gutter: float) -> bool:
    return fragment.left < gutter < fragment.right


def _bands(fragments: Sequence[Line], gutter: float) -> list[list[Line]]:
    """Fragments from top to bottom, cut at every one that runs across the gutter."""
    bands: list[list[Line]] = [[]]
    for fragment in sorted(fragments, key=_PLACE):
        if _crosses(fragment, gutter):
            bands += [[fragment], []]
        else:
            bands[-1].append(fragment)
    return [band for band in bands if band]


def _gutter(fragments: Sequence[Line]) -> float | None:
    """The middle of the strip that parts two columns, if there is one."""
    texty = [f for f in fragments if has_letters(f.text, 3)]
    if len(texty) < 2 * _MIN_STACK:
        return None
    left, right = min(f.left for f in texty), max(f.right for f in texty)
    ends, starts = sorted(f.right for f in texty), sorted(f.left for f in texty)
    scores: list[tuple[int, float]] = []
    x = left + 0.25 * (right - left)
    while x < left + 0.75 * (right - left):
        # Cheap to count, and on most pages enough to see that there are no columns.
        if min(bisect_right(ends, x), len(starts) - bisect_left(starts, x)) >= _MIN_SUPPORT:
            scores.append((_support(texty, x), x))
        x += _STEP
    best = max((score for score, _ in scores), default=0)
    if best < _MIN_SUPPORT:
        return None
    return _middle([x for score, x in scores if score == best])


def _middle(xs: list[float]) -> float:
    """The middle of the first unbroken run of positions."""
    end = 0
    while end + 1 < len(xs) and xs[end + 1] - xs[end] < 1.5 * _STEP:
        end += 1
    return (xs[0] + xs[end]) / 2


def _support(fragments: Sequence[Line], x: float) -> int:
    """How many fragments stand on the thinner side of x, in bands where both sides are stacked."""
    support = 0
    for band in _bands(fragments, x):
        left = [f for f in band if f.right <= x]
        right = [f for f in band if f.left >= x]
        if min(len(left), len(right)) >= _MIN_STACK and _overlap(left, right):
            support += min(len(left), len(right))
    return support


def _overlap(left: list[Line], right: list[Line]) -> bool:
    """True where the two stand side by side for at least the height of a few lines."""
    top = max(min(f.top for f in left), min(f.top for f in right))
    bottom = min(max(f.bottom for f in left), max(f.bottom for f in right))
    return bottom - top >= _MIN_STACK * left[0].size
