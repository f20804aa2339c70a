"""Asks the unchanged copy, mutates what it answers rightly, and asks again.

Everything happens in a folder that is removed at the end; the live index is only read.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from evals.asking import ask
from evals.evidence import locate
from evals.metrics.right import score as right
from evals.mutation.batching import batches, by_documents, together
from evals.mutation.copies import copy, copy_live, mutate
from evals.mutation.planning import Edits, Removal, Swap, plan_removal, plan_swap
from evals.mutation.report import Mutated, Report, shares
from evals.mutation.verdicts import judge
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Result
from evals.targets import Target
from evals.targets.in_process import InProcess
from ingest.embedding import Embedder
from ingest.errors import FixSettings
from ingest.vectorstores import IN_FOLDER, Stores
from service.engine import Engine
from service.opened import OpenBuild

Show = Callable[[str], None]
Asked = tuple[str, EvalQuestion]
NO_FACTS = "no facts to look for, or not answerable"
NOT_HERE = "its evidence is not in this index"
NOT_RIGHT = "not answered rightly to begin with"


class Experiment:
    """One run over the live build of `index`; `limit` questions at most."""

    def __init__(
        self,
        engine: Engine,
        embedder: Embedder,
        index: Path,
        limit: int | None,
        show: Show,
        stores: Stores = IN_FOLDER,
    ) -> None:
        self._engine = engine
        self._embedder = embedder
        self._index = index
        self._stores = stores
        self._limit = limit
        self._show = show
        self._left_out: dict[str, list[str]] = defaultdict(list)
        self._rebuilds = 0

    def run(self, sets: Sequence[QuestionSet]) -> Report:
        """Raises `FixSettings` where no question can be mutated: that would prove nothing."""
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="reform-mutate-") as folder:
            self._base = Path(folder) / "unchanged"
            self._manifest = copy_live(self._index, self._base, self._stores)
            control, swaps, removals = self._plan(sets)
            if not removals:
                raise FixSettings(f"no question can be mutated: {self._why_none()}")
            mutated = [*self._swap(swaps), *self._remove(removals)]
        return Report(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - started, 1),
            index=self._manifest.id,
            questions=sum(len(questions.questions) for questions in sets),
            control=control,
            right=len(removals),
            left_out=self._left_out,
            rebuilds=self._rebuilds,
            shares=shares(mutated),
            mutations=mutated,
        )

    def _plan(self, sets: Sequence[QuestionSet]) -> tuple[int, list[Swap], list[Removal]]:
        """What the unchanged copy answers rightly, and what is to be changed for it. The copy is
        asked another copy of: to open a build writes to it."""
        swaps, removals = [], []
        with self._opened({}) as (target, build):
            chosen = self._chosen(sets, target)
            for number, (name, question) in enumerate(chosen, 1):
                self._show(f"unchanged: asking {number} of {len(chosen)}")
                control = ask(target, name, question)
                if not right(control):
                    self._left_out[NOT_RIGHT].append(question.id)
                    continue
                removals.append(plan_removal(control, build))
                swap = plan_swap(control, build)
                if swap is not None:
                    swaps.append(swap)
        return len(chosen), swaps, removals

    def _chosen(self, sets: Sequence[QuestionSet], target: Target) -> list[Asked]:
        """The questions that can be mutated; with a limit, some from all along the sets."""
        usable = [
            (questions.name, question)
            for questions in sets
            for question in questions.questions
            if self._usable(question, target)
        ]
        if self._limit is None or self._limit >= len(usable):
            return usable
        return [usable[n * len(usable) // self._limit] for n in range(self._limit)]

    def _usable(self, question: EvalQuestion, target: Target) -> bool:
        reason = None
        if not question.answerable or not question.facts:
            reason = NO_FACTS
        elif question.evidence and not any(locate(question, target.documents, target.text)):
            reason = NOT_HERE
        if reason:
            self._left_out[reason].append(question.id)
        return reason is None

    def _why_none(self) -> str:
        return "; ".join(f"{len(ids)} {reason}" for reason, ids in self._left_out.items())

    def _swap(self, swaps: Sequence[Swap]) -> Iterator[Mutated]:
        groups = batches(swaps)
        for number, group in enumerate(groups, 1):
            self._show(f"changing values: rebuilding {number} of {len(groups)}")
            with self._opened(together(group)) as (target, _):
                yield from self._ask(group, target, f"changed values {number} of {len(groups)}")

    def _remove(self, removals: Sequence[Removal]) -> Iterator[Mutated]:
        groups = by_documents(removals)
        for number, group in enumerate(groups, 1):
            self._show(f"removing documents: rebuilding {number} of {len(groups)}")
            with self._opened({}, group[0].documents) as (target, _):
                yield from self._ask(group, target, f"removed documents {number} of {len(groups)}")

    def _ask(
        self, mutations: Sequence[Swap | Removal], target: Target, where: str
    ) -> Iterator[Mutated]:
        for number, mutation in enumerate(mutations, 1):
            self._show(f"{where}: asking {number} of {len(mutations)}")
            control = mutation.control
            result = ask(target, control.set, control.question)
            yield _mutated(mutation, control, result, target)

    @contextmanager
    def _opened(
        self, edits: Edits, removed: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Target, OpenBuild]]:
        """A changed copy of the copy, for as long as it is asked."""
        folder = self._base.with_name(f"copy-{self._rebuilds}")
        copy(self._base, folder)
        manifest = self._manifest
        if edits or removed:
            self._rebuilds += 1
            manifest = mutate(folder, manifest, self._embedder, edits, removed)
        build = OpenBuild(folder, manifest, self._engine.identity)
        try:
            yield InProcess(self._engine, build, build.id), build
        finally:
            build.close()
            shutil.rmtree(folder, ignore_errors=True)


def _mutated(mutation: Swap | Removal, control: Result, result: Result, target: Target) -> Mutated:
    return Mutated(
        set=control.set,
        id=control.question.id,
        question=control.question.question,
        kind=mutation.kind if isinstance(mutation, Swap) else "removal",
        documents=sorted(mutation.edits if isinstance(mutation, Swap) else mutation.documents),
        old=mutation.old if isinstance(mutation, Swap) else "",
        new=mutation.new[0] if isinstance(mutation, Swap) else "",
        outcome=judge(mutation, result, target),
        misquoted=list(result.misquoted),
        control=control.answer,
        answer=result.answer,
    )
