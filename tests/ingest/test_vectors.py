"""What Chroma is given is written to its graph: nothing is left for whoever opens the build."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import ingest.vectors as module
from ingest.vectors import COLLECTION, DATABASE, FOLDER, VectorStore
from tests.fakes import DIMENSIONS

BATCH, HELD = 20, 60
AT_ONCE = 7
NUMBER = 3 * HELD - 5


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", BATCH)
    monkeypatch.setattr(module, "HELD", HELD)


def made(number: int, seed: int = 1) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(number, DIMENSIONS))
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit.astype(np.float32)


def add(store: VectorStore, prefix: str, vectors: np.ndarray) -> dict[str, np.ndarray]:
    """A few at a time, as ingest does."""
    for start in range(0, len(vectors), AT_ONCE):
        part = vectors[start : start + AT_ONCE]
        ids = [f"{prefix}{start + row}" for row in range(len(part))]
        store.add(ids, ["d"] * len(ids), part)
    return {f"{prefix}{row}": vector for row, vector in enumerate(vectors)}


def build_of(build: Path, vectors: np.ndarray) -> dict[str, np.ndarray]:
    build.mkdir()
    VectorStore.create(build)
    with closing(VectorStore(build)) as store:
        added = add(store, "p", vectors)
        store.finish()
    return added


def backlog(build: Path) -> int:
    """How many changes Chroma has only in its log, to take in again at each opening."""
    written = "SELECT coalesce(max(m.seq_id), 0) FROM segments s LEFT JOIN max_seq_id m"
    with closing(sqlite3.connect(build / FOLDER / DATABASE)) as connection:
        [last] = connection.execute(
            f"{written} ON m.segment_id = s.id WHERE s.scope = 'VECTOR'"
        ).fetchone()
        newer = "SELECT count(*) FROM embeddings_queue WHERE seq_id > ?"
        return int(connection.execute(newer, (last,)).fetchone()[0])


def assert_all_found(build: Path, expected: dict[str, np.ndarray]) -> None:
    with closing(VectorStore(build)) as store:
        assert store.ids() == expected.keys()
        for id_, vector in expected.items():
            assert store.search(vector, 1)[0][0] == id_
            assert store.search(vector, 1, ["d"])[0][0] == id_


@pytest.mark.parametrize("number", [1, BATCH, HELD, HELD + 1, NUMBER])
def test_a_finished_build_has_no_backlog_and_all_is_found(tmp_path: Path, number: int) -> None:
    added = build_of(tmp_path / "first", made(number))
    assert backlog(tmp_path / "first") <= 1
    assert_all_found(tmp_path / "first", added)


def test_the_next_build_has_none_either(tmp_path: Path) -> None:
    added = build_of(tmp_path / "first", made(NUMBER))
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    with closing(VectorStore(tmp_path / "second")) as store:
        later = add(store, "q", made(HELD + BATCH + 1, seed=2))
        gone = [f"p{row}" for row in range(0, NUMBER, 4)] + ["q3", "unknown"]
        store.remove(gone)
        store.finish()
    assert backlog(tmp_path / "second") <= 1
    kept = {id_: vector for id_, vector in (added | later).items() if id_ not in gone}
    assert_all_found(tmp_path / "second", kept)
    assert_all_found(tmp_path / "first", added)


def test_a_build_from_which_is_only_taken_away_keeps_the_rest(tmp_path: Path) -> None:
    added = build_of(tmp_path / "first", made(NUMBER))
    gone = [f"p{row}" for row in range(HELD // 2)]
    with closing(VectorStore(tmp_path / "first")) as store:
        store.remove(gone)
        store.finish()
    assert backlog(tmp_path / "first") <= 1
    kept = {id_: vector for id_, vector in added.items() if id_ not in gone}
    assert_all_found(tmp_path / "first", kept)


def test_what_an_older_version_left_in_the_log_is_written_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    old = made(HELD + 3)
    client = module._client(tmp_path)
    configuration = {"hnsw": module.HNSW | {"sync_threshold": 1_000}}
    collection = client.create_collection(
        COLLECTION, embedding_function=None, configuration=configuration
    )
    ids = [f"p{row}" for row in range(len(old))]
    collection.upsert(ids=ids, embeddings=old, metadatas=[{"document": "d"}] * len(old))
    client.close()
    assert backlog(tmp_path) > HELD
    with closing(VectorStore(tmp_path)) as store:
        new = add(store, "q", made(5, seed=2))
        store.finish()
    assert backlog(tmp_path) <= 1
    assert_all_found(tmp_path, dict(zip(ids, old, strict=True)) | new)


def test_the_graph_is_written_a_few_times_however_vectors_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thresholds: list[int] = []
    change = VectorStore._configure

    def noted(store: VectorStore, **settings: int) -> None:
        thresholds.append(settings["sync_threshold"])
        change(store, **settings)

    monkeypatch.setattr(VectorStore, "_configure", noted)
    VectorStore.create(tmp_path)
    with closing(VectorStore(tmp_path)) as store:
        add(store, "p", made(NUMBER))
        written = sorted((tmp_path / FOLDER).glob("*/index_metadata.pickle"))
        assert len(written) == 1  # after the first `HELD`, before anything is finished
        assert backlog(tmp_path) <= 1
        assert not thresholds
        store.finish()
    assert thresholds == [module.ALWAYS, HELD]


def test_what_waits_is_known_and_can_be_replaced_and_removed(tmp_path: Path) -> None:
    VectorStore.create(tmp_path)
    vectors = made(4)
    with closing(VectorStore(tmp_path)) as store:
        store.add(["a", "b"], ["d", "d"], vectors[:2])
        store.add(["b", "c"], ["d", "d"], vectors[2:])
        assert store.ids() == {"a", "b", "c"}
        assert store.vectors(["b", "unknown"])["b"] == pytest.approx(vectors[2], abs=0)
        store.remove(["a"])
        assert store.ids() == {"b", "c"}
        store.finish()
    assert_all_found(tmp_path, {"b": vectors[2], "c": vectors[3]})


def test_the_log_s_space_is_given_back(tmp_path: Path) -> None:
    build_of(tmp_path / "first", made(NUMBER))
    with closing(sqlite3.connect(tmp_path / "first" / FOLDER / DATABASE)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)


@pytest.mark.parametrize(("a_step", "widest", "expected"), [(1, 1_000, NUMBER), (1, 90, 90)])
def test_a_larger_build_is_searched_more_widely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, a_step: int, widest: int, expected: int
) -> None:
    monkeypatch.setitem(module.HNSW, "ef_search", 20)
    monkeypatch.setattr(module, "PASSAGES_A_STEP", a_step)
    monkeypatch.setattr(module, "WIDEST", widest)
    build_of(tmp_path / "few", made(10))
    build_of(tmp_path / "many", made(NUMBER))
    for name, width in (("few", 20), ("many", expected)):
        with closing(VectorStore(tmp_path / name)) as store:
            assert store._collection.configuration["hnsw"]["ef_search"] == width
