"""Writes a new build, document by document, so that no more than a few are in memory at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest import passages as chunker
from ingest.editions import linked
from ingest.embedding import Embedder, Vectors
from ingest.errors import BuildIndex, ReformQAError
from ingest.layout import FORMAT, IndexFolder, Manifest, build_id, read_manifest
from ingest.lexicon import write_lexicon
from ingest.progress import Progress
from ingest.reading import Reading
from ingest.records import DocumentRecord, Passage
from ingest.report import Report
from ingest.textstore import TextStore
from ingest.vectorstores import Store, Stores, extended
from ingest.words import WordStore

# Enough for an embedder that batches texts of like length, few enough to show how it gets on.
EMBED_AT_ONCE = 128


class BuildWriter:
    """The next build in the making: a copy of the live one, or empty. Gone if the block fails."""

    def __init__(
        self,
        folder: IndexFolder,
        live: Path | None,
        embedder: Embedder,
        stores: Stores,
        progress: Progress,
    ) -> None:
        if live is not None and read_manifest(live).embedder != embedder.identity:
            raise BuildIndex(
                f"the index was made with another model of the name {embedder.identity.name}: "
                "run `reform-ingest --rebuild`"
            )
        self._folder = folder
        self._live = live
        self._embedder = embedder
        self._stores = stores
        self._progress = progress
        self._stack = ExitStack()
        self._waiting: list[Passage] = []

    def __enter__(self) -> BuildWriter:
        with ExitStack() as stack:
            self._work = stack.enter_context(self._folder.new_build(self._live))
            self._stores.retire(self._folder.builds)  # what a killed ingest has left on a server
            if self._live is None:
                for store in (TextStore, WordStore):
                    store.create(self._work)
            self._texts = TextStore(self._work)
            self._store = stack.enter_context(closing(self._open_vectors()))
            self._vectors = _Vectors(self._store, self._texts, self._embedder)
            self._stack = stack.pop_all()
        return self

    def _open_vectors(self) -> Store:
        dimensions = self._embedder.identity.dimensions
        if self._live is None:
            return self._stores.create(self._work, dimensions)
        manifest = read_manifest(self._live)
        return extended(self._stores, self._live, manifest, self._work, dimensions)

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)  # type: ignore[arg-type]

    def remove(self, records: Sequence[DocumentRecord]) -> None:
        """Forget documents, before any others are added: their ids are free again."""
        for record in records:
            self._texts.remove(record.id)

    def relabel(self, records: Sequence[DocumentRecord]) -> None:
        """Describe documents anew whose text stays."""
        for record in records:
            self._texts.relabel(record)

    def add(self, reading: Reading) -> None:
        """Store a document in place of the version before, and embed what is new in it."""
        if reading.replaces is not None:
            self._texts.remove(reading.replaces.id)
        self._texts.replace(reading.record, reading.document, reading.passages)
        self._waiting += filter(self._vectors.lack, reading.passages)
        while len(self._waiting) >= EMBED_AT_ONCE:
            part, self._waiting = self._waiting[:EMBED_AT_ONCE], self._waiting[EMBED_AT_ONCE:]
            self._embed(part)

    def _embed(self, passages: Sequence[Passage]) -> None:
        self._vectors.add(passages)
        self._progress.embedded(len(passages))

    def publish(self, report: Report) -> None:
        """Finish, check and make live; the report is told the build and its figures."""
        self._embed(self._waiting)
        self._progress.checking()
        self._vectors.keep_only(self._texts.passage_ids())
        self._store.finish()
        self._store.close()
        self.relabel(list(linked(self._texts.documents(), self._texts.marks())))
        WordStore(self._work).write(
            (passage, record.title)
            for record in self._texts.documents()
            for passage in self._texts.passages(record.id)
        )
        report.build = build_id(self._work)
        write_lexicon(self._work, report.build, self._texts.all_texts())
        report.passages = check(self._work, self._stores)
        report.embedded = self._vectors.embedded
        self._folder.publish(
            self._work,
            Manifest(
                format=FORMAT,
                id=report.build,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                embedder=self._embedder.identity,
                chunker=chunker.VERSION,
                passages=report.passages,
                documents={record.id: record.sha256 for record in self._texts.documents()},
                vectors=self._stores.name,
            ),
        )
        with suppress(ReformQAError):  # it is live by now: the next ingest tidies up
            self._stores.retire(self._folder.builds)


class _Vectors:
    """The build's vectors. A text that has one, in whatever document, is not embedded again."""

    def __init__(self, store: Store, texts: TextStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._ids = store.ids()
        stored = ((id_, text) for id_, text in texts.search_texts() if id_ in self._ids)
        self._by_text = {_key(text): id_ for id_, text in stored}
        self.embedded = 0

    def lack(self, passage: Passage) -> bool:
        """Whether a passage has no vector yet: its id stands for its document and its text."""
        return passage.id not in self._ids

    def add(self, passages: Sequence[Passage]) -> None:
        """Give each its vector."""
        if not passages:
            return
        by_text = self._known(passages) | self._new(passages)
        rows = np.stack([by_text[_key(passage.search_text)] for passage in passages])
        ids = [passage.id for passage in passages]
        self._store.add(ids, [passage.document_id for passage in passages], rows)
        self._ids.update(ids)
        self._by_text |= {_key(passage.search_text): passage.id for passage in passages}

    def keep_only(self, ids: set[str]) -> None:
        """Forget the vectors of passages that are gone."""
        self._store.remove(list(self._ids - ids))

    def _known(self, passages: Sequence[Passage]) -> dict[bytes, Vectors]:
        keys = {_key(passage.search_text) for passage in passages} & self._by_text.keys()
        stored = self._store.vectors([self._by_text[key] for key in keys])
        return {key: stored[self._by_text[key]] for key in keys}

    def _new(self, passages: Sequence[Passage]) -> dict[bytes, Vectors]:
        texts = {_key(passage.search_text): passage.search_text for passage in passages}
        new = {key: text for key, text in texts.items() if key not in self._by_text}
        self.embedded += len(new)
        vectors = self._embedder.embed_passages(list(new.values())) if new else ()
        return dict(zip(new, vectors, strict=True))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def check(work: Path, stores: Stores) -> int:
    """The three stores must hold the same passages; returns how many. Raises `BuildIndex`."""
    total = sum(TextStore(work).passage_counts().values())
    with closing(stores.open(work)) as store:
        vectors = len(store.ids())
    words = WordStore(work).count()
    if not total == vectors == words:
        raise BuildIndex(
            f"the new build is inconsistent ({total} passages, {vectors} vectors, {words} in the "
            "word index) and was not published; run `reform-ingest --rebuild`"
        )
    return total
