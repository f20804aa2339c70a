"""`deploy/copy-index.sh`: a build appears whole or not at all, and follows what SOURCE serves."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ingest.layout import IndexFolder
from service.verified import open_verified
from tests.copies.cluster import DEPLOY
from tests.fakes import BagOfWords
from tests.service.api.builds import copy_build, point_at
from tests.service.api.fakes import index, write_corpus

pytestmark = pytest.mark.nginx

BREAKS_OFF = """#!/bin/sh
case "$*" in
    *.partial/*) mkdir -p "$(echo "$*" | sed 's/.* //')" && exit 23 ;;
esac
exec {rsync} "$@"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    if shutil.which("rsync") is None:
        pytest.skip("no rsync is installed (Debian: apt-get install rsync)")
    index(write_corpus(tmp_path / "corpus"), tmp_path / "source")
    return tmp_path / "source"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"


def _copy(source: Path, target: Path, path: str | None = None) -> int:
    environment = {**os.environ, **({"PATH": path} if path else {})}
    command = [str(DEPLOY / "copy-index.sh"), str(source), str(target)]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def _builds(target: Path) -> list[str]:
    return sorted(each.name for each in (target / "builds").iterdir() if each.name[0] != ".")


def _opens(target: Path) -> bool:
    """As a service opens it, with every original where it belongs."""
    folder = IndexFolder(target)
    path, manifest = folder.live_build()
    open_verified(path, BagOfWords().identity).close()
    return {each.name for each in folder.files.iterdir()} >= set(manifest.documents.values())


def test_a_build_comes_whole_and_the_next_one_too(source: Path, target: Path) -> None:
    first = IndexFolder(source).live_id()
    (source / "quarantine.json").write_text("[]")
    assert _copy(source, target) == 0
    assert _opens(target)
    for number in range(4):
        copy_build(source, f"99990101T00000{number}Z")
        assert _copy(source, target) == 0
        assert _opens(target)
    assert first not in _builds(target)
    assert _builds(target) == [f"99990101T00000{number}Z" for number in (1, 2, 3)]
    assert (target / "quarantine.json").read_text() == "[]"
    (source / "quarantine.json").unlink()
    assert _copy(source, target) == 0
    assert not (target / "quarantine.json").exists()


def test_an_older_build_that_source_goes_back_to_is_served_again(
    source: Path, target: Path
) -> None:
    first = str(IndexFolder(source).live_id())
    _copy(source, target)
    copy_build(source, "99990101T000000Z")
    _copy(source, target)
    point_at(source, first)
    assert _copy(source, target) == 0
    assert IndexFolder(target).live_id() == first
    assert _opens(target)


def test_what_breaks_off_changes_nothing_and_is_finished_the_next_time(
    source: Path, target: Path, tmp_path: Path
) -> None:
    before = IndexFolder(source).live_id()
    _copy(source, target)
    copy_build(source, "99990101T000000Z")
    program = tmp_path / "bin" / "rsync"
    program.parent.mkdir()
    program.write_text(BREAKS_OFF.format(rsync=shutil.which("rsync")))
    program.chmod(0o755)
    assert _copy(source, target, f"{program.parent}:{os.environ['PATH']}") == 23
    assert _builds(target) == [before]
    assert IndexFolder(target).live_id() == before
    assert _opens(target)
    assert _copy(source, target) == 0
    assert IndexFolder(target).live_id() == "99990101T000000Z"
    assert _opens(target)


@pytest.mark.parametrize("name", ["", "../elsewhere", ".hidden", "a b"])
def test_what_is_no_name_of_a_build_is_refused(name: str, source: Path, target: Path) -> None:
    point_at(source, name)
    assert _copy(source, target) == 1
    assert _builds(target) == []
    assert not (target / "CURRENT").exists()


def test_what_the_vectors_are_called_on_a_server_comes_along(source: Path, target: Path) -> None:
    (source / "vectors.schema").write_text("reform_1\n")
    assert _copy(source, target) == 0
    assert (target / "vectors.schema").read_text() == "reform_1\n"


def test_what_an_overtaken_run_had_begun_goes(source: Path, target: Path) -> None:
    begun = target / "builds" / ".20200101T000000Z.partial"
    begun.mkdir(parents=True)
    assert _copy(source, target) == 0
    assert not begun.exists()
