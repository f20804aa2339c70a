"""The figures of a run as cards, tables and charts; what is drawn is worked out here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evals.metrics import METRICS
from evals.reports import words
from evals.runfile import Figure, Figures, StageTimes

HEADLINE = (
    "right",
    "fact_recall",
    "refusal_recall",
    "over_refusal",
    "citation_recall",
    "citation_precision",
    "verbatim",
    "latency_p50",
    "latency_p95",
)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure in words. `direction` says so where less is better."""

    title: str
    meaning: str
    value: str
    interval: str
    n: int
    direction: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Figures by group: a column for each metric, a row for each group; None where not measured."""

    columns: list[str]
    rows: list[tuple[str, list[FigureView | None]]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart. `at`, `low` and `high` are per cent of its width."""

    label: str
    value: str
    detail: str
    at: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """`ticks` are the ends of the scale; `columns` head the label, the drawing and the values."""

    title: str
    description: str
    columns: tuple[str, str]
    ticks: tuple[str, str]
    bars: list[Bar]
    has_bars: bool


def view(name: str, figure: Figure) -> FigureView:
    unit = words.unit(name)
    return FigureView(
        title=words.title(name),
        meaning=words.meaning(name),
        value=words.number(figure.value, unit),
        interval=words.interval(figure, unit),
        n=figure.n,
        direction="lower is better" if words.better(name) == "lower" else "",
    )


def cards(figures: Figures) -> list[FigureView]:
    """The figures that a decision rests on, as far as they were measured."""
    return [
        view(name, figures[name])
        for name in HEADLINE
        if name in figures and figures[name].value is not None
    ]


def table(figures: Figures) -> list[FigureView]:
    """All figures, in the registry's order and then those that it does not know."""
    return [view(name, figures[name]) for name in _ordered(figures)]


def matrix(groups: Mapping[str, Figures], *, headline: bool) -> Matrix:
    """`headline`: only the metrics of the cards. Columns without any value are left out."""
    measured = {
        name
        for figures in groups.values()
        for name, figure in figures.items()
        if figure.value is not None
    }
    names = [name for name in HEADLINE if name in measured] if headline else _ordered(measured)
    return Matrix(
        columns=[words.title(name) for name in names],
        rows=[
            (group, [_cell(name, figures) for name in names]) for group, figures in groups.items()
        ],
    )


def _ordered(names: Iterable[str]) -> list[str]:
    given = list(names)
    return [n for n in METRICS if n in given] + sorted(n for n in given if n not in METRICS)


def _cell(name: str, figures: Figures) -> FigureView | None:
    figure = figures.get(name)
    return None if figure is None or figure.value is None else view(name, figure)


def charts(by_kind: Mapping[str, Figures], stages: Mapping[str, StageTimes]) -> list[Chart]:
    """Those that have something to show."""
    found = [
        _by_kind(
            "right",
            "Right answers by kind of question",
            "Of the questions that the documents answer, the share answered rightly.",
            by_kind,
        ),
        _by_kind(
            "refusal_recall",
            "Nothing stated, by kind of question",
            "Of the questions that the documents do not answer, the share for which nothing was "
            "stated.",
            by_kind,
        ),
        _by_step(stages),
    ]
    return [chart for chart in found if chart.bars]


def _by_kind(metric: str, title: str, description: str, by_kind: Mapping[str, Figures]) -> Chart:
    bars = [
        Bar(
            label=kind,
            value=words.number(figure.value, "share"),
            detail=_said(figure),
            at=100 * figure.value,
            low=None if figure.low is None else 100 * figure.low,
            high=None if figure.high is None else 100 * figure.high,
        )
        for kind, figures in by_kind.items()
        if (figure := figures.get(metric)) is not None and figure.value is not None
    ]
    explained = f"{description} The dot is the figure, the line its 95% interval."
    return Chart(title, explained, ("Kind", "Share"), ("0%", "100%"), bars, has_bars=False)


def _said(figure: Figure) -> str:
    between = words.interval(figure, "share")
    return f"{between}; n = {figure.n}" if between else f"n = {figure.n}"


def _by_step(stages: Mapping[str, StageTimes]) -> Chart:
    longest = max((times.p95_ms for times in stages.values()), default=0)
    scale = 100 / longest if longest else 0
    bars = [
        Bar(
            label=step,
            value=words.milliseconds(times.p50_ms),
            detail=f"95% within {words.milliseconds(times.p95_ms)}",
            at=scale * times.p50_ms,
            low=scale * times.p50_ms,
            high=scale * times.p95_ms,
        )
        for step, times in stages.items()
    ]
    return Chart(
        "Time by step of the answer path",
        "The bar is the median time; the line runs on to the time within which 95% of the "
        "questions were done.",
        ("Step", "Median time"),
        ("0", words.milliseconds(longest)),
        bars,
        has_bars=True,
    )
