"""Answers and results written by hand."""

from __future__ import annotations

from evals.measure import Result
from evals.questions import EvalQuestion
from service.schemas import Answer, Citation, DocumentRef, Locator, Status

STATED = "Kinship carers receive £9 million. [1]"


def citation(quote: str = "quote", start: int = 0, document: str = "strategy") -> Citation:
    return Citation(
        number=1,
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
    return Answer(
        id="id",
        status=status,
        question="?",
        answer=text,
        citations=[citation()] if cited else [],
        index="build",
        created="2026-01-01T00:00:00+00:00",
        timings_ms={"total": total_ms},
    )


def result(told: Answer | None = None, **question: object) -> Result:
    """An answerable question for £9 million unless told otherwise."""
    entry = {"id": "a1", "question": "How much?", "answerable": True, "facts": [["£9 million"]]}
    return Result(EvalQuestion.model_validate({**entry, **question}), told or answer())
