"""All vectors of a build in one file, sorted by document, to look at every one that a filter keeps.

Chroma's own filter looks up each passage that it lets through: half a second of work where that is
100,000, and never less than a tenth at that size. Here a document is a run of rows, and a few
thousand rows are multiplied in a millisecond. The file is mapped, not read: memory holds what
questions touch, and gives it back when others need it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from ingest.embedding import Vectors

ROWS, IDS, DOCUMENTS = "rows.npy", "ids.npy", "documents.json"
AT_ONCE = 2_000


class ExactVectors:
    """Unit-length vectors, shape (passages, dimensions), and which rows are a document's."""

    def __init__(self, folder: Path) -> None:
        """Raises `FileNotFoundError` where nothing was written."""
        spans: Mapping[str, tuple[int, int]] = json.loads((folder / DOCUMENTS).read_text("utf-8"))
        self._spans = spans
        self._rows = cast("Vectors", np.load(folder / ROWS, mmap_mode="r"))
        self._ids = cast("NDArray[np.bytes_]", np.load(folder / IDS, mmap_mode="r"))

    def __len__(self) -> int:
        return len(self._rows)

    def count(self, documents: Sequence[str]) -> int:
        """How many passages these documents have."""
        spans = (self._spans.get(document, (0, 0)) for document in documents)
        return sum(stop - start for start, stop in spans)

    def search(
        self, vector: Vectors, limit: int, documents: Sequence[str]
    ) -> list[tuple[str, float]]:
        """The nearest passages of these documents with their cosine similarity, best first."""
        runs = _runs([self._spans[each] for each in set(documents) if each in self._spans])
        if not runs:
            return []
        scores = np.concatenate([self._rows[start:stop] @ vector for start, stop in runs])
        rows = np.concatenate([np.arange(start, stop) for start, stop in runs])
        best = np.argpartition(-scores, min(limit, len(scores)) - 1)[:limit]
        found = zip(self._ids[rows[best]], scores[best], strict=True)
        return sorted(((id_.decode(), float(score)) for id_, score in found), key=best_first)


def write(
    folder: Path,
    documents: Mapping[str, str],
    dimensions: int,
    vectors: Callable[[Sequence[str]], Mapping[str, Vectors]],
) -> None:
    """Write the file of a build. `documents` maps each passage to its document; `vectors` looks up
    those of some passages. What says which rows are whose comes last: without it there is none."""
    ids = sorted(documents, key=lambda passage: (documents[passage], passage))
    rows = open_memmap(folder / ROWS, "w+", np.float32, (len(ids), dimensions))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        found = vectors(part)
        rows[start : start + len(part)] = [found[passage] for passage in part]
    rows.flush()
    np.save(folder / IDS, np.array([passage.encode() for passage in ids], np.bytes_))
    spans: dict[str, tuple[int, int]] = {}
    for row, passage in enumerate(ids):
        document = documents[passage]
        spans[document] = (spans.get(document, (row, row))[0], row + 1)
    (folder / DOCUMENTS).write_text(json.dumps(spans), "utf-8")


def forget(folder: Path) -> None:
    """Remove the file: it is not true any more."""
    for name in (DOCUMENTS, IDS, ROWS):
        (folder / name).unlink(missing_ok=True)


def best_first(found: tuple[str, float]) -> tuple[float, str]:
    """Equal ones by their id, so that an answer does not depend on chance or place."""
    passage, score = found
    return -score, passage


def _runs(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours joined, so that half of a library is few multiplications."""
    runs: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], stop)
        else:
            runs.append((start, stop))
    return runs
