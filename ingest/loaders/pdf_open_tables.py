"""Tables ruled only between their rows: the columns are where no word ever stands.

Strips between rules of the same length are taken together as long as they keep the same gaps.
What is found is drawn in as upright rules, so that the grid finder can treat it like any table.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.loaders.pdf_grid import joined
from ingest.loaders.pdf_layout import Line, fragments_of, rows_of
from ingest.loaders.pdf_rules import Rule
from ingest.loaders.pdf_words import Word

_SAME_END: Final = 4.0
_GAP: Final = 6.0  # points: the least distance of two columns
_WORD_SPACE: Final = 0.7  # of the type size: words closer than this are one stretch
_HEADER_ABOVE: Final = 2.5  # of the type size, from a header's baseline to the rule below it

Gaps = list[tuple[float, float]]


def open_tables(rules: Sequence[Rule], words: Sequence[Word]) -> list[list[Rule]]:
    """For every such table, all of its rules with the missing upright ones."""
    upright = [rule for rule in rules if rule.vertical]
    flat = [r for r in joined(rules) if not r.vertical and not _is_crossed(r, upright)]
    tables: list[list[Rule]] = []
    for group in _by_ends(flat):
        for run in _runs(group, words):
            tables.append(_ruled(run, words))
    return tables


def _is_crossed(rule: Rule, upright: Sequence[Rule]) -> bool:
    return any(
        rule.start - _SAME_END <= other.at <= rule.end + _SAME_END
        and other.start - _SAME_END <= rule.at <= other.end + _SAME_END
        for other in upright
    )


def _by_ends(flat: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in sorted(flat, key=lambda r: r.at):
        for group in groups:
            same_start = abs(group[0].start - rule.start) <= _SAME_END
            if same_start and abs(group[0].end - rule.end) <= _SAME_END:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 3]


def _runs(group: Sequence[Rule], words: Sequence[Word]) -> list[list[Rule]]:
    """Neighbouring rules whose strips have gaps in common. A strip that would close some of a
    run's gaps begins a new one."""
    runs: list[list[Rule]] = []
    run, held = [group[0]], list[Word]()
    for above, below in pairwise(group):
        strip = _between(words, above, below)
        together = _gaps([*held, *strip], above)
        if (
            strip
            and held
            and len(together) >= max(len(_gaps(strip, above)), len(_gaps(held, above)), 1)
        ):
            run.append(below)
            held += strip
            continue
        runs.append(run)
        run, held = ([above, below], strip) if strip else ([below], [])
    return [each for each in [*runs, run] if len(each) >= 3]


def _between(words: Sequence[Word], above: Rule, below: Rule) -> list[Word]:
    return [
        word
        for word in words
        if above.at <= (word.top + word.bottom) / 2 <= below.at
        and above.start - _SAME_END <= word.left
        and word.right <= above.end + _SAME_END
    ]


def _gaps(words: Sequence[Word], rule: Rule) -> Gaps:
    """The stretches, between the first word and the last, over which no word stands."""
    gaps: Gaps = []
    reach = rule.start
    for index, word in enumerate(sorted(words, key=lambda w: w.left)):
        space = max(_GAP, _WORD_SPACE * word.style.size)
        if index and word.left - reach >= space:
            gaps.append((reach, word.left))
        reach = max(reach, word.right)
    return gaps


def _ruled(run: list[Rule], words: Sequence[Word]) -> list[Rule]:
    held = _between(words, run[0], run[-1])
    middles = [(left + right) / 2 for left, right in _gaps(held, run[0])]
    start, end = run[0].start, run[0].end
    top = _header_top(run[0], middles, words)
    flat = [run[0]._replace(at=top), *run] if top < run[0].at else run
    xs = [start, *middles, end]
    return [*flat, *(Rule(True, x, top, run[-1].at) for x in xs)]


def _header_top(first: Rule, middles: Sequence[float], words: Sequence[Word]) -> float:
    """The top of the header that stands above the first rule, or the rule where there is none."""
    above = [
        w for w in words if w.bottom <= first.at + 2 and first.start - 4 <= w.left <= first.end
    ]
    top = limit = first.at
    for row in reversed(rows_of(fragments_of(above))):
        size = row[0].size
        if limit - row[0].baseline > _HEADER_ABOVE * size or not _is_header(row, middles):
            break
        top = min(fragment.top for fragment in row) - 1
        limit = row[0].baseline - 0.2 * size
    return top


def _is_header(row: Sequence[Line], middles: Sequence[float]) -> bool:
    """Words in at least two columns, none of them across a gap."""
    if any(f.left < x < f.right for f in row for x in middles):
        return False
    return len({sum(f.left > x for x in middles) for f in row}) > 1
