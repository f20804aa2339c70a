"""Answers and results written by hand."""

from __future__ import annotations

from typing import Any

from evals.measuring import score
from evals.questions import EvalQuestion
from evals.results import Result
from evals.runfile import ScoredResult
from service.schemas import Answer, Citation, DocumentRef, Locator, Statement, Status

STATED = "Kinship carers receive £9 million."


def citation(
    quote: str = STATED, start: int = 0, document: str = "strategy", number: int = 1
) -> Citation:
    return Citation(
        number=number,
        passage_id="p1",
        quote=quote,
        start=start,
        end=start + len(quote),
        document=DocumentRef(id=document, title="Strategy", kind="strategy", file="strategy.txt"),
        locator=Locator(),
    )


def answer(
    text: str = STATED,
    status: Status = Status.ANSWERED,
    *,
    cited: bool = True,
    total_ms: float = 100.0,
) -> Answer:
    """One statement with one citation, unless told otherwise."""
    return Answer(
        id="id",
        status=status,
        question="?",
        answer=f"{text} [1]" if cited else text,
        statements=[Statement(text=text, citations=[1])] if cited else [],
        citations=[citation(text)] if cited else [],
        index="build",
        created="2026-01-01T00:00:00+00:00",
        timings_ms={"find": total_ms / 2, "total": total_ms},
    )


def refusal(status: Status = Status.NOT_IN_DOCUMENTS) -> Answer:
    return answer("These documents do not say.", status, cited=False)


def result(told: Answer | None = None, set_name: str = "set", **question: Any) -> Result:
    """An answerable question for £9 million unless told otherwise."""
    entry = {"id": "a1", "question": "How much?", "answerable": True, "facts": [["£9 million"]]}
    return Result(
        set=set_name,
        question=EvalQuestion.model_validate({**entry, **question}),
        answer=told or answer(),
    )


def scored(told: Answer | None = None, set_name: str = "set", **question: Any) -> ScoredResult:
    """The same with what every metric says of it."""
    return score(result(told, set_name, **question))
