"""The baseline: the scores of an earlier run that later ones are held against, a line a question.

It has no answers and no times: the first would swell the repository, and those of another machine
say nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.files import write_whole
from evals.metrics import METRICS
from evals.questions import QuestionSet
from evals.runfile import Run, ScoredResult, Scores, read_run
from ingest.errors import FixSettings


class BaselineQuestion(BaseModel):
    """The scores of one question; `digest` tells whether it has been edited since."""

    id: str
    set: str
    digest: str
    right: bool | None
    scores: Scores


class Baseline(BaseModel):
    """The scores of a run, by question."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    created: str
    questions: list[BaselineQuestion]

    @property
    def sets(self) -> set[str]:
        return {question.set for question in self.questions}

    def pairs(self, results: Sequence[ScoredResult]) -> list[tuple[BaselineQuestion, ScoredResult]]:
        """Each question that is the same in both, before and after."""
        known = {(q.set, q.id, q.digest): q for q in self.questions}
        found = [
            (known.get((result.set, result.question.id, result.question.digest)), result)
            for result in results
        ]
        return [(old, new) for old, new in found if old is not None]


def of_run(run: Run) -> Baseline:
    """What is kept of a run."""
    return Baseline(
        created=run.created,
        questions=[
            BaselineQuestion(
                id=result.question.id,
                set=result.set,
                digest=result.question.digest,
                right=result.right,
                scores={
                    name: score
                    for name, score in result.scores.items()
                    if name in METRICS and METRICS[name].unit != "ms"
                },
            )
            for result in run.results
        ],
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """A line a question, so that a change of the baseline can be read in a review."""
    lines = ",\n".join(json.dumps(q.model_dump(mode="json")) for q in baseline.questions)
    head = json.dumps({"format": baseline.format, "created": baseline.created})[:-1]
    text = f'{head}, "questions": [\n{lines}\n]}}\n'
    write_whole(path, text)


def read_baseline(path: Path) -> Baseline:
    """A baseline, or a whole run to be used as one. Raises `FixSettings`."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FixSettings(f"the baseline {path} could not be read ({error.strerror})") from error
    except ValueError as error:
        raise FixSettings(f"the baseline {path} is not JSON") from error
    if isinstance(data, dict) and "results" in data:
        return of_run(read_run(path))
    try:
        return Baseline.model_validate(data)
    except ValidationError as error:
        raise FixSettings(
            f"{path} is no baseline of this version: write one with `reform-evals baseline`"
        ) from error


def refuse_another(baseline: Baseline, path: Path, sets: Sequence[QuestionSet]) -> None:
    """Raises `FixSettings` where the baseline knows none of the questions that are to be asked."""
    asked = {(s.name, question.id, question.digest) for s in sets for question in s.questions}
    if asked.isdisjoint((q.set, q.id, q.digest) for q in baseline.questions):
        raise FixSettings(
            f"the baseline {path} is of other questions (sets {', '.join(sorted(baseline.sets))}; "
            f"asked: {', '.join(s.name for s in sets)}): name the baseline of these sets, or "
            "write one with `reform-evals baseline`"
        )
