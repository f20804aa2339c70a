"""What came of the mutations, as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from pydantic import BaseModel

from evals.files import write_whole
from evals.intervals import figure
from evals.metrics.metric import pooled
from evals.mutation.replacing import Kind
from evals.mutation.verdicts import FOLLOWED, Outcome
from evals.runfile import Figure
from service.schemas import Answer

ALL = "all"
KINDS = (*get_args(Kind), "removal")


class Mutated(BaseModel):
    """One question after one change of the documents. `old` and `new` are empty for a removal;
    `documents` are those that were changed or removed."""

    set: str
    id: str
    question: str
    kind: Kind | Literal["removal"]
    documents: list[str]
    old: str = ""
    new: str = ""
    outcome: Outcome
    misquoted: list[str]
    control: Answer
    answer: Answer

    @property
    def name(self) -> str:
        """The question with its set."""
        return f"{self.set} {self.id}"


class Shares(BaseModel):
    """The figures of one kind of mutation, or of all; `n` in a figure counts questions.

    `follows_documents`: the answer gives the new value, states nothing, or says something else
    with quotes. `from_outside`: it gives what the documents no longer say anywhere that it quotes;
    must be 0. What is in neither was quoted from another place of the documents.
    """

    mutations: int
    outcomes: dict[str, int]
    follows_documents: Figure
    from_outside: Figure


class Report(BaseModel):
    """All of it. `control` are the questions asked of the unchanged copy, `left_out` the ids that
    were not mutated, by reason."""

    format: Literal[1] = 1
    created: str
    seconds: float
    index: str
    questions: int
    control: int
    right: int
    left_out: dict[str, list[str]]
    rebuilds: int
    shares: dict[str, Shares]
    mutations: list[Mutated]

    @property
    def grounded(self) -> bool:
        """Whether nothing came from outside the documents, and every quote was verbatim."""
        return not any(m.outcome == "outside" or m.misquoted for m in self.mutations)

    def write(self, path: Path) -> None:
        """Raises `FixSettings`."""
        write_whole(path, self.model_dump_json(indent=1) + "\n")


def shares(mutations: Sequence[Mutated]) -> dict[str, Shares]:
    """By kind, where there are any, and of all."""
    groups = {kind: [m for m in mutations if m.kind == kind] for kind in KINDS}
    return {kind: _shares(group) for kind, group in {**groups, ALL: mutations}.items() if group}


def _shares(mutations: Sequence[Mutated]) -> Shares:
    outcomes = [mutation.outcome for mutation in mutations]
    return Shares(
        mutations=len(mutations),
        outcomes={outcome: outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)},
        follows_documents=_figure(mutations, FOLLOWED),
        from_outside=_figure(mutations, {"outside"}),
    )


def _figure(mutations: Iterable[Mutated], counted: Iterable[str]) -> Figure:
    """A share of the mutations. What is drawn for the interval are questions: a question's swap and
    its removal stand or fall together."""
    rows: dict[str, list[bool]] = defaultdict(list)
    wanted = set(counted)
    for mutation in mutations:
        rows[mutation.name].append(mutation.outcome in wanted)
    pairs = np.array([(sum(row), len(row)) for row in rows.values()], np.float64)
    return figure(pooled, pairs)
