"""The pointer, the manifests and what is kept: the index folder without its stores."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, FixSettings, TryLater, Unreadable
from ingest.layout import FORMAT, KEPT_BUILDS, MANIFEST, IndexFolder, Manifest, read_manifest
from tests.ingest.library import sha256

IDENTITY = EmbedderIdentity("model", "0" * 64, 3)


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    (tmp_path / "index").mkdir()
    return IndexFolder(tmp_path / "index")


def publish(folder: IndexFolder, **documents: str) -> str:
    with folder.new_build(None) as work:
        build = work.name.removeprefix(".").removesuffix(".partial")
        folder.publish(work, Manifest(FORMAT, build, "now", IDENTITY, "1", 0, documents))
    return build


def test_an_empty_index_has_no_live_build(folder: IndexFolder) -> None:
    assert folder.live_id() is None
    with pytest.raises(BuildIndex, match=r"there is no index in .*: run `reform-ingest`"):
        folder.live_build()


def test_what_was_published_is_live_with_its_manifest(folder: IndexFolder) -> None:
    build = publish(folder, doc="0" * 64)
    path, manifest = folder.live_build()
    assert (path, folder.live_id()) == (folder.builds / build, build)
    assert manifest == Manifest(FORMAT, build, "now", IDENTITY, "1", 0, {"doc": "0" * 64})


@pytest.mark.parametrize(
    "current", [b"\xff\xfe\x00", b"../../etc", b"/etc", b"a/b", b".", b".x.partial", b"a\nb"]
)
def test_a_pointer_that_names_no_build_is_one_clear_line(
    folder: IndexFolder, current: bytes
) -> None:
    (folder.root / "CURRENT").write_bytes(current)
    with pytest.raises(BuildIndex, match=r"^[^\n]*CURRENT (cannot be read|names no build)[^\n]*$"):
        folder.live_id()


@pytest.mark.parametrize("root", ["/dev/null", "/dev/null/below"])
def test_an_index_that_is_no_folder_is_one_clear_line(root: str) -> None:
    with pytest.raises(BuildIndex, match=r"CURRENT cannot be read \(Not a directory\)"):
        IndexFolder(Path(root)).live_id()
    held = IndexFolder(Path(root)).locked()
    with pytest.raises(FixSettings, match=f"{root} cannot be written .*--index"), held:
        pass


def test_an_empty_pointer_is_no_build(folder: IndexFolder) -> None:
    (folder.root / "CURRENT").write_text("\n")
    assert folder.live_id() is None


def manifest(**changes: object) -> dict[str, object]:
    return {**asdict(Manifest(FORMAT, "b", "now", IDENTITY, "1", 0, {})), **changes}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "incomplete or damaged (FileNotFoundError)"),
        ("", "incomplete or damaged (JSONDecodeError)"),
        (json.dumps(manifest())[:40], "incomplete or damaged (JSONDecodeError)"),
        ("[]", "incomplete or damaged (TypeError)"),
        ("{}", "incomplete or damaged (KeyError)"),
        (json.dumps(manifest(embedder={"name": "x"})), "incomplete or damaged (TypeError)"),
        (json.dumps(manifest(format=FORMAT + 1)), f"has format {FORMAT + 1}, this version reads"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_so(
    tmp_path: Path, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(BuildIndex) as failure:
        read_manifest(tmp_path)
    assert says in str(failure.value)
    assert str(failure.value).endswith("run `reform-ingest --rebuild`")


def test_a_manifest_with_keys_of_a_newer_format_says_which_format(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps(manifest(format=FORMAT + 1, colour="red")))
    with pytest.raises(BuildIndex, match=f"has format {FORMAT + 1}"):
        read_manifest(tmp_path)


def test_ids_of_one_second_sort_in_their_order(folder: IndexFolder) -> None:
    builds = [publish(folder) for _ in range(13)]
    assert builds == sorted(builds)
    assert len(set(builds)) == 13
    assert folder.live_id() == builds[-1]


def test_only_the_newest_builds_are_kept(folder: IndexFolder) -> None:
    builds = [publish(folder) for _ in range(5)]
    assert sorted(path.name for path in folder.builds.iterdir()) == builds[-KEPT_BUILDS:]


def test_the_build_that_was_live_till_now_is_kept_however_old(folder: IndexFolder) -> None:
    """Somebody rolled back to it, and a service may still be reading it."""
    first = publish(folder)
    for _ in range(KEPT_BUILDS):
        publish(folder)
        (folder.root / "CURRENT").write_text(first)
    assert (folder.builds / first).is_dir()


def test_an_original_is_kept_while_a_kept_build_speaks_of_it(
    folder: IndexFolder, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("text")
    folder.keep_original(tmp_path / "a.txt", sha256("text"))
    publish(folder, doc=sha256("text"))
    for number in range(KEPT_BUILDS):
        assert [path.read_text() for path in folder.files.iterdir()] == ["text"], number
        publish(folder)
    assert list(folder.files.iterdir()) == []


def test_no_original_goes_while_a_kept_build_cannot_be_read(
    folder: IndexFolder, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("text")
    folder.keep_original(tmp_path / "a.txt", sha256("text"))
    damaged = publish(folder, doc=sha256("text"))
    (folder.builds / damaged / MANIFEST).write_text("{")
    build = publish(folder)
    assert folder.live_id() == build
    assert len(list(folder.files.iterdir())) == 1


def test_an_original_that_has_changed_since_is_refused(folder: IndexFolder, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("another text")
    with pytest.raises(Unreadable, match="it changed while it was being read"):
        folder.keep_original(tmp_path / "a.txt", sha256("text"))
    assert list(folder.files.iterdir()) == []


def test_a_build_that_failed_leaves_no_folder(folder: IndexFolder) -> None:
    with pytest.raises(RuntimeError), folder.new_build(None) as work:
        (work / "half").write_text("written")
        raise RuntimeError
    assert list(folder.builds.iterdir()) == []


def test_what_a_killed_ingest_left_goes_with_the_next(folder: IndexFolder) -> None:
    leftover = folder.builds / ".20200101T000000Z.partial"
    leftover.mkdir(parents=True)
    (leftover / "half").write_text("written")
    build = publish(folder)
    assert [path.name for path in folder.builds.iterdir()] == [build]


def test_a_crash_before_the_pointer_is_turned_leaves_the_old_build_live(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(folder)

    def crash(path: Path, target: Path) -> Path:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(OSError):
            publish(folder)
    assert folder.live_build()[1].id == first
    assert publish(folder) == folder.live_id() != first


def test_a_clone_has_the_files_but_not_the_manifest(folder: IndexFolder) -> None:
    with folder.new_build(None) as work:
        (work / "part").write_text("text")
        folder.publish(work, replace(Manifest(**manifest()), embedder=IDENTITY))  # type: ignore[arg-type]
    with folder.new_build(folder.builds / "b") as work:
        assert [path.name for path in work.iterdir()] == ["part"]


def test_the_lock_keeps_a_second_ingest_out_and_is_given_back(folder: IndexFolder) -> None:
    at_work = r"another reform-ingest is at work on .*: try later"
    for _ in range(2):
        second = IndexFolder(folder.root).locked()
        with folder.locked(), pytest.raises(TryLater, match=at_work), second:
            pass


def test_the_lock_is_given_back_after_a_failure(folder: IndexFolder) -> None:
    with pytest.raises(RuntimeError) as held, folder.locked():
        raise RuntimeError
    with folder.locked():
        assert held.value
