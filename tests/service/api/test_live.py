"""Swapping builds under those who use them, and builds that cannot be used."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.errors import BuildIndex
from ingest.layout import IndexFolder
from service.live import LiveIndex
from service.opened import OpenBuild
from tests.fakes import BagOfWords
from tests.service.api.fakes import index


@pytest.fixture
def root(indexed: Path) -> Path:
    return indexed


@pytest.fixture
def live(root: Path) -> Iterator[LiveIndex]:
    live = _live(root)
    yield live
    live.close()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the builds that have been closed; they really are."""
    ids: list[str] = []
    really = OpenBuild.close

    def close(build: OpenBuild) -> None:
        ids.append(build.id)
        really(build)

    monkeypatch.setattr(OpenBuild, "close", close)
    return ids


def _live(root: Path, retry_every: float = 0.0) -> LiveIndex:
    identity = BagOfWords().identity
    return LiveIndex(IndexFolder(root), identity, check_every=0, retry_every=retry_every)


def _served(live: LiveIndex) -> str:
    with live.use() as build:
        return build.id


def _add(corpus: Path, root: Path, number: int) -> str:
    (corpus / f"note{number}.txt").write_text(f"Note {number}\n\nHelp number {number} is given.\n")
    return index(corpus, root).build or ""


def _point_at(root: Path, build: str) -> None:
    (root / "CURRENT").write_text(build + "\n")


def _copy_build(root: Path, name: str) -> Path:
    """A second copy of the live build, published under a name."""
    folder = IndexFolder(root)
    copy = folder.builds / name
    shutil.copytree(folder.builds / str(folder.live_id()), copy)
    _point_at(root, name)
    return copy


def test_a_new_build_is_swapped_in_and_the_old_one_closed(
    live: LiveIndex, root: Path, corpus: Path, closed: list[str]
) -> None:
    with live.use() as build:
        first = build.id
    second = _add(corpus, root, 1)
    with live.use() as build:
        assert build.id == second
    assert closed == [first]


def test_a_build_in_use_stays_open_until_its_last_user_ends(
    live: LiveIndex, root: Path, corpus: Path, closed: list[str]
) -> None:
    with live.use() as old, live.use():
        _add(corpus, root, 1)
        with live.use() as new:
            assert new.id != old.id
        assert old.vectors.search(BagOfWords().embed_question("family help"), 1)
        assert closed == []
    assert closed == [old.id]


def test_swaps_harm_no_concurrent_user(live: LiveIndex, root: Path, corpus: Path) -> None:
    question = BagOfWords().embed_question("family help")
    stop = threading.Event()

    def read() -> set[str]:
        seen = set()
        while not stop.is_set():
            with live.use() as build:
                assert build.vectors.search(question, 2)
                assert build.words.search("family help", 2)
                assert all(build.text(document) for document in build.documents)
                seen.add(build.id)
        return seen

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(6)]
        try:
            published = [_add(corpus, root, number) for number in range(3)]
            deadline = time.monotonic() + 30
            while _served(live) != published[-1] and time.monotonic() < deadline:
                time.sleep(0.01)
        finally:
            stop.set()
        seen = set().union(*(reader.result(timeout=30) for reader in readers))
    assert len(seen) > 1
    assert _served(live) == published[-1]
    assert live.problem is None


