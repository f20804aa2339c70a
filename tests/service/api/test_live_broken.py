"""Builds that cannot be used: the old one goes on serving, and the problem is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.live import LiveIndex
from tests.fakes import BagOfWords
from tests.service.api.builds import copy_build, live_index, point_at
from tests.service.api.fakes import index


@pytest.mark.parametrize("part", ["text.sqlite", "vectors", "words", "manifest.json"])
def test_half_a_build_leaves_the_old_one_serving(live: LiveIndex, root: Path, part: str) -> None:
    with live.use() as build:
        whole = build.id
    copy = copy_build(root, "29990101T000000Z")
    target = copy / part
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    with live.use() as build:
        assert build.id == whole
    assert live.problem is not None
    assert "reform-ingest --rebuild" in live.problem
    assert not target.exists(), "opening must not write"
    point_at(root, whole)
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
    (copy_build(root, "29990101T000000Z") / part).write_bytes(b"\x00garbage" * 500)
    with live.use() as build:
        assert build.id == whole
    assert live.problem is not None
    assert "29990101T000000Z" in live.problem


def test_a_build_that_lost_its_vectors_is_refused(live: LiveIndex, root: Path) -> None:
    live.check()
    copy = copy_build(root, "29990101T000000Z")
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
    live = live_index(root, retry_every=60)
    live.check()
    (copy_build(root, "29990101T000000Z") / "manifest.json").unlink()
    live.check()
    with monkeypatch.context() as patch:
        patch.setattr("service.live.open_verified", pytest.fail)
        live.check()
    assert len([r for r in caplog.records if "goes on serving" in r.getMessage()]) == 1
    live.close()
