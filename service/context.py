"""What the steps of one answer share: the question, what was found, what will be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.embedding import Embedder
from service.listening import Listener
from service.opened import OpenBuild
from service.reranking import CrossEncoder
from service.retrieval import Candidate
from service.schemas import Citation, Notice, Question, Statement, Status, Usage
from service.scope import Scope
from service.units import Unit
from service.wants import Want

if TYPE_CHECKING:
    from service.writing.writer import Writer


@dataclass(frozen=True, slots=True)
class Models:
    """The models that answering needs, opened once and shared by all questions. `writer` is there
    where the settings name a language model."""

    embedder: Embedder
    cross_encoder: CrossEncoder
    writer: Writer | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage after reranking: `relevance` is the cross-encoder's logit for the whole passage,
    `asked` the reading of the question that it was scored for."""

    candidate: Candidate
    relevance: float
    asked: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit that may be quoted: `relevance` is its logit, `score` orders one question's units.

    `scope` counts the things that the question names, where it compares several; else 0.
    """

    unit: Unit
    ranked: Ranked
    relevance: float
    score: float
    coverage: float
    offers: bool
    scope: int = 0


@dataclass(slots=True)
class Context:
    """Filled in by the steps in turn. A step that sets `status` to a refusal ends the path.

    `asked` is the question by itself; in a conversation `in_context` is the question with what the
    last one was about, `said_before` how that was answered, and `by_itself` what is found
    for the question alone.
    """

    question: Question
    build: OpenBuild
    models: Models
    listener: Listener = field(default_factory=Listener)
    asked: str = ""
    in_context: str | None = None
    said_before: str = ""
    by_itself: list[Ranked] = field(default_factory=list)
    want: Want = Want.OTHER
    comparing: bool = False
    interpreted: str | None = None
    scopes: list[Scope] = field(default_factory=list)
    passages: list[Ranked] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    chosen: list[Evidence] = field(default_factory=list)
    status: Status | None = None
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    model: str | None = None
    usage: Usage | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)

    def want_of(self, scope: int) -> Want:
        """The kind of answer that is asked for of one of the things that the question names."""
        own = self.scopes[scope].want if self.scopes else None
        return own or self.want
