"""What a question got for an answer, with all that the metrics need to judge it.

A result stands alone: it can be written to a file, read again and measured anew without an index.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from evals.questions import EvalQuestion
from service.pipeline import REFUSALS
from service.schemas import Answer, Citation


class Span(NamedTuple):
    """Some characters of a document's stored text: `[start:end)`."""

    document: str
    start: int
    end: int

    def touches(self, other: Span) -> bool:
        """Whether two spans share at least half of the shorter one."""
        if self.document != other.document:
            return False
        shared = min(self.end, other.end) - max(self.start, other.start)
        return 2 * shared >= min(self.end - self.start, other.end - other.start) > 0


class Result(BaseModel):
    """One question with its answer.

    `retrieved`: the first passages of a search for it, best first. `evidence`: for each declared
    piece of evidence every place where the documents say it; empty for a piece that they do not
    have. `misquoted`: the quotes that are not the stored text at their offsets ("[1]",
    "nearest 2").
    """

    model_config = ConfigDict(frozen=True)

    set: str
    question: EvalQuestion
    answer: Answer
    retrieved: tuple[Span, ...] = ()
    evidence: tuple[tuple[Span, ...], ...] = ()
    misquoted: tuple[str, ...] = ()

    @property
    def states(self) -> bool:
        """Whether the answer states anything."""
        return self.answer.status not in REFUSALS

    def cited_by(self, numbers: list[int]) -> list[Citation]:
        """The citations with these numbers."""
        return [citation for citation in self.answer.citations if citation.number in numbers]


def span_of(citation: Citation) -> Span:
    """Where a citation's quote stands."""
    return Span(citation.document.id, citation.start, citation.end)
