"""The one shape of what can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from evals.questions import EvalQuestion
from evals.results import Span
from service.schemas import Answer, DocumentRef


class Target(Protocol):
    """Safe to share by threads. Raises `ReformQAError` when it cannot be asked.

    `name` says where the answers come from and `index` is the id of the build that gives them.
    """

    @property
    def name(self) -> str: ...

    @property
    def index(self) -> str: ...

    @property
    def documents(self) -> Sequence[DocumentRef]: ...

    def text(self, document_id: str) -> str:
        """A document's whole stored text; empty for an unknown id."""
        ...

    def answer(self, question: EvalQuestion) -> Answer:
        """The answer that a user would get."""
        ...

    def search(self, query: str, limit: int) -> Sequence[Span]:
        """The first passages found for a query in all documents, best first."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
