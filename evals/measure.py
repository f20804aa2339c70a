"""Asks every question of a set in-process and measures what comes back."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evals.questions import EvalQuestion
from service.engine import Engine
from service.opened import OpenBuild
from service.pipeline import REFUSALS
from service.schemas import Answer, Question, Turn

LONGEST_RIGHT_ANSWER = 700


@dataclass(frozen=True, slots=True)
class Result:
    """One question with its answer and the verdicts on it.

    Answerable: `right` when every fact is in an answer of at most 700 characters that cites.
    Unanswerable: `right` when nothing is stated.
    """

    question: EvalQuestion
    answer: Answer

    @property
    def states(self) -> bool:
        return self.answer.status not in REFUSALS

    @property
    def right(self) -> bool:
        if not self.question.answerable:
            return not self.states
        text = self.answer.answer
        held = self.question.has_facts(text) and not self.question.forbidden(text)
        short = len(text) <= LONGEST_RIGHT_ANSWER
        return self.states and held and short and bool(self.answer.citations)


def ask(engine: Engine, build: OpenBuild, question: EvalQuestion) -> Result:
    """The service's own answer to one question."""
    history = [Turn(question=asked, answer=answered) for asked, answered in question.history]
    return Result(
        question, engine.answer(Question(question=question.question, history=history), build)
    )


def ask_all(
    engine: Engine,
    build: OpenBuild,
    questions: Iterable[EvalQuestion],
    progress: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Ask one after the other, so that times are those of one question at a time."""
    results = []
    for number, question in enumerate(questions, 1):
        progress(f"asked {number}: {question.id}")
        results.append(ask(engine, build, question))
    return results


def unquoted(results: Iterable[Result], build: OpenBuild) -> list[str]:
    """Citations whose quote is not the stored text at its offsets; must be empty."""
    return [
        f"{result.question.id} [{citation.number}]"
        for result in results
        for citation in (*result.answer.citations, *result.answer.nearest)
        if build.text(citation.document.id)[citation.start : citation.end] != citation.quote
    ]


def summary(results: list[Result]) -> dict[str, float]:
    """The headline figures; shares are of the answerable or of the unanswerable questions."""
    answerable = [r for r in results if r.question.answerable]
    others = [r for r in results if not r.question.answerable]
    lengths = [len(r.answer.answer) for r in results if r.states]
    times = [r.answer.timings_ms["total"] for r in results]
    return {
        "questions": len(results),
        "answerable": len(answerable),
        "right": _share(r.right for r in answerable),
        "right_any_length": _share(
            r.states and r.question.has_facts(r.answer.answer) for r in answerable
        ),
        "over_refused": _share(not r.states for r in answerable),
        "unanswerable": len(others),
        "states_nothing": _share(r.right for r in others),
        "median_length": statistics.median(lengths) if lengths else 0.0,
        "p50_ms": statistics.median(times) if times else 0.0,
        "p95_ms": statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0.0,
    }


def by_kind(results: list[Result]) -> dict[str, tuple[int, float]]:
    """For each kind of question how many there are and the share that is right."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        groups[result.question.kind].append(result.right)
    return {kind: (len(rights), _share(rights)) for kind, rights in sorted(groups.items())}


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return round(sum(counted) / len(counted), 3) if counted else 0.0
