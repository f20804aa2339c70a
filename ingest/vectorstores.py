"""Where the vectors of a build are: beside its other parts, or on a PostgreSQL server.

A build is immutable wherever its vectors are: they are written under its own name, seen by nobody
before they are whole, and gone when its folder is.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np

from ingest.embedding import Vectors
from ingest.errors import BuildIndex
from ingest.layout import EMBEDDED, VECTORS, Manifest
from ingest.settings import Settings
from ingest.textstore import TextStore


class Store(Protocol):
    """The vectors of one build: passage ids, their documents and unit-length vectors, no text."""

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(ids), dimensions); `documents` are the document ids."""
        ...

    def remove(self, ids: Sequence[str]) -> None:
        """Forget these passages."""
        ...

    def finish(self) -> None:
        """All is added: from now on others can see it, and search it at full speed."""
        ...

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of these passages."""
        ...

    def search(
        self, vector: Vectors, limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages with their cosine similarity, best first."""
        ...

    def ids(self) -> set[str]:
        """Every passage id that has a vector."""
        ...

    def ping(self) -> None:
        """Raises `FixSettings` where it can not be searched now."""
        ...

    def close(self) -> None:
        """Let go; what was not finished is gone where others could have seen it."""
        ...


class Stores(Protocol):
    """The vectors of all builds of an index. `name` is what a manifest is stamped with."""

    @property
    def name(self) -> str: ...

    def create(self, build: Path, dimensions: int) -> Store:
        """The empty store of a new build, open for writing."""
        ...

    def extend(self, live: Path, build: Path) -> Store:
        """The store of a new build whose folder is a copy of `live`, with the vectors of `live`."""
        ...

    def open(self, build: Path) -> Store:
        """A finished store, for reading. Raises `BuildIndex` where it is missing."""
        ...

    def retire(self, builds: Path) -> None:
        """Drop what belongs to no folder in `builds`. Only for who holds the index's lock."""
        ...


class Embedded:
    """Chroma, in the build's own folder, which is copied and removed with it."""

    name = EMBEDDED

    def create(self, build: Path, dimensions: int) -> Store:  # noqa: ARG002 - Chroma finds out
        from ingest.vectors import VectorStore  # Chroma is slow to import

        VectorStore.create(build)
        return VectorStore(build)

    def extend(self, live: Path, build: Path) -> Store:  # noqa: ARG002 - the copy has it
        return self.open(build)

    def open(self, build: Path) -> Store:
        from ingest.vectors import VectorStore

        return VectorStore(build)

    def retire(self, builds: Path) -> None:
        """Nothing is left where there is no folder."""


IN_FOLDER: Stores = Embedded()


def open_stores(settings: Settings) -> Stores:
    """What the settings name. A server is not asked yet. Raises `FixSettings` for no address."""
    if settings.vectors is None:
        return IN_FOLDER
    from ingest.postgres import PostgresStores

    return PostgresStores(settings.vectors.get_secret_value())


def check_place(manifest: Manifest, stores: Stores) -> None:
    """Raises `BuildIndex`, saying what to do, where a build's vectors are not where we look."""
    if manifest.vectors == stores.name:
        return
    if manifest.vectors == EMBEDDED:
        raise BuildIndex(
            f"the vectors of index {manifest.id} are in its own folder, the settings name a "
            "server: run `reform-ingest`, which moves them, or unset REFORM_QA_VECTORS"
        )
    raise BuildIndex(
        f"the vectors of index {manifest.id} are on a server ({manifest.vectors}) that the "
        "settings do not name: set REFORM_QA_VECTORS or run `reform-ingest --rebuild`"
    )


def copy_vectors(texts: TextStore, source: Store, target: Store) -> None:
    """Give `target` the vectors that `source` has of these texts, a document at a time."""
    for record in texts.documents():
        found = source.vectors([passage.id for passage in texts.passages(record.id)])
        if found:
            target.add(list(found), [record.id] * len(found), np.stack(list(found.values())))


def extended(stores: Stores, live: Path, manifest: Manifest, build: Path, dimensions: int) -> Store:
    """The store of a new build with the vectors of the live one, wherever those are.

    Vectors move from a folder to a server by themselves; back, the server would have to be named.
    """
    if manifest.vectors == stores.name:
        return stores.extend(live, build)
    if manifest.vectors != EMBEDDED:
        check_place(manifest, stores)
    target = stores.create(build, dimensions)
    try:
        with closing(IN_FOLDER.open(build)) as source:
            copy_vectors(TextStore(build), source, target)
        shutil.rmtree(build / VECTORS)
    except BaseException:
        target.close()
        raise
    return target
