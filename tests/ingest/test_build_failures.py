"""Whatever fails on the way, the live index stays, and the next run works."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ingest.errors import BuildIndex, FixSettings, ReformQAError
from ingest.layout import IndexFolder
from tests.ingest.conftest import CONTACT
from tests.ingest.library import Library, contents, reasons

NEW = "New\n\nSomething new is said.\n"

STALLED = """
import sys, time
from pathlib import Path
from tests.ingest.library import Library

def stall():
    print("embedding", flush=True)
    time.sleep(60)

library = Library(Path(sys.argv[1]))
library.embedder.before = stall
library.ingest()
"""


def assert_recovers(library: Library) -> None:
    """What is live has not changed, and the next run finishes what this one began."""
    assert set(library.documents) == {"contact", "visits"}
    assert library.counts() == (2, 2, 2)
    library.embedder.before = lambda: None
    assert library.ingest().added == ["new.txt"]
    assert library.counts() == (3, 3, 3)
    assert not [name for name in library.builds() if name.endswith(".partial")]


def test_an_embedder_that_fails_leaves_the_live_index(indexed: Library) -> None:
    def fail() -> None:
        raise RuntimeError("no more\nmemory")

    indexed.write("new.txt", NEW)
    indexed.embedder.before = fail
    with pytest.raises(BuildIndex) as failure:
        indexed.ingest()
    assert str(failure.value) == (
        "the new build failed (RuntimeError: no more memory); the index stays as it was"
    )
    assert len(indexed.builds()) == 1
    assert_recovers(indexed)


def test_a_stop_by_the_user_leaves_the_live_index(indexed: Library) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    indexed.write("new.txt", NEW)
    indexed.embedder.before = stop
    with pytest.raises(KeyboardInterrupt):
        indexed.ingest()
    assert_recovers(indexed)


def test_a_killed_ingest_leaves_the_live_index_and_no_lock(indexed: Library) -> None:
    indexed.write("new.txt", NEW)
    command = [sys.executable, "-c", STALLED, str(indexed.corpus.parent)]
    with subprocess.Popen(  # noqa: S603
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "embedding\n"
        assert [name for name in indexed.builds() if name.endswith(".partial")]
        process.send_signal(signal.SIGKILL)
    assert_recovers(indexed)


def test_a_failure_before_publishing_leaves_the_live_index(
    indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    indexed.write("new.txt", NEW)
    with monkeypatch.context() as patch:
        patch.setattr(IndexFolder, "publish", fail)
        with pytest.raises(FixSettings, match=r"\(Input/output error\); the index stays as it was"):
            indexed.ingest()
    assert_recovers(indexed)


@pytest.mark.parametrize("size", [10, 2_000, 30_000, 150_000])
def test_a_full_disk_is_one_line_and_leaves_the_live_index(
    indexed: Library, size: int, disk_takes: Callable[[int], AbstractContextManager[None]]
) -> None:
    indexed.write("new.txt", NEW)
    with disk_takes(size), pytest.raises(ReformQAError) as failure:
        indexed.ingest()
    assert str(failure.value).endswith("; the index stays as it was")
    assert "\n" not in str(failure.value)
    assert_recovers(indexed)


@pytest.mark.parametrize("part", ["text.sqlite", "words", "vectors"])
@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_a_damaged_index_is_one_line_and_a_rebuild_mends_it(
    indexed: Library, part: str, damage: str
) -> None:
    path = indexed.live / part
    files = [file for file in [path, *path.rglob("*")] if file.is_file()]
    if damage == "garbage":
        for file in files:
            file.write_bytes(b"garbage" * 2000)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    indexed.write("new.txt", NEW)
    before = contents(indexed.root)
    with pytest.raises(BuildIndex) as failure:
        indexed.ingest()
    assert "\n" not in str(failure.value)
    assert contents(indexed.live) == {
        name.removeprefix(f"builds/{indexed.live.name}/"): digest
        for name, digest in before.items()
        if name.startswith(f"builds/{indexed.live.name}/")
    }
    if part == "text.sqlite":
        indexed.ingest(rebuild=True)
        assert indexed.counts() == (3, 3, 3)


def test_stores_that_disagree_are_not_published(
    indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed.write("new.txt", NEW)
    with monkeypatch.context() as patch:
        patch.setattr("ingest.words.WordStore.write", lambda *_: None)
        with pytest.raises(BuildIndex, match=r"inconsistent \(3 passages, 3 vectors, 2 in the"):
            indexed.ingest()
    assert_recovers(indexed)


def test_a_live_build_that_is_gone_is_one_line_and_a_rebuild_mends_it(indexed: Library) -> None:
    shutil.rmtree(indexed.live)
    with pytest.raises(BuildIndex, match=r"incomplete or damaged.*run `reform-ingest --rebuild`$"):
        indexed.ingest()
    indexed.ingest(rebuild=True)
    assert set(indexed.documents) == {"contact", "visits"}


def test_a_pointer_that_names_nothing_can_be_mended_by_a_rebuild(indexed: Library) -> None:
    (indexed.root / "CURRENT").write_bytes(b"\xff../..")
    with pytest.raises(BuildIndex, match="CURRENT cannot be read"):
        indexed.ingest()
    indexed.ingest(rebuild=True)
    assert set(indexed.documents) == {"contact", "visits"}


def test_a_file_that_vanishes_during_the_run_is_quarantined(stocked: Library) -> None:
    report = stocked.ingest(progress=lambda _: (stocked.corpus / "visits.txt").unlink(True))
    assert report.added == ["contact.txt"]
    assert reasons(report.quarantined) == {
        "visits.txt": "it could not be opened (No such file or directory)"
    }


def test_a_file_that_changes_during_the_run_is_quarantined(stocked: Library) -> None:
    """Its text and the original that is kept must be the same content."""

    def write_meanwhile(_: object) -> None:
        stocked.write("visits.txt", NEW)

    report = stocked.ingest(progress=write_meanwhile)
    assert reasons(report.quarantined) == {
        "visits.txt": "it changed while it was being read: run again"
    }
    assert stocked.documents == {"contact": "contact.txt"}
    assert stocked.ingest().added == ["visits.txt"]


def test_links_that_lead_nowhere_are_quarantined(stocked: Library) -> None:
    (stocked.corpus / "gone.txt").symlink_to("nothing")
    (stocked.corpus / "loop.txt").symlink_to("loop.txt")
    assert reasons(stocked.ingest(dry_run=True).quarantined) == {
        "gone.txt": "it could not be opened (No such file or directory)",
        "loop.txt": "it could not be opened (Too many levels of symbolic links)",
    }


def test_a_name_that_is_not_utf8_is_quarantined(stocked: Library) -> None:
    Path(os.fsdecode(os.fsencode(stocked.corpus) + b"/caf\xe9.txt")).write_text(NEW)
    report = stocked.ingest()
    assert report.added == ["contact.txt", "visits.txt"]
    assert list(reasons(report.quarantined)) == ["caf\ufffd.txt"]
    "\n".join(report.lines()).encode()


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_that_may_not_be_read_is_quarantined_and_its_earlier_version_kept(
    indexed: Library,
) -> None:
    (indexed.corpus / "contact.txt").chmod(0)
    indexed.write("new.txt", NEW)
    indexed.write("secret.txt", "Secret\n\nNobody may know.\n").chmod(0)
    report = indexed.ingest()
    assert reasons(report.quarantined) == {
        "contact.txt": "it could not be opened (Permission denied); "
        "the version read before stays in the index",
        "secret.txt": "it could not be opened (Permission denied)",
    }
    assert set(indexed.documents) == {"contact", "visits", "new"}


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_may_not_be_opened_keeps_its_documents_in_the_index(
    stocked: Library,
) -> None:
    stocked.write("sub/deep/inner.txt", NEW)
    stocked.ingest()
    stocked.write("contact.txt", CONTACT + "\nMore.\n")
    (stocked.corpus / "sub").chmod(0o600)
    try:
        report = stocked.ingest()
    finally:
        (stocked.corpus / "sub").chmod(0o700)
    assert (report.changed, report.removed) == (["contact.txt"], [])
    assert reasons(report.quarantined) == {
        "sub/deep": "the folder could not be opened (Permission denied)"
    }
    assert "inner" in stocked.documents


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("part", [".", "builds", "files"])
def test_an_index_that_may_not_be_written_is_one_line(indexed: Library, part: str) -> None:
    indexed.write("new.txt", NEW)
    closed = indexed.root / part
    (indexed.root / ".lock").unlink(missing_ok=True)
    closed.chmod(0o500)
    try:
        with pytest.raises(FixSettings, match=r"^[^\n]*\(Permission denied\)[^\n]*$"):
            indexed.ingest()
    finally:
        closed.chmod(0o700)
    assert_recovers(indexed)
