"""Two runs beside each other as one HTML page, made and guarded as the page of a run is."""

from __future__ import annotations

from dataclasses import dataclass

from evals.comparison import CHANGE_KINDS, Change, ChangeKind, Comparison, FigureChange
from evals.reports import words
from evals.reports.differences import Piece, differing
from evals.reports.html import render_page
from evals.reports.rows import Choice, Filter, Row, row
from evals.reports.words import Verdict

KIND_VERDICTS: dict[ChangeKind, Verdict] = {
    "lost": Verdict("Lost", "✗", "bad"),
    "won": Verdict("Won", "✓", "good"),
    "changed": Verdict("Changed", "≠", "neither"),
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A metric before and after, in words. `tendency`: better, worse or empty."""

    title: str
    meaning: str
    before: str
    after: str
    difference: str
    tendency: Verdict | None
    p_value: str
    is_unlikely: bool
    n: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two answers, with the words that the other does not have."""

    title: str
    mark: str
    row: Row
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A question with both answers."""

    change: Change
    verdict: Verdict
    sides: tuple[Side, Side]


def render_compare(comparison: Comparison) -> str:
    """The page of a comparison."""
    rows = [_change_row(number, change) for number, change in enumerate(comparison.changes, 1)]
    return render_page(
        "compare.html",
        comparison=comparison,
        sentence=sentence(comparison),
        runs=(("Before", comparison.before), ("After", comparison.after)),
        figures=[_figure_row(change) for change in comparison.figures],
        filters=_filters(comparison),
        rows=rows,
        left_out=[
            (title, ids)
            for title, ids in (
                ("edited in between", comparison.edited),
                ("only in the run before", comparison.only_before),
                ("only in the run after", comparison.only_after),
            )
            if ids
        ],
    )


def sentence(comparison: Comparison) -> str:
    """`Lost 2, won 1, changed 3; 34 of 40 answers are the same`."""
    counted = ", ".join(f"{kind} {comparison.count(kind)}" for kind in CHANGE_KINDS)
    same = f"{comparison.same} of {words.count(comparison.compared, 'answer')} the same"
    return f"{counted[0].upper()}{counted[1:]}; {same}"


def _figure_row(change: FigureChange) -> FigureRow:
    unit = words.unit(change.metric)
    p_value = change.p_value
    return FigureRow(
        title=words.title(change.metric),
        meaning=words.meaning(change.metric),
        before=words.number(change.before.value, unit),
        after=words.number(change.after.value, unit),
        difference=words.difference(change.difference, unit),
        tendency=_tendency(change),
        p_value="–" if p_value is None or not change.difference else words.chance(p_value),
        is_unlikely=_is_unlikely(change),
        n=change.n,
    )


def _tendency(change: FigureChange) -> Verdict | None:
    """Coloured only where it is unlikely to be chance: what may be chance is no news."""
    said = words.tendency(change.difference, words.better(change.metric))
    if not said:
        return None
    style = ("good" if said == "better" else "bad") if _is_unlikely(change) else "neither"
    return Verdict(said, "▲" if (change.difference or 0) > 0 else "▼", style)


def _is_unlikely(change: FigureChange) -> bool:
    return change.p_value is not None and change.p_value < words.CHANCE


def _change_row(number: int, change: Change) -> ChangeRow:
    before, after = differing(change.before.answer.answer, change.after.answer.answer)
    return ChangeRow(
        change=change,
        verdict=KIND_VERDICTS[change.kind],
        sides=(
            Side("Before", "del", row(f"before-{number}", change.before), before),
            Side("After", "ins", row(f"after-{number}", change.after), after),
        ),
    )


def _filters(comparison: Comparison) -> list[Filter]:
    changes = comparison.changes
    by_kind = [(KIND_VERDICTS[kind].word, kind, comparison.count(kind)) for kind in CHANGE_KINDS]
    choices = [Choice(f"{word} ({number})", kind) for word, kind, number in by_kind if number]
    return [Filter("change", "Change", [Choice(f"All ({len(changes)})", ""), *choices])]
