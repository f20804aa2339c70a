"""What every request shares, opened once before the first one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from anyio import CapacityLimiter

from ingest.embedding import EmbedderIdentity
from ingest.layout import IndexFolder
from ingest.settings import Settings
from service.database import place_of
from service.live import LiveIndex
from service.opened import OpenBuild
from service.pictures import Pictures
from service.schemas import Answer, Question, SearchHit
from service.store import AnswerStore

ANSWERS_AT_ONCE = 2


class Answering(Protocol):
    """What the API needs of `service.engine.Engine`."""

    @property
    def identity(self) -> EmbedderIdentity: ...

    def answer(self, question: Question, build: OpenBuild) -> Answer: ...

    def search(self, query: str, build: OpenBuild, limit: int) -> list[SearchHit]: ...

    def suggested_questions(self, build: OpenBuild) -> list[str]: ...


@dataclass(frozen=True)
class ServiceState:
    """The limiters keep the processor for a few at a time, so that health is always answered."""

    settings: Settings
    engine: Answering
    live: LiveIndex
    answers: AnswerStore
    pictures: Pictures = field(default_factory=Pictures)
    answering: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(ANSWERS_AT_ONCE))
    drawing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))


def open_state(settings: Settings, engine: Answering) -> ServiceState:
    """Open the stores; an index that is missing or damaged is no error here, `live` tells."""
    return ServiceState(
        settings=settings,
        engine=engine,
        live=LiveIndex(IndexFolder(settings.index), engine.identity),
        answers=AnswerStore(place_of(settings), settings.retention_days),
    )
