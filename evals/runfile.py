"""The file that a run leaves: everything that was asked, answered and measured, as JSON.

Its `results` alone are enough to measure again; the figures are there for other programs to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from evals.files import write_whole
from evals.results import Result
from ingest.errors import FixSettings


class Figure(BaseModel):
    """A metric over `n` questions with its 95 % bootstrap interval.

    `value` is None where nothing could be measured; the bounds are None for fewer than two
    questions.
    """

    n: int
    value: float | None
    low: float | None = None
    high: float | None = None


Figures = dict[str, Figure]
# What each metric says of one question; metrics that say nothing about it are left out.
Scores = dict[str, tuple[float, ...]]


class AskedSet(BaseModel):
    """A question set of the run: its file and how many questions it has."""

    name: str
    file: str
    questions: int


class StageTimes(BaseModel):
    """Milliseconds that a step of the answer path took."""

    p50_ms: float
    p95_ms: float


class GateOutcome(BaseModel):
    """What a gate says: passed, failed, or not measured in this run. `text` is one line."""

    name: str
    outcome: Literal["passed", "failed", "not measured"]
    text: str


class ScoredResult(Result):
    """A result with the verdicts on it.

    `right`: for an answerable question as the metric `right`, for an unanswerable one that nothing
    was stated, None where the set does not say what is right.
    """

    right: bool | None
    scores: Scores


class Run(BaseModel):
    """One run. `summary` repeats the values of `metrics` for those who want just numbers."""

    format: Literal[1] = 1
    created: str
    seconds: float
    target: str
    index: str
    engine: str
    sets: list[AskedSet]
    summary: dict[str, float | None]
    metrics: Figures
    by_set: dict[str, Figures] = {}
    by_kind: dict[str, Figures] = {}
    by_tag: dict[str, Figures] = {}
    stages: dict[str, StageTimes] = {}
    gates: list[GateOutcome] = []
    results: list[ScoredResult]


def write_run(run: Run, path: Path) -> None:
    """Raises `FixSettings`."""
    write_whole(path, run.model_dump_json(indent=1) + "\n")


def read_run(path: Path) -> Run:
    """Raises `FixSettings` for what is not a run file of this version."""
    try:
        return Run.model_validate_json(path.read_text("utf-8"))
    except OSError as error:
        raise FixSettings(f"{path} could not be read ({error.strerror})") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise FixSettings(
            f"{path} is not a run that this version of `reform-evals run --json` has written"
        ) from error
