"""A build of any size, made of a real one: its documents and as many reworded copies as it takes.

    python -m evals.benchmarks.grown INDEX --passages 100000 --to FOLDER

The real documents are there unchanged, with their own vectors, so their questions can be asked. The
texts of the copies are made by `rewording`; their vectors are a smoothed bootstrap (Efron 1979;
Silverman and Young 1987): the real vector, as it differs from the mean of all, plus normal noise of
the real vectors' own covariance, halved in variance, so that mean and covariance stay. A copy is
then as near its original (cosine .90) as a real passage is to its nearest neighbour (.91), and the
neighbourhoods are of as few dimensions as real ones. All is written by ingest's own `BuildWriter`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from evals.benchmarks.rewording import SEED, Rewording
from ingest.document import LoadedDocument
from ingest.embedding import EmbedderIdentity, Vectors
from ingest.layout import IndexFolder
from ingest.progress import Event, Progress
from ingest.reading import Reading
from ingest.records import DocumentRecord, Passage
from ingest.report import Report
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from ingest.vectorstores import Embedded
from ingest.writing import BuildWriter

FIGURES = "made.json"
_READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Real:
    """A document of the real build with its passages and their vectors, one a row."""

    record: DocumentRecord
    document: LoadedDocument
    passages: list[Passage]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of what, and how long it took: all, storing passages and vectors, finishing."""

    base: str
    passages: int
    documents: int
    real_documents: int
    seconds: float
    adding_seconds: float
    publishing_seconds: float


class Prepared:
    """Gives `BuildWriter` the vectors that were made beforehand, each once."""

    def __init__(self, identity: EmbedderIdentity) -> None:
        self.identity = identity
        self._vectors: dict[str, Vectors] = {}

    def prepare(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """What the next passages' texts will be embedded as."""
        for passage, vector in zip(passages, vectors, strict=True):
            self._vectors.setdefault(passage.search_text, vector)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vectors.pop(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        raise NotImplementedError("questions are asked of the service")


class Smoothed:
    """Draws vectors that are distributed as the real ones are."""

    def __init__(self, real: Vectors) -> None:
        self._mean = real.mean(axis=0)
        dimensions = real.shape[1]
        covariance = np.cov((real - self._mean).T) + 1e-7 * np.eye(dimensions)
        self._root = np.linalg.cholesky(covariance).astype(np.float32)

    def copies(self, vectors: Vectors, chance: np.random.Generator) -> Vectors:
        """One of each, of unit length."""
        noise = chance.standard_normal(vectors.shape, np.float32) @ self._root.T
        near = self._mean + (vectors - self._mean + noise) / np.sqrt(2)
        unit: Vectors = near / np.linalg.norm(near, axis=1, keepdims=True)
        return unit.astype(np.float32)


def grow(index: Path, to: Path, passages: int) -> Made:
    """Make it, unless it is there already; exactly so many passages. Writes how long it took."""
    base = _base(index)
    if (to / FIGURES).is_file():
        made = Made(**json.loads((to / FIGURES).read_text("utf-8")))
        if (made.base, made.passages) == (base, passages):
            return made
    begun = time.monotonic()
    real = list(_fitting(_read(index), passages))
    prepared = Prepared(IndexFolder(index).live_build()[1].embedder)
    folder, report, documents = IndexFolder(to), Report(), 0
    told = Progress(_tell)
    with folder.locked(), BuildWriter(folder, None, prepared, Embedded(), told) as writer:
        for reading, vectors in _readings(real, passages):
            prepared.prepare(reading.passages, vectors)
            writer.add(reading)
            documents += 1
        added = time.monotonic()
        writer.publish(report)
    ended = time.monotonic()
    made = Made(
        base, report.passages, documents, len(real), ended - begun, added - begun, ended - added
    )
    (to / FIGURES).write_text(json.dumps({n: getattr(made, n) for n in Made.__slots__}), "utf-8")
    return made


def _base(index: Path) -> str:
    """Changes when a build made of this index would be another."""
    manifest = IndexFolder(index).live_build()[1]
    made_of = [manifest.embedder.digest, manifest.chunker, sorted(manifest.documents.items())]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]


def _read(index: Path) -> Iterator[Real]:
    build, _ = IndexFolder(index).live_build()
    texts = TextStore(build)
    with closing(VectorStore(build)) as store:
        for record in texts.documents():
            passages = texts.passages(record.id)
            vectors: dict[str, Vectors] = {}
            for start in range(0, len(passages), _READ_AT_ONCE):
                part = passages[start : start + _READ_AT_ONCE]
                vectors |= store.vectors([passage.id for passage in part])
            rows = np.stack([vectors[passage.id] for passage in passages])
            yield Real(record, _document(texts, record.id), passages, rows)


def _document(texts: TextStore, id_: str) -> LoadedDocument:
    text = texts.text(id_) or ""
    numbers = [number for number, _, _ in texts.page_outline(id_)]
    pages = tuple(page for number in numbers if (page := texts.page(id_, number)))
    return LoadedDocument(text, tuple(texts.blocks(id_, 0, len(text) + 1)), pages)


def _fitting(documents: Iterator[Real], passages: int) -> Iterator[Real]:
    """Whole documents as long as they fit."""
    for each in documents:
        if len(each.passages) <= passages:
            passages -= len(each.passages)
            yield each


def _readings(real: Sequence[Real], passages: int) -> Iterator[tuple[Reading, Vectors]]:
    """The real documents, then copy after copy; the last document is cut where it is enough."""
    rewording = Rewording(each.document.text for each in real)
    smoothed = Smoothed(np.concatenate([each.vectors for each in real]))
    for each in real:
        yield Reading(each.record, each.document, each.passages, None), each.vectors
        passages -= len(each.passages)
    for copy in count(1):
        reworded = rewording.of(copy)
        chance = np.random.default_rng([SEED, copy])
        for each in real:
            if passages <= 0:
                return
            record = reworded.record(each.record)
            kept = [reworded.passage(p, record.id) for p in each.passages[:passages]]
            vectors = smoothed.copies(each.vectors[: len(kept)], chance)
            yield Reading(record, reworded.document(each.document), kept, None), vectors
            passages -= len(kept)


def _tell(event: Event) -> None:
    """A line every 10,000 passages, for whoever waits."""
    if event.event == "embedded" and event.passages % 10_000 < 128:
        print(f"{event.passages} passages after {event.seconds:.0f} s", flush=True)


def main() -> int:
    """Print what was made and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, metavar="INDEX")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args()
    print(grow(options.index, options.to, options.passages))
    return 0


if __name__ == "__main__":
    sys.exit(main())
