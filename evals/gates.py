"""Gates: what must hold before a change may go live. The floors are data, in `gates.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.baseline import Baseline, BaselineQuestion
from evals.intervals import figure
from evals.metrics import METRICS
from evals.metrics.metric import Metric, mean, pooled
from evals.results import Result
from evals.runfile import GateOutcome, ScoredResult
from evals.significance import p_value, paired_rows, rows_of
from ingest.errors import FixSettings

MOST_NAMED = 12
PACKAGED = Path(__file__).with_name("gates.toml")


def _known(name: str) -> str:
    if name not in METRICS:
        raise ValueError(f"there is no metric {name!r}; there are {', '.join(METRICS)}")
    return name


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gate(_Strict):
    """One metric over one slice of the questions, with what it may not fall below or rise above."""

    metric: Annotated[str, AfterValidator(_known)]
    set: str | None = None
    kind: str | None = None
    tag: str | None = None
    floor: float | None = None
    ceiling: float | None = None
    drop: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Gate:
        if self.floor is None and self.ceiling is None and self.drop is None:
            raise ValueError("give it a floor, a ceiling or a drop")
        return self

    @property
    def name(self) -> str:
        """How messages and reports call it: `right, set guidance`."""
        slices = {"set": self.set, "kind": self.kind, "tag": self.tag}
        return ", ".join([self.metric, *(f"{k} {v}" for k, v in slices.items() if v is not None)])

    def covers(self, result: Result) -> bool:
        """Whether a question is in the gate's slice."""
        return (
            self.set in (None, result.set)
            and self.kind in (None, result.question.kind)
            and (self.tag is None or self.tag in result.question.tags)
        )


class Gates(_Strict):
    """The gates of a file and the level below which a difference is no chance."""

    significance: Annotated[float, Field(gt=0, lt=1)] = 0.05
    gate: tuple[Gate, ...]


def load_gates(path: Path) -> Gates:
    """Raises `FixSettings` naming every wrong gate and its field."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return Gates.model_validate(data)
    except OSError as error:
        raise FixSettings(f"{path} could not be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FixSettings(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        lines = (_fault(path, item["loc"], item["msg"]) for item in error.errors())
        raise FixSettings("\n".join(lines)) from error


def _fault(path: Path, location: Sequence[int | str], message: str) -> str:
    where = " ".join(f"number {part + 1}" if isinstance(part, int) else part for part in location)
    return f"{path}: {where}: {message.removeprefix('Value error, ')}"


def judge(
    gates: Gates, results: Sequence[ScoredResult], baseline: Baseline | None
) -> list[GateOutcome]:
    """What every gate says of a run."""
    return [_judge_one(gate, gates.significance, results, baseline) for gate in gates.gate]


def _judge_one(
    gate: Gate, significance: float, results: Sequence[ScoredResult], baseline: Baseline | None
) -> GateOutcome:
    metric = METRICS[gate.metric]
    chosen = [result for result in results if gate.covers(result)]
    measured = figure(metric.combine, rows_of(metric, [result.scores for result in chosen]))
    if measured.value is None:
        return GateOutcome(name=gate.name, outcome="not measured", text="no such question")
    failures, remarks = _limits(gate, measured.value), [f"{measured.value:.3f} of {measured.n}"]
    if failures and metric.better == "higher":
        remarks += _imperfect(metric, chosen)
    if gate.drop is not None and baseline is not None:
        worse, remark = _against(metric, gate.drop, significance, chosen, baseline)
        (failures if worse else remarks).append(remark)
    return GateOutcome(
        name=gate.name,
        outcome="failed" if failures else "passed",
        text="; ".join(remarks[:1] + failures + remarks[1:]),
    )


def _limits(gate: Gate, value: float) -> list[str]:
    """By how much the figure is beyond the gate's floor or ceiling."""
    found = []
    if gate.floor is not None and value < gate.floor:
        found.append(f"below its floor {gate.floor:g} by {gate.floor - value:.3f}")
    if gate.ceiling is not None and value > gate.ceiling:
        found.append(f"above its ceiling {gate.ceiling:g} by {value - gate.ceiling:.3f}")
    return found


def _imperfect(metric: Metric, results: Sequence[ScoredResult]) -> list[str]:
    """The questions that cost a share its full mark, where they are few enough to be read."""
    if metric.combine not in (mean, pooled):
        return []
    ids = [
        result.question.id
        for result in results
        if (row := result.scores.get(metric.name)) and row[0] < (row[1:] or (1.0,))[0]
    ]
    return [f"because of {', '.join(ids)}"] if len(ids) <= MOST_NAMED else []


def _against(
    metric: Metric,
    tolerated: float,
    significance: float,
    results: Sequence[ScoredResult],
    baseline: Baseline,
) -> tuple[bool, str]:
    """Whether it is worse than the baseline by more than is tolerated and than chance explains."""
    pairs = baseline.pairs(results)
    before, after = paired_rows(
        metric, [old.scores for old, _ in pairs], [new.scores for _, new in pairs]
    )
    if len(before) == 0:
        return False, "not in the baseline"
    old, new = float(metric.combine(before)), float(metric.combine(after))
    loss = old - new if metric.better == "higher" else new - old
    if not loss > tolerated:
        return False, f"baseline {old:.3f}"
    chance = p_value(metric, before, after)
    what = (
        f"worse than the baseline's {old:.3f} by {loss:.3f} (tolerated {tolerated:g}, p {chance:g})"
    )
    if chance >= significance:
        return False, f"{what}, which may be chance"
    return True, f"{what}; {_changed(metric, pairs)}"


def _changed(metric: Metric, pairs: Sequence[tuple[BaselineQuestion, ScoredResult]]) -> str:
    """Which questions changed in this metric."""
    ids = [
        new.question.id
        for old, new in pairs
        if old.scores.get(metric.name) != new.scores.get(metric.name)
    ]
    return f"changed: {', '.join(ids)}"
