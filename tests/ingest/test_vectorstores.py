"""What every store of vectors does, wherever it keeps them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from ingest import postgres
from ingest.errors import BuildIndex
from ingest.postgres import PostgresStores
from ingest.vectorstores import IN_FOLDER, Store, Stores
from tests.fakes import DIMENSIONS, BagOfWords

MANY = 3_000
DOCUMENTS = 300
LIMIT = 10

embed = BagOfWords().embed_passages


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "embedded":
        return IN_FOLDER
    return PostgresStores(request.getfixturevalue("vectors_url"))


@pytest.fixture
def builds(tmp_path: Path) -> Path:
    folder = tmp_path / "index" / "builds"
    folder.mkdir(parents=True)
    return folder


def create(stores: Stores, builds: Path, name: str = "first") -> Store:
    (builds / name).mkdir()
    return stores.create(builds / name, DIMENSIONS)


@pytest.fixture
def written(stores: Stores, builds: Path) -> Iterator[Store]:
    """Three passages of two documents, finished and opened again."""
    with closing(create(stores, builds)) as store:
        store.add(
            ["p1", "p2", "p3"],
            ["a", "b", "b"],
            embed(["help for carers", "money for homes", "homes"]),
        )
        store.finish()
    with closing(stores.open(builds / "first")) as store:
        yield store


def test_the_nearest_is_first_with_its_cosine(written: Store) -> None:
    found = written.search(embed(["help for carers"])[0], 3)
    assert [passage for passage, _ in found] == ["p1", "p2", "p3"]
    assert [score for _, score in found] == pytest.approx([1.0, 2 / 3, 0.0], abs=1e-5)


def test_no_more_are_found_than_asked_for(written: Store) -> None:
    assert [passage for passage, _ in written.search(embed(["homes"])[0], 1)] == ["p3"]


def test_a_search_can_be_limited_to_documents(written: Store) -> None:
    asked = embed(["help for carers"])[0]
    assert [passage for passage, _ in written.search(asked, 3, ["b"])] == ["p2", "p3"]
    assert [passage for passage, _ in written.search(asked, 3, ["a", "unknown"])] == ["p1"]
    assert written.search(asked, 3, ["unknown"]) == []


def test_vectors_come_back_as_they_were(written: Store) -> None:
    found = written.vectors(["p1", "p3", "unknown"])
    assert found.keys() == {"p1", "p3"}
    assert found["p3"].dtype == np.float32
    assert found["p3"] == pytest.approx(embed(["homes"])[0], abs=0)
    assert written.vectors([]) == {}


def test_it_can_be_told_that_it_is_there(written: Store) -> None:
    written.ping()


def test_a_text_of_nothing_has_a_vector_too(stores: Stores, builds: Path) -> None:
    with closing(create(stores, builds)) as store:
        store.add(["empty"], ["a"], np.zeros((1, DIMENSIONS), np.float32))
        store.finish()
    with closing(stores.open(builds / "first")) as store:
        assert store.ids() == {"empty"}


def test_the_next_build_takes_over_and_leaves_the_first_as_it_is(
    stores: Stores, builds: Path, written: Store
) -> None:
    written.close()
    shutil.copytree(builds / "first", builds / ".second.partial")
    with closing(stores.extend(builds / "first", builds / ".second.partial")) as store:
        assert store.ids() == {"p1", "p2", "p3"}
        store.remove(["p1"])
        store.add(["p2", "p4"], ["c", "c"], embed(["other", "words"]))
        store.finish()
    (builds / ".second.partial").rename(builds / "second")
    with closing(stores.open(builds / "second")) as store:
        assert store.ids() == {"p2", "p3", "p4"}
        assert store.search(embed(["other"])[0], 1, ["c"])[0][0] == "p2"
        assert store.vectors(["p2"])["p2"] == pytest.approx(embed(["other"])[0], abs=0)
    with closing(stores.open(builds / "first")) as store:
        assert store.ids() == {"p1", "p2", "p3"}
        assert store.vectors(["p2"])["p2"] == pytest.approx(embed(["money for homes"])[0], abs=0)


def test_a_store_that_was_never_made_is_missing(stores: Stores, builds: Path) -> None:
    with pytest.raises(BuildIndex, match=r"no vectors"):
        stores.open(builds / "other")


def test_a_filter_finds_what_is_nearest_whatever_it_keeps(many: tuple[Store, np.ndarray]) -> None:
    for kept in (1, 3, 30, 150, 300):
        assert_finds_the_nearest(*many, kept)


def assert_finds_the_nearest(store: Store, vectors: np.ndarray, kept: int) -> None:
    dice = np.random.default_rng(kept)
    documents = dice.permutation(DOCUMENTS)[:kept]
    rows = np.flatnonzero(np.isin(np.arange(MANY) % DOCUMENTS, documents))
    shares = []
    for asked in vectors[dice.integers(0, MANY, 10)]:
        found = store.search(asked, LIMIT, [f"d{each}" for each in documents])
        assert len(found) == min(LIMIT, len(rows))
        best = rows[np.argsort(-(vectors[rows] @ asked), kind="stable")[:LIMIT]]
        shares.append(len({f"p{row}" for row in best} & {id_ for id_, _ in found}) / len(best))
        scores = [score for _, score in found]
        assert scores == sorted(scores, reverse=True)
        cosines = {f"p{row}": float(vectors[row] @ asked) for row in rows}
        assert scores == pytest.approx([cosines[id_] for id_, _ in found], abs=1e-5)
    assert np.mean(shares) >= 0.98


@pytest.fixture(scope="module")
def spread() -> np.ndarray:
    """Unit vectors around some centres, as those of texts are."""
    dice = np.random.default_rng(3)
    centres = dice.normal(size=(50, DIMENSIONS))
    rows = centres[dice.integers(0, 50, MANY)] + dice.normal(size=(MANY, DIMENSIONS))
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit.astype(np.float32)


@pytest.fixture
def many(
    stores: Stores, builds: Path, spread: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Store, np.ndarray]]:
    """So many that they are not all looked at."""
    monkeypatch.setattr(postgres, "EXACT", 100)
    with closing(create(stores, builds)) as store:
        ids = [f"p{row}" for row in range(MANY)]
        store.add(ids, [f"d{row % DOCUMENTS}" for row in range(MANY)], spread)
        store.finish()
    with closing(stores.open(builds / "first")) as store:
        yield store, spread
