"""The vector side of a build, in Chroma (embedded): passage ids and vectors, no text.

A Chroma folder belongs to one process at a time: a second process that reads a live folder misses
what is written and two writers lose some. Builds are immutable, so the question never arises:
ingest closes its build before it is published.

Chroma writes its graph of neighbours to disk when so many changes have come as `sync_threshold`
says. Later ones stay in a log, which it takes in again at each opening. So ingest holds vectors
back, adds `HELD` at a time, which is when Chroma writes, and has the rest written as it finishes:
some thirty writes for a million passages, whatever they are added in, and nothing to take in again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
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
# Chroma's default ef_search of 100 misses true neighbours on data of many dimensions. Building with
# more than its default ef_construction takes twice as long; searching wider gains more, to some
# hundred thousand (ADR 18).
HNSW: Any = {"space": "cosine", "ef_construction": 100, "ef_search": 800, "max_neighbors": 32}
# The larger the graph, the wider it is searched: 800 finds .997 of the ten nearest of 100,000, but
# .973 of 250,000, where 1,600 finds .986 (ADR 18).
PASSAGES_A_STEP = 125
WIDEST = 4_000
# What Chroma takes at once: the more, the better its threads are used (5,461 is its most).
BATCH = 5_000
# How many vectors wait in memory (77 MB) for Chroma to add them and write its graph.
HELD = 10 * BATCH
# Writes with every call; Chroma takes nothing less.
ALWAYS = 2
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
        self._build, self._folder = build, build / FOLDER
        self._exact = _exact(self._folder)
        self._waiting: dict[str, tuple[str, Vectors]] = {}
        try:
            self._open()
        except NotFoundError as error:
            self._client.close()
            raise BuildIndex(missing) from error

    def _open(self) -> None:
        self._client = _client(self._build)
        self._collection: Any = self._client.get_collection(COLLECTION, embedding_function=None)

    @classmethod
    def create(cls, build: Path) -> None:
        """Make the empty store of a new build."""
        client = _client(build)
        try:
            client.create_collection(
                COLLECTION,
                embedding_function=None,
                configuration={"hnsw": HNSW | {"sync_threshold": HELD}},
            )
        finally:
            client.close()

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(ids), dimensions); `documents` are the document ids."""
        self._change()
        self._waiting.update(zip(ids, zip(documents, vectors, strict=True), strict=True))
        while len(self._waiting) >= HELD:
            self._write(list(self._waiting)[:HELD])

    def remove(self, ids: Sequence[str]) -> None:
        """Forget these passages."""
        self._change()
        for id_ in ids:
            self._waiting.pop(id_, None)
        for part in _parts(ids):
            self._collection.delete(ids=list(part))

    def finish(self) -> None:
        """Write all that waits, and lay the vectors out by document, for searches that are limited
        to some."""
        self._write_rest()
        ids = list(self.ids())
        documents = dict(each for part in _parts(ids) for each in self._documents(part))
        if documents:
            dimensions = len(next(iter(self.vectors(ids[:1]).values())))
            exact.write(self._folder, documents, dimensions, self.vectors)
            self._exact = _exact(self._folder)

    def _write_rest(self) -> None:
        """What Chroma has not written it takes in again here, so that it is written with the rest.
        It asks for the threshold only when it opens a collection."""
        self._configure(sync_threshold=ALWAYS)
        self._client.close()
        self._open()
        self._write(list(self._waiting))
        self._collection.get(limit=1, include=["embeddings"])  # even where nothing waited
        wide = min(WIDEST, max(HNSW["ef_search"], self._collection.count() // PASSAGES_A_STEP))
        # The threshold is for the next build, which is a copy of this one.
        self._configure(sync_threshold=HELD, ef_search=wide)
        self._client.close()
        with closing(sqlite3.connect(self._folder / DATABASE)) as connection:
            connection.execute("VACUUM")  # the log has held every vector
        self._open()

    def _configure(self, **settings: int) -> None:
        self._collection.modify(configuration={"hnsw": settings})

    def _write(self, ids: Sequence[str]) -> None:
        for part in _parts(ids):
            found = [self._waiting[id_] for id_ in part]
            self._collection.upsert(
                ids=list(part),
                embeddings=np.stack([vector for _, vector in found]),
                metadatas=[{"document": document} for document, _ in found],
            )
        for id_ in ids:
            del self._waiting[id_]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of these passages."""
        if not ids:
            return {}
        waiting = {id_: self._waiting[id_][1] for id_ in ids if id_ in self._waiting}
        found = self._collection.get(ids=list(ids), include=["embeddings"])
        rows = np.asarray(found["embeddings"], np.float32)
        return dict(zip(found["ids"], rows, strict=True)) | waiting

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

    def _documents(self, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """These passages, each with its document, in whatever order."""
        found = self._collection.get(ids=list(ids), include=["metadatas"])
        documents = (metadata["document"] for metadata in found["metadatas"])
        return zip(found["ids"], documents, strict=True)

    def _change(self) -> None:
        if self._exact is not None:
            self._exact = None
            exact.forget(self._folder)

    def ids(self) -> set[str]:
        """Every passage id that has a vector."""
        return {*self._waiting, *self._collection.get(include=[])["ids"]}

    def ping(self) -> None:
        """It is open: there is nothing that could be away."""

    def close(self) -> None:
        """Let go of the folder."""
        self._exact = None
        self._client.close()


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _exact(folder: Path) -> ExactVectors | None:
    with suppress(FileNotFoundError):
        return ExactVectors(folder)
    return None


def _client(build: Path) -> Any:
    return chromadb.PersistentClient(
        path=str(build / FOLDER), settings=ChromaSettings(anonymized_telemetry=False)
    )
