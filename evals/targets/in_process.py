"""An index of this machine, asked without a service in between."""

from __future__ import annotations

from collections.abc import Sequence

from evals.questions import EvalQuestion
from evals.results import Span
from ingest.layout import IndexFolder
from ingest.settings import Settings
from ingest.vectorstores import open_stores
from service.engine import Engine
from service.opened import OpenBuild
from service.schemas import Answer, DocumentRef


def open_index(settings: Settings) -> InProcess:
    """The live build of an index. Raises `BuildIndex`, `FetchModel`, `FixSettings`."""
    found = IndexFolder(
        settings.index
    ).live_build()  # that there is none is said before models load
    engine = Engine(settings)
    build = OpenBuild(*found, engine.identity, open_stores(settings))
    return InProcess(engine, build, str(settings.index))


class InProcess:
    """One open build and the engine over it."""

    def __init__(self, engine: Engine, build: OpenBuild, name: str) -> None:
        self._engine = engine
        self._build = build
        self.name = name

    @property
    def index(self) -> str:
        return self._build.id

    @property
    def documents(self) -> Sequence[DocumentRef]:
        return [self._build.reference(id_) for id_ in self._build.documents]

    def text(self, document_id: str) -> str:
        return self._build.text(document_id)

    def answer(self, question: EvalQuestion) -> Answer:
        return self._engine.answer(question.asked, self._build)

    def search(self, query: str, limit: int) -> Sequence[Span]:
        hits = self._engine.search(query, self._build, limit)
        return [Span(hit.document.id, hit.start, hit.end) for hit in hits]

    def close(self) -> None:
        self._build.close()
