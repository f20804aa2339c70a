"""The latest figures of `reform-evals`, read from its report and put into plain sentences."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError


class Metric(BaseModel):
    """A share from 0 to 1 (or milliseconds), and over how many questions it was taken."""

    n: int
    value: float | None = None


class Run(BaseModel):
    """What the page shows of a run."""

    created: datetime
    metrics: dict[str, Metric]


SENTENCES = {
    "right": (
        "Of {n} questions that the documents answer, Reform QA answered {percent} rightly: with "
        "the facts that were looked for."
    ),
    "over_refusal": (
        "For {percent} of the questions that the documents answer, it wrongly said that they "
        "do not say."
    ),
    "refusal_recall": (
        "Of {n} questions that the documents do not answer, it said so for {percent}. For the "
        "others it gave a quote that is near the question but does not answer it."
    ),
    "verbatim": "{percent} of the quotes were word for word as in their document.",
    "right_document": "{percent} of right answers came from the document that was looked for.",
}
TIMES = {"latency_p50": "Half of the answers came within {seconds} seconds."}


def read(path: Path) -> Run | None:
    """The report; None where there is none, or none that can be read."""
    try:
        return Run.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def sentences(run: Run) -> list[str]:
    """What the figures say, for as many as the run has."""
    said = []
    for name, sentence in SENTENCES.items():
        metric = run.metrics.get(name)
        if metric is not None and metric.value is not None and metric.n:
            said.append(sentence.format(n=metric.n, percent=f"{metric.value:.0%}"))
    for name, sentence in TIMES.items():
        metric = run.metrics.get(name)
        if metric is not None and metric.value is not None:
            said.append(sentence.format(seconds=f"{metric.value / 1_000:.1f}"))
    return said
