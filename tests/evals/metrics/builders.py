"""Answers and results written by hand, as small as a metric allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evals.questions import EvalQuestion
from evals.results import Result, Span
from service.schemas import Answer, Citation, DocumentRef, Locator, Statement, Status


def quoted(
    number: int,
    quote: str = "quote",
    *,
    start: int = 0,
    document: str = "strategy",
    page: int | None = None,
) -> Citation:
    return Citation(
        number=number,
        passage_id=f"p{number}",
        quote=quote,
        start=start,
        end=start + len(quote),
        document=DocumentRef(id=document, title="T", kind="report", file=f"in/{document}.pdf"),
        locator=Locator(page=page),
    )


def stated(text: str, *numbers: int) -> Statement:
    return Statement(text=text, citations=list(numbers))


def result(
    text: str = "Stated. [1]",
    *,
    status: Status = Status.ANSWERED,
    statements: Sequence[Statement] = (),
    citations: Sequence[Citation] = (),
    nearest: Sequence[Citation] = (),
    timings_ms: dict[str, float] | None = None,
    retrieved: Sequence[Span] = (),
    evidence: Sequence[Sequence[Span]] = (),
    misquoted: Sequence[str] = (),
    **question: Any,
) -> Result:
    """An answerable question with nothing declared and an answer unless told otherwise."""
    return Result(
        set="set",
        question=EvalQuestion.model_validate(
            {"id": "q1", "question": "How much?", "answerable": True, **question}
        ),
        answer=Answer(
            id="id",
            status=status,
            question="How much?",
            answer=text,
            statements=list(statements),
            citations=list(citations),
            nearest=list(nearest),
            index="build",
            created="2026-01-01T00:00:00+00:00",
            timings_ms=timings_ms or {},
        ),
        retrieved=tuple(retrieved),
        evidence=tuple(tuple(places) for places in evidence),
        misquoted=tuple(misquoted),
    )


def refusal(status: Status = Status.NOT_IN_DOCUMENTS, **more: Any) -> Result:
    """The same question declined."""
    return result("The documents do not say how much of the £9 million.", status=status, **more)
