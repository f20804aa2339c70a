"""A run as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.baseline import BaselineQuestion
from evals.metrics import METRICS
from evals.runfile import Figure, Figures, Run, ScoredResult

HEADLINE = ("right", "refusal_recall", "over_refusal", "citation_recall", "citation_precision")


def render(run: Run) -> str:
    """All figures, the headline ones by set and kind, and what the gates say."""
    blocks = [_metrics(run), _slices("by set", run.by_set), _slices("by kind", run.by_kind)]
    blocks.append(_gates(run))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _metrics(run: Run) -> list[str]:
    asked = ", ".join(f"{s.name} ({s.questions})" for s in run.sets)
    lines = [
        f"asked {asked} of {run.target}, index {run.index}, {run.engine}, in {run.seconds:.0f} s",
        f"{'metric':<20}{'n':>5}{'value':>9}   95 % interval",
    ]
    return lines + [
        f"{name:<20}{found.n:>5}{_value(name, found.value):>9}   {_interval(name, found)}"
        for name, found in run.metrics.items()
    ]


def _slices(title: str, slices: dict[str, Figures]) -> list[str]:
    if not slices:
        return []
    head = f"{title:<20}" + "".join(f"{name:>20}" for name in HEADLINE)
    return [head, *(f"{name:<20}" + "".join(_cells(found)) for name, found in slices.items())]


def _cells(found: Figures) -> Iterator[str]:
    for name in HEADLINE:
        one = found.get(name)
        cell = f"{_value(name, one.value)} of {one.n}" if one else "-"
        yield f"{cell:>20}"


def _gates(run: Run) -> list[str]:
    if not run.gates:
        return []
    counts = {
        outcome: sum(gate.outcome == outcome for gate in run.gates)
        for outcome in ("passed", "failed", "not measured")
    }
    said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
    failed = [gate for gate in run.gates if gate.outcome == "failed"]
    return [f"gates: {said}", *(f"  FAILED {gate.name}: {gate.text}" for gate in failed)]


def changes(pairs: Sequence[tuple[BaselineQuestion, ScoredResult]]) -> list[str]:
    """How many questions the baseline has too, and which are right now and were not, and the other
    way round."""
    won = [new.question.id for old, new in pairs if (old.right, new.right) == (False, True)]
    lost = [new.question.id for old, new in pairs if (old.right, new.right) == (True, False)]
    lines = [f"against the baseline, {len(pairs)} questions: {len(won)} won, {len(lost)} lost"]
    lines += [
        f"  {title}: {', '.join(ids)}" for title, ids in (("won", won), ("lost", lost)) if ids
    ]
    return lines


def _value(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if METRICS[name].unit == "share" else f"{value:.0f}"


def _interval(name: str, found: Figure) -> str:
    if found.low is None:
        return "-"
    return f"{_value(name, found.low)} to {_value(name, found.high)}"
