"""The vector side of a build, in Chroma (embedded): passage ids and vectors, no text.

A Chroma folder belongs to one process at a time: a second process that reads a live folder misses
what is written and two writers lose some. Builds are immutable, so the question never arises:
ingest closes its build before it is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError

from ingest import exact
from ingest.embedding import Vectors
from ingest.errors import BuildIndex
from ingest.exact import ExactVectors, best_first
from ingest.layout import VECTORS

FOLDER = VECTORS
DATABASE = "chroma.sqlite3"
COLLECTION = "passages"
# Chroma's default ef_search of 100 misses true neighbours on data of many dimensions.
HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}
BATCH = 2_000
# How many passages a filter may keep for each to be looked at (50,000 take 14 ms); beyond, so many
# times as many are sought among all as should be enough, but no more than `SOUGHT`.
EACH = 50_000
MARGIN = 2
SOUGHT = 2_000


class VectorStore:
    """Cosine search over passage vectors, optionally limited to some documents."""

    def __init__(self, build: Path) -> None:
        """Open what `create` has made. Raises `BuildIndex` where it is missing."""
        missing = f"the index {build} has no vectors: run `reform-ingest --rebuild`"
        if not (build / FOLDER / DATABASE).is_file():
            raise BuildIndex(missing)
        self._folder = build / FOLDER
        self._exact = _exact(self._folder)
        self._client = _client(build)
        try:
            self._collection: Any = self._client.get_collection(COLLECTION, embedding_function=None)
        except NotFoundError as error:
            self._client.close()
            raise BuildIndex(missing) from error

    @classmethod
    def create(cls, build: Path) -> None:
        """Make the empty store of a new build."""
        client = _client(build)
        try:
            client.create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
            )
        finally:
            client.close()

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(ids), dimensions); `documents` are the document ids."""
        self._change()
        for start in range(0, len(ids), BATCH):
            part = slice(start, start + BATCH)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"document": document} for document in documents[part]],
            )

    def remove(self, ids: Sequence[str]) -> None:
        """Forget these passages."""
        self._change()
        for start in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[start : start + BATCH]))

    def finish(self) -> None:
        """Lay the vectors out by document, for searches that are limited to some."""
        documents: dict[str, str] = {}
        while page := self._page(len(documents)):
            documents |= page
        if documents:
            dimensions = len(next(iter(self.vectors([next(iter(documents))]).values())))
            exact.write(self._folder, documents, dimensions, self.vectors)
            self._exact = _exact(self._folder)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of these passages."""
        if not ids:
            return {}
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))

    def search(
        self, vector: Vectors, limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages with their cosine similarity, best first."""
        if documents is None:
            return self._nearest(vector, limit)
        if self._exact is None:  # a build of before there was one
            return self._nearest(vector, limit, {"document": {"$in": list(documents)}})
        found = self._sifted(vector, limit, documents, self._exact)
        return found or self._exact.search(vector, limit, documents)

    def _sifted(
        self, vector: Vectors, limit: int, documents: Sequence[str], exact: ExactVectors
    ) -> list[tuple[str, float]]:
        """What a filter leaves of the nearest of all, where it keeps so many that looking at each
        would take long. Nothing where that is not enough."""
        kept = exact.count(documents)
        sought = MARGIN * limit * len(exact) // max(kept, 1)
        if kept <= EACH or sought > SOUGHT:
            return []
        found = self._collection.query(
            query_embeddings=vector[None, :], n_results=sought, include=["distances", "metadatas"]
        )
        allowed = set(documents)
        every = zip(found["ids"][0], found["distances"][0], found["metadatas"][0], strict=True)
        pairs = [(id_, 1.0 - float(d)) for id_, d, data in every if data["document"] in allowed]
        return sorted(pairs, key=best_first)[:limit] if len(pairs) >= limit else []

    def _nearest(
        self, vector: Vectors, limit: int, where: dict[str, Any] | None = None
    ) -> list[tuple[str, float]]:
        found = self._collection.query(
            query_embeddings=vector[None, :], n_results=limit, where=where, include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((id_, 1.0 - float(distance)) for id_, distance in pairs), key=best_first)

    def _page(self, start: int) -> dict[str, str]:
        """Some passages with their documents, beginning with the one of that number."""
        found = self._collection.get(include=["metadatas"], limit=BATCH, offset=start)
        documents = (metadata["document"] for metadata in found["metadatas"])
        return dict(zip(found["ids"], documents, strict=True))

    def _change(self) -> None:
        if self._exact is not None:
            self._exact = None
            exact.forget(self._folder)

    def ids(self) -> set[str]:
        """Every passage id that has a vector."""
        return set(self._collection.get(include=[])["ids"])

    def ping(self) -> None:
        """It is open: there is nothing that could be away."""

    def close(self) -> None:
        """Let go of the folder."""
        self._exact = None
        self._client.close()


def _exact(folder: Path) -> ExactVectors | None:
    with suppress(FileNotFoundError):
        return ExactVectors(folder)
    return None


def _client(build: Path) -> Any:
    return chromadb.PersistentClient(
        path=str(build / FOLDER), settings=ChromaSettings(anonymized_telemetry=False)
    )
