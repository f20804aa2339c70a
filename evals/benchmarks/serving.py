"""A service over one build as its readers meet it: start, memory, and what they are answered."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from evals.benchmarks.processes import megabytes, service
from evals.benchmarks.spread import evenly
from evals.measuring import score
from evals.metrics.right import verdict
from evals.questions import EvalQuestion
from evals.results import Result
from evals.targets.remote import Remote
from service.schemas import Answer

STARTS = 3
# What a start leaves to be done is done for the first question, whatever it is.
FIRST = EvalQuestion(id="first", question="What is this library about?", answerable=False)


@dataclass(slots=True)
class Served:
    """Seconds until ready at each start, megabytes, and for each question its milliseconds,
    whether it got what it should, and whether the right document was cited."""

    asked: list[EvalQuestion] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)
    megabytes_at_rest: float = 0.0
    megabytes_after: float = 0.0
    first_answer_seconds: float = 0.0
    milliseconds: dict[str, float] = field(default_factory=dict)
    verdicts: dict[str, bool | None] = field(default_factory=dict)
    refused: dict[str, bool] = field(default_factory=dict)
    right_document: list[float] = field(default_factory=list)

    def quality(self) -> dict[str, float]:
        """Shares: answered rightly, answerable refused, unanswerable that state nothing."""
        yes = [each.id for each in self.asked if each.answerable]
        no = [each.id for each in self.asked if not each.answerable]
        right = [v for id_ in yes if (v := self.verdicts[id_]) is not None]
        return {
            "right": _share(right),
            "over_refused": _share([self.refused[id_] for id_ in yes]),
            "states_nothing": _share([self.refused[id_] for id_ in no]),
            "right_document": statistics.fmean(self.right_document or [0.0]),
        }


def serve(index: Path, questions: Sequence[EvalQuestion], number: int) -> Served:
    """Start several times; ask so many questions of the last, one at a time, each once."""
    served = Served()
    for start in range(STARTS):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, service(index, Path(folder)) as (url, pid):
            served.ready_seconds.append(time.monotonic() - begun)
            if start < STARTS - 1:
                continue
            served.megabytes_at_rest = megabytes(pid)
            ask(url, questions, number, served)
            served.megabytes_after = megabytes(pid)
    return served


def ask(url: str, questions: Sequence[EvalQuestion], number: int, served: Served) -> None:
    """Put so many of the questions that can be answered there, and judge each answer."""
    target = Remote(url)
    served.asked = _asked(target, questions, number)
    begun = time.perf_counter()
    target.answer(FIRST)
    served.first_answer_seconds = time.perf_counter() - begun
    for question in served.asked:
        begun = time.perf_counter()
        answer = target.answer(question)
        served.milliseconds[question.id] = (time.perf_counter() - begun) * 1000
        _judge(question, answer, served)
    target.close()


def _judge(question: EvalQuestion, answer: Answer, served: Served) -> None:
    result = Result(set="", question=question, answer=answer)
    served.verdicts[question.id] = verdict(result)
    served.refused[question.id] = not result.states
    cited = score(result).scores.get("right_document")
    if cited is not None:
        served.right_document.append(cited[0])


def _asked(target: Remote, questions: Sequence[EvalQuestion], number: int) -> list[EvalQuestion]:
    """So many of the questions all of whose documents, where they name any, are there."""
    known = {
        name
        for document in target.documents
        for file in (PurePath(document.file),)
        for name in (document.id, document.file, file.name, file.stem)
    }
    return evenly([each for each in questions if known.issuperset(each.docs)], number)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else float("nan")
