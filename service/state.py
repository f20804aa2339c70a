"""What every request shares, opened once before the first one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Protocol

from opentelemetry.sdk.trace import TracerProvider

from ingest.embedding import EmbedderIdentity
from ingest.layout import IndexFolder
from ingest.settings import Settings
from ingest.vectorstores import open_stores
from service.database import place_of
from service.fresh import Fresh
from service.keys import KeyRing, KeyStore
from service.limits import Counting, Limits
from service.listening import Listener
from service.live import LiveIndex
from service.metrics import Metrics
from service.opened import OpenBuild
from service.pausing import pause_message
from service.pictures import Pictures
from service.schemas import Answer, Question, SearchHit
from service.shared_limits import SharedLimits
from service.store import AnswerStore
from service.tracing import open_traces
from service.workers import Workers

ANSWERS_AT_ONCE = 2
PICTURES_AT_ONCE = 1


class Answering(Protocol):
    """What the API needs of `service.engine.Engine`."""

    @property
    def identity(self) -> EmbedderIdentity: ...

    def answer(self, question: Question, build: OpenBuild) -> Answer: ...

    def answer_to(self, listener: Listener, question: Question, build: OpenBuild) -> Answer: ...

    def search(self, query: str, build: OpenBuild, limit: int) -> list[SearchHit]: ...

    def suggested_questions(self, build: OpenBuild) -> list[str]: ...


@dataclass(frozen=True)
class ServiceState:
    """The workers keep the processor for a few at a time, so that health is always answered.

    `keys_needed`: other computers can reach the service, so it is never open.
    """

    settings: Settings
    engine: Answering
    live: LiveIndex
    answers: AnswerStore
    pictures: Pictures = field(default_factory=Pictures)
    limits: Counting = field(default_factory=Limits)
    keys_needed: bool = False
    traces: TracerProvider | None = None

    @cached_property
    def metrics(self) -> Metrics:
        """What an operator watches."""
        return Metrics(self.live, self.answering)

    @cached_property
    def answering(self) -> Workers:
        """Answers, and what costs as much."""
        return Workers(ANSWERS_AT_ONCE, self.settings.queue, self.settings.answer_seconds)

    @cached_property
    def drawing(self) -> Workers:
        """Pictures of pages."""
        return Workers(PICTURES_AT_ONCE, self.settings.queue, self.settings.answer_seconds)

    @cached_property
    def paused(self) -> Fresh[str | None]:
        """What readers are shown while answers are paused, None while they are not."""
        return Fresh(partial(pause_message, self.answers.database))

    @cached_property
    def ring(self) -> KeyRing:
        """The keys, in the database of the answers."""
        return KeyRing(KeyStore(self.answers.database), needed=self.keys_needed)


def open_state(settings: Settings, engine: Answering, *, keys_needed: bool = False) -> ServiceState:
    """Open the stores; an index that is missing or damaged is no error here, `live` tells."""
    answers = AnswerStore(place_of(settings), settings.retention_days)
    return ServiceState(
        settings=settings,
        engine=engine,
        live=LiveIndex(IndexFolder(settings.index), engine.identity, stores=open_stores(settings)),
        answers=answers,
        limits=SharedLimits(answers.database) if settings.database_url else Limits(),
        keys_needed=keys_needed,
        traces=open_traces(settings.otlp) if settings.otlp else None,
    )
