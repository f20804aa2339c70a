"""Searches that are limited to some documents: how long, and how near to exact, whatever is kept.

    python -m evals.benchmarks.filters INDEX --passages 10000 100000 [--vectors postgresql://...]

The passages are made of those of INDEX: each vector is a real one, drawn at random, with normal
noise of length .6 added and brought back to length 1 (cosine to its origin about .86); each text is
that passage's own. They are laid in blocks into 1,000 documents. A question is a vector made in the
same way. Recall is of the first ten against the product with every vector that the filter keeps.

`cpu` is processor time of this process alone, which other work on the machine changes little; what
a server does is not in it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from ingest.embedding import Vectors
from ingest.layout import IndexFolder
from ingest.postgres import PostgresStores
from ingest.records import Passage
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from ingest.vectorstores import IN_FOLDER, Store, Stores
from ingest.words import WordStore

DOCUMENTS = 1_000
SHARES = (None, 1.0, 0.5, 0.1, 0.01, 0.001)
QUESTIONS = 30
DEPTH, TOP = 40, 10
NOISE = 0.6
AT_ONCE = 2_000
Search = Callable[[int, list[str] | None], list[tuple[str, float]]]


class Library:
    """`count` passages made of the real ones of an index, and questions of the same kind."""

    def __init__(self, index: Path, count: int) -> None:
        build, _ = IndexFolder(index).live_build()
        texts = TextStore(build)
        self._real = [p for each in texts.documents() for p in texts.passages(each.id)]
        with closing(IN_FOLDER.open(build)) as store:
            known = store.vectors([passage.id for passage in self._real])
        real = np.stack([known[passage.id] for passage in self._real])
        dice = np.random.default_rng(count)
        self._origins = dice.integers(0, len(real), count)
        self.vectors = _near(real[self._origins], dice)
        asked = dice.integers(0, len(real), QUESTIONS)
        self.questions = _near(real[asked], dice)
        self.words = [self._real[origin].search_text[-200:] for origin in asked]
        self.documents = np.arange(count) * DOCUMENTS // count
        self.order = dice.permutation(DOCUMENTS)

    def write_vectors(self, store: Store) -> None:
        """All of them, in batches, as an ingest does."""
        for start in range(0, len(self.vectors), AT_ONCE):
            rows = range(start, min(start + AT_ONCE, len(self.vectors)))
            names = [f"d{self.documents[row]}" for row in rows]
            store.add([f"p{row}" for row in rows], names, self.vectors[rows.start : rows.stop])
        store.finish()

    def passages(self) -> Iterator[tuple[Passage, str]]:
        """The same as texts, for the word index."""
        for row, origin in enumerate(self._origins):
            document = f"d{self.documents[row]}"
            yield replace(self._real[origin], id=f"p{row}", document_id=document), document

    def recall(self, found: Sequence[str], question: int, rows: NDArray[np.intp]) -> float:
        """The share of the ten nearest among `rows` that are among the first ten found."""
        best = rows[np.argsort(-(self.vectors[rows] @ self.questions[question]))[:TOP]]
        return len({f"p{row}" for row in best} & set(found[:TOP])) / len(best)


def _near(vectors: Vectors, dice: np.random.Generator) -> Vectors:
    noise = dice.normal(0, NOISE / vectors.shape[1] ** 0.5, vectors.shape)
    moved = vectors + noise.astype(np.float32)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


class Times:
    """Milliseconds that searches took, on the clock and of the processor."""

    def __init__(self) -> None:
        self._clock: list[float] = []
        self._processor: list[float] = []

    @contextmanager
    def of_one(self) -> Iterator[None]:
        """Time the block."""
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self._clock.append((time.perf_counter() - clock) * 1000)
        self._processor.append((time.process_time() - processor) * 1000)

    def __str__(self) -> str:
        p95 = quantiles(self._clock, n=20)[-1]
        cpu = median(self._processor)
        return f"p50 {median(self._clock):8.1f} ms  p95 {p95:8.1f} ms  cpu {cpu:8.2f} ms"


def measure(library: Library, name: str, search: Search, *, exact: bool = True) -> None:
    """Print a line for each share of the documents that a filter keeps."""
    for share in SHARES:
        chosen = None if share is None else sorted(library.order[: int(DOCUMENTS * share)])
        allowed = None if chosen is None else [f"d{each}" for each in chosen]
        kept = np.isin(library.documents, chosen) if chosen is not None else None
        rows = np.flatnonzero(kept) if kept is not None else np.arange(len(library.vectors))
        search(0, allowed)
        times, recalls = Times(), []
        for question in range(QUESTIONS):
            with times.of_one():
                found = search(question, allowed)
            if exact:
                recalls.append(library.recall([id_ for id_, _ in found], question, rows))
        shown = "no filter" if share is None else f"{share:9.1%}"
        recall = f"{np.mean(recalls):.3f}" if recalls else "    -"
        print(
            f"{len(library.vectors):9,} {name:22} {shown} {len(rows):9,} kept "
            f"{times}  recall@{TOP} {recall}",
            flush=True,
        )


@contextmanager
def _made(stores: Stores, library: Library) -> Iterator[Store]:
    """The library's vectors in a store, which goes with the block."""
    with tempfile.TemporaryDirectory(prefix="reform-filters-") as scratch:
        builds = Path(scratch) / "builds"
        (builds / "made").mkdir(parents=True)
        with closing(stores.create(builds / "made", library.vectors.shape[1])) as store:
            library.write_vectors(store)
        with closing(stores.open(builds / "made")) as store:
            yield store
        (builds / "made").rename(Path(scratch) / "gone")
        stores.retire(builds)


def _vectors(library: Library, stores: Stores) -> None:
    with _made(stores, library) as store:
        measure(library, stores.name, lambda n, d: store.search(library.questions[n], DEPTH, d))
        if isinstance(store, VectorStore):
            with mock.patch.object(store, "_exact", None):
                asked = library.questions
                measure(
                    library, "Chroma's own filter", lambda n, d: store.search(asked[n], DEPTH, d)
                )


def _words(library: Library) -> None:
    with tempfile.TemporaryDirectory(prefix="reform-filters-") as scratch:
        WordStore.create(Path(scratch))
        words = WordStore(Path(scratch))
        words.write(library.passages())
        texts = library.words
        measure(library, "words", lambda n, d: words.search(texts[n], DEPTH, d), exact=False)


def main() -> int:
    """Measure one size after the other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("index", type=Path, metavar="INDEX", help="an index to make passages of")
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000], metavar="N")
    parser.add_argument("--vectors", metavar="URL", help="a PostgreSQL database to measure as well")
    options = parser.parse_args()
    for count in options.passages:
        library = Library(options.index, count)
        _words(library)
        _vectors(library, IN_FOLDER)
        if options.vectors:
            _vectors(library, PostgresStores(options.vectors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
