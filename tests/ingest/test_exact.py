"""Searches that are limited to some documents, in the build's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ingest import exact
from ingest import vectors as module
from ingest.exact import ExactVectors
from ingest.vectors import FOLDER, VectorStore
from tests.fakes import DIMENSIONS, BagOfWords

embed = BagOfWords().embed_passages
COUNT = 400
LIMIT = 5


def unit_rows(count: int) -> np.ndarray:
    rows = np.random.default_rng(1).normal(size=(count, DIMENSIONS)).astype(np.float32)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    """Four documents of a hundred passages each, finished."""
    VectorStore.create(tmp_path)
    with closing(VectorStore(tmp_path)) as store:
        ids = [f"p{row}" for row in range(COUNT)]
        store.add(ids, [f"d{row % 4}" for row in range(COUNT)], unit_rows(COUNT))
        store.finish()
        yield store


def nearest(asked: np.ndarray, documents: set[int]) -> list[str]:
    rows = [row for row in range(COUNT) if row % 4 in documents]
    scores = unit_rows(COUNT)[rows] @ asked
    return [f"p{rows[at]}" for at in np.argsort(-scores)[:LIMIT]]


def few_among_nearest(asked: np.ndarray) -> bool:
    """Whether fewer than wanted of the passages sought are of the second document."""
    sought = np.argsort(-(unit_rows(COUNT) @ asked))[: LIMIT * 4]
    return int(np.sum(sought % 4 == 1)) < LIMIT


@pytest.mark.parametrize("documents", [{0}, {0, 2}, {1, 2, 3}])
def test_all_that_a_filter_keeps_is_looked_at(
    store: VectorStore, documents: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_collection", None)  # the answer does not come from Chroma
    asked = unit_rows(COUNT)[7]
    found = store.search(asked, LIMIT, [f"d{each}" for each in documents])
    assert [passage for passage, _ in found] == nearest(asked, documents)


@pytest.mark.parametrize("documents", [{0, 2}, {1, 2, 3}])
def test_of_a_filter_that_keeps_much_the_nearest_of_all_are_sifted(
    store: VectorStore, documents: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EACH", 10)
    monkeypatch.setattr(module, "MARGIN", 10)
    monkeypatch.setattr(ExactVectors, "search", None)
    asked = unit_rows(COUNT)[7]
    found = store.search(asked, LIMIT, [f"d{each}" for each in documents])
    assert [passage for passage, _ in found] == nearest(asked, documents)


def test_where_sifting_leaves_too_few_all_are_looked_at(
    store: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EACH", 10)
    monkeypatch.setattr(module, "MARGIN", 1)
    asked = next(row for row in unit_rows(COUNT) if few_among_nearest(row))
    found = store.search(asked, LIMIT, ["d1"])
    assert [passage for passage, _ in found] == nearest(asked, {1})


def test_a_store_that_is_changed_again_forgets_the_file(store: VectorStore, tmp_path: Path) -> None:
    assert (tmp_path / FOLDER / exact.ROWS).is_file()
    store.remove(["p7"])
    assert not (tmp_path / FOLDER / exact.ROWS).is_file()
    assert "p7" not in dict(store.search(unit_rows(COUNT)[7], 100, ["d3"]))
    store.finish()
    assert "p7" not in dict(store.search(unit_rows(COUNT)[7], 100, ["d3"]))
    assert len(store.search(unit_rows(COUNT)[7], 100, ["d3"])) == 99


def test_a_build_of_before_there_was_such_a_file_can_be_searched(tmp_path: Path) -> None:
    VectorStore.create(tmp_path)
    with closing(VectorStore(tmp_path)) as store:
        store.add(["p1", "p2"], ["a", "b"], embed(["help", "homes"]))
        store.finish()
    exact.forget(tmp_path / FOLDER)
    with closing(VectorStore(tmp_path)) as store:
        assert [passage for passage, _ in store.search(embed(["help"])[0], 2, ["b"])] == ["p2"]


def test_equal_passages_come_in_the_order_of_their_ids(store: VectorStore) -> None:
    same = np.eye(DIMENSIONS, dtype=np.float32)[[0, 0, 0]]
    store.add(["z", "a", "m"], ["d0", "d1", "d2"], same)
    store.finish()
    assert [passage for passage, _ in store.search(same[0], 3)] == ["a", "m", "z"]
    assert [passage for passage, _ in store.search(same[0], 2, ["d0", "d2"])] == ["m", "z"]


def test_an_empty_store_has_nothing_to_lay_out(tmp_path: Path) -> None:
    VectorStore.create(tmp_path)
    with closing(VectorStore(tmp_path)) as store:
        store.finish()
        assert store.search(embed(["help"])[0], 2, ["a"]) == []
