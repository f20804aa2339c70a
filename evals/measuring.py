"""Makes a run of results: scores every question, and sums up by set, kind and tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from evals.intervals import figure
from evals.metrics import METRICS, latency
from evals.metrics.right import verdict
from evals.questions import QuestionSet
from evals.results import Result
from evals.runfile import AskedSet, Figures, Run, ScoredResult, Scores
from evals.significance import rows_of


def measure(
    results: Sequence[Result],
    sets: Sequence[QuestionSet],
    target: str,
    index: str,
    seconds: float,
) -> Run:
    """All figures of a run; `seconds` is how long the asking took. Gates are judged after."""
    scored = [score(result) for result in results]
    metrics = figures(scored)
    return Run(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(seconds, 1),
        target=target,
        index=index,
        engine=_engine(results),
        sets=[AskedSet(name=s.name, file=str(s.path), questions=len(s.questions)) for s in sets],
        summary={"questions": len(scored)} | {name: f.value for name, f in metrics.items()},
        metrics=metrics,
        by_set=_by(scored, lambda result: [result.set]),
        by_kind=_by(scored, lambda result: [result.question.kind]),
        by_tag=_by(scored, lambda result: result.question.tags),
        stages=latency.by_stage(results),
        results=scored,
    )


def score(result: Result) -> ScoredResult:
    """A result with what every metric says of it."""
    scores: Scores = {}
    for metric in METRICS.values():
        value = metric.score(result)
        if value is not None:
            row = value if isinstance(value, tuple) else (value,)
            scores[metric.name] = tuple(round(number, 4) for number in row)
    told = {name: getattr(result, name) for name in Result.model_fields}
    return ScoredResult.model_construct(**told, right=verdict(result), scores=scores)


def rescored(run: Run) -> Run:
    """A run from a file as the metrics of today judge it: two runs must be judged alike."""
    return run.model_copy(update={"results": [score(result) for result in run.results]})


def figures(results: Sequence[ScoredResult]) -> Figures:
    """Every metric that says something about these questions."""
    scores = [result.scores for result in results]
    measured = {
        name: figure(metric.combine, rows_of(metric, scores)) for name, metric in METRICS.items()
    }
    return {name: found for name, found in measured.items() if found.n}


def _by(
    results: Sequence[ScoredResult], names: Callable[[ScoredResult], Iterable[str]]
) -> dict[str, Figures]:
    groups: dict[str, list[ScoredResult]] = defaultdict(list)
    for result in results:
        for name in names(result):
            groups[name].append(result)
    return {name: figures(group) for name, group in sorted(groups.items())}


def _engine(results: Sequence[Result]) -> str:
    """Which engine answered, with its model; more than one where some fell back."""
    engines = {" ".join(filter(None, (r.answer.engine, r.answer.model))) for r in results}
    return ", ".join(sorted(engines))
