"""The vector side of a build, in Chroma (embedded): passage ids and vectors, no text.

A Chroma folder belongs to one process at a time: a second process that reads a live folder misses
what is written and two writers lose some. Builds are immutable, so the question never arises:
ingest closes its build before it is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import NotFoundError

from ingest.embedding import Vectors
from ingest.errors import BuildIndex
from ingest.layout import VECTORS

FOLDER = VECTORS
DATABASE = "chroma.sqlite3"
COLLECTION = "passages"
# Chroma's default ef_search of 100 misses true neighbours on data of many dimensions.
HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}
BATCH = 2_000


class VectorStore:
    """Cosine search over passage vectors, optionally limited to some documents."""

    def __init__(self, build: Path) -> None:
        """Open what `create` has made. Raises `BuildIndex` where it is missing."""
        missing = f"the index {build} has no vectors: run `reform-ingest --rebuild`"
        if not (build / FOLDER / DATABASE).is_file():
            raise BuildIndex(missing)
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
        for start in range(0, len(ids), BATCH):
            part = slice(start, start + BATCH)
            self._collection.upsert(
                ids=list(ids[part]),
                embeddings=vectors[part],
                metadatas=[{"document": document} for document in documents[part]],
            )

    def remove(self, ids: Sequence[str]) -> None:
        """Forget these passages."""
        for start in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[start : start + BATCH]))

    def finish(self) -> None:
        """Nothing is left to do: others see a build when it is published."""

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
        where = None if documents is None else {"document": {"$in": list(documents)}}
        found = self._collection.query(
            query_embeddings=vector[None, :], n_results=limit, where=where, include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(passage, 1.0 - float(distance)) for passage, distance in pairs]

    def ids(self) -> set[str]:
        """Every passage id that has a vector."""
        return set(self._collection.get(include=[])["ids"])

    def ping(self) -> None:
        """It is open: there is nothing that could be away."""

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()


def _client(build: Path) -> Any:
    return chromadb.PersistentClient(
        path=str(build / FOLDER), settings=ChromaSettings(anonymized_telemetry=False)
    )
