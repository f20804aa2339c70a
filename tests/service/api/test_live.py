"""Swapping builds under those who use them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.errors import BuildIndex
from service.live import LiveIndex
from service.opened import OpenBuild
from tests.fakes import BagOfWords
from tests.service.api.builds import copy_build, live_index, point_at
from tests.service.api.fakes import index


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


def _served(live: LiveIndex) -> str:
    with live.use() as build:
        return build.id


def _add(corpus: Path, root: Path, number: int) -> str:
    (corpus / f"note{number}.txt").write_text(f"Note {number}\n\nHelp number {number} is given.\n")
    return index(corpus, root).build or ""


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
    live = live_index(tmp_path / "index")
    with pytest.raises(BuildIndex, match="run `reform-ingest`"), live.use():
        pass
    index(corpus, tmp_path / "index")
    with live.use() as build:
        assert len(build.documents) == 2
    assert live.problem is None
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
        point_at(root, first)
        with live.use() as earlier:
            assert earlier.id == first
            assert len(earlier.documents) == 2
    assert live.problem is None


def test_a_build_under_another_name_is_opened_once(
    live: LiveIndex, root: Path, closed: list[str]
) -> None:
    live.check()
    copy_build(root, "29990101T000000Z")
    with live.use() as build, live.use() as again:
        assert build is again
    assert len(closed) == 1