def test_nobody_waits_for_a_new_build_while_there_is_an_old_one(
    live: LiveIndex, root: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.check()
    opening, go_on = threading.Event(), threading.Event()
    really = OpenBuild.__init__

    def slow(build: OpenBuild, *arguments: object) -> None:
        opening.set()
        go_on.wait(30)
        really(build, *arguments)  # type: ignore[arg-type]

    second = _add(corpus, root, 1)
    monkeypatch.setattr(OpenBuild, "__init__", slow)
    opener = threading.Thread(target=live.check)
    opener.start()
    assert opening.wait(30)
    with live.use() as build:
        assert build.id != second
    go_on.set()
    opener.join(30)
    with live.use() as build:
        assert build.id == second


def test_no_index_says_what_to_run_and_an_index_that_appears_is_served(
    tmp_path: Path, corpus: Path
) -> None:
    live = _live(tmp_path / "index")
    with pytest.raises(BuildIndex, match="run `reform-ingest`"), live.use():
        pass
    index(corpus, tmp_path / "index")
    with live.use() as build:
        assert len(build.documents) == 2
    assert live.problem is None
    live.close()


@pytest.mark.parametrize("part", ["text.sqlite", "vectors", "words", "manifest.json"])
def test_half_a_build_leaves_the_old_one_serving(live: LiveIndex, root: Path, part: str) -> None:
    with live.use() as build:
        whole = build.id
    copy = _copy_build(root, "29990101T000000Z")
    target = copy / part
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    with live.use() as build:
        assert build.id == whole
    assert live.problem is not None
    assert "reform-ingest --rebuild" in live.problem
    assert not target.exists(), "opening must not write"
    _point_at(root, whole)
    live.check()
    assert live.problem is None


@pytest.mark.parametrize(
    "part", ["text.sqlite", "vectors/chroma.sqlite3", "words/meta.json", "manifest.json"]
)
def test_garbage_in_a_build_leaves_the_old_one_serving(
    live: LiveIndex, root: Path, part: str
) -> None:
    with live.use() as build:
        whole = build.id
    (_copy_build(root, "29990101T000000Z") / part).write_bytes(b"\x00garbage" * 500)
    with live.use() as build:
        assert build.id == whole
    assert live.problem is not None
    assert "29990101T000000Z" in live.problem


def test_a_build_that_lost_its_vectors_is_refused(live: LiveIndex, root: Path) -> None:
    live.check()
    copy = _copy_build(root, "29990101T000000Z")
    for segment in (copy / "vectors").iterdir():
        if segment.is_dir():
            shutil.rmtree(segment)
    (copy / "vectors" / "chroma.sqlite3").write_bytes(b"")
    live.check()
    assert live.problem is not None
    assert "vectors" in live.problem


def test_a_build_of_another_embedder_leaves_the_old_one_serving(
    live: LiveIndex, root: Path, corpus: Path
) -> None:
    with live.use() as build:
        first = build.id
    index(corpus, root, BagOfWords("another"), rebuild=True)
    with live.use() as build:
        assert build.id == first
    assert live.problem is not None
    assert "another" in live.problem
    assert "REFORM_QA_EMBEDDER" in live.problem


@pytest.mark.parametrize("pointer", [b"", b"gone\n", b"\xff\xfe", b"../../etc\n"])
def test_a_broken_pointer_leaves_the_old_one_serving(
    live: LiveIndex, root: Path, pointer: bytes
) -> None:
    live.check()
    (root / "CURRENT").write_bytes(pointer)
    with live.use() as build:
        assert build.documents
    assert live.problem is not None


def test_a_build_that_failed_is_not_tried_at_every_request(
    root: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = _live(root, retry_every=60)
    live.check()
    (_copy_build(root, "29990101T000000Z") / "manifest.json").unlink()
    live.check()
    with monkeypatch.context() as patch:
        patch.setattr("service.live.open_verified", pytest.fail)
        live.check()
    assert len([r for r in caplog.records if "goes on serving" in r.getMessage()]) == 1
    live.close()


def test_after_closing_nothing_is_served(live: LiveIndex, closed: list[str]) -> None:
    with live.use() as build:
        live.close()
        assert closed == []
    assert closed == [build.id]
    with pytest.raises(BuildIndex), live.use():
        pass


def test_rolling_back_is_pointing_at_an_earlier_build(
    live: LiveIndex, root: Path, corpus: Path
) -> None:
    with live.use() as build:
        first = build.id
    _add(corpus, root, 1)
    with live.use() as build:
        _point_at(root, first)
        with live.use() as earlier:
            assert earlier.id == first
            assert len(earlier.documents) == 2
    assert live.problem is None


def test_a_build_under_another_name_is_opened_once(
    live: LiveIndex, root: Path, closed: list[str]
) -> None:
    live.check()
    _copy_build(root, "29990101T000000Z")
    with live.use() as build, live.use() as again:
        assert build is again
    assert len(closed) == 1
