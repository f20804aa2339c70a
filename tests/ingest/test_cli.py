"""`reform-ingest` as it is called: exit codes, one line of error, a report."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ingest import cli
from ingest.errors import FetchModel
from ingest.layout import IndexFolder
from ingest.settings import Settings
from ingest.workers import Limits
from tests.fakes import BagOfWords
from tests.ingest.conftest import VISITS

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def work(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a corpus of one file; a model that needs no fetching."""
    (no_settings / "corpus").mkdir()
    (no_settings / "corpus/visits.txt").write_text(VISITS)
    monkeypatch.setattr(cli, "open_embedder", lambda settings: BagOfWords(settings.embedder))
    return no_settings


def error(capsys: Captured, *arguments: str, code: int = 2) -> str:
    """The one line that a run that fails prints."""
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("reform-ingest: ")
    return line.removeprefix("reform-ingest: ")


def test_without_arguments_the_corpus_goes_into_the_index_of_the_settings(
    capsys: Captured,
) -> None:
    assert cli.main([]) == 0
    captured = capsys.readouterr()
    build = IndexFolder(Path("var/index")).live_id()
    lines = captured.out.splitlines()
    assert "  added       visits.txt" in lines
    assert lines[-1] == f"build {build} is live: 1 passages, 1 newly embedded"
    assert captured.err == ""


def test_quarantined_files_do_not_change_the_exit_code(work: Path, capsys: Captured) -> None:
    (work / "corpus/table.xyz").write_text("1")
    assert cli.main(["--dry-run"]) == 0
    assert "  quarantined table.xyz: format .xyz is not supported" in capsys.readouterr().out


def test_json_is_one_object_and_nothing_else(capsys: Captured) -> None:
    assert cli.main(["--json", "--index", "elsewhere", "corpus/visits.txt"]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert (report["added"], report["quarantined"]) == (["visits.txt"], [])
    assert report["build"] == IndexFolder(Path("elsewhere")).live_id()
    assert captured.err == ""


def test_json_can_hold_any_file_name(work: Path, capsys: Captured) -> None:
    Path(os.fsdecode(os.fsencode(work) + b"/corpus/caf\xe9.txt")).write_text("Text.")
    assert cli.main(["--json", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out.encode())["quarantined"][0]["file"] == "caf\ufffd.txt"


def test_events_are_lines_of_json_and_the_last_one_is_the_report(
    work: Path, capsys: Captured
) -> None:
    (work / "corpus/table.xyz").write_text("1")
    assert cli.main(["--events"]) == 0
    captured = capsys.readouterr()
    events = [json.loads(line) for line in captured.out.splitlines()]
    kinds = ["planned", "quarantined", "read", "embedded", "checking", "report"]
    assert [event["event"] for event in events] == kinds
    assert events[-1]["added"] == ["visits.txt"]
    assert captured.err == ""


def test_a_quarantined_file_can_be_tried_again(work: Path, capsys: Captured) -> None:
    (work / "corpus/table.xyz").write_text("1")
    for arguments in ([], [], ["--retry"]):
        assert cli.main(arguments) == 0
        assert "quarantined table.xyz: format .xyz is not" in capsys.readouterr().out


def test_the_limits_come_from_the_settings(
    work: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFORM_QA_FILE_SECONDS", "7")
    monkeypatch.setenv("REFORM_QA_FILE_MEGABYTES", "300")
    given: list[object] = []
    monkeypatch.setattr(cli, "update_index", lambda *_, limits, **__: given.append(limits))
    with pytest.raises(AttributeError):  # there is no report
        cli.main([])
    assert given == [Limits(7, 300)]


def test_a_dry_run_makes_no_index(work: Path) -> None:
    assert cli.main(["--dry-run"]) == 0
    assert [path.name for path in work.iterdir()] == ["corpus"]


def test_nothing_usable_is_exit_2(work: Path, capsys: Captured) -> None:
    (work / "empty").mkdir()
    assert error(capsys, "empty").startswith("nothing usable was found in empty; the index stays")


def test_a_path_that_does_not_exist_is_exit_2(capsys: Captured) -> None:
    assert error(capsys, "nowhere") == "nowhere does not exist"


@pytest.mark.parametrize("index", ["/dev/null", "/dev/null/below", "corpus/visits.txt"])
@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--rebuild"]])
def test_an_index_that_is_no_folder_is_exit_2(
    capsys: Captured, index: str, more: list[str]
) -> None:
    assert index in error(capsys, "--index", index, *more)


@pytest.mark.parametrize("current", [b"\xff\xfe", b"../../../etc", b"x/y"])
def test_a_damaged_pointer_is_exit_2(work: Path, capsys: Captured, current: bytes) -> None:
    (work / "index").mkdir()
    (work / "index/CURRENT").write_bytes(current)
    assert "CURRENT" in error(capsys, "--index", "index")


def test_a_wrong_catalogue_is_exit_2(work: Path, capsys: Captured) -> None:
    (work / "corpus/catalogue.toml").write_text("[[document]]\nfile = 1")
    assert error(capsys).startswith("corpus/catalogue.toml: document.0.file: ")


def test_a_wrong_setting_is_exit_2(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_THREADS", "none")
    assert error(capsys).startswith("setting REFORM_QA_THREADS: ")


def test_a_missing_model_is_exit_2(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: Settings) -> BagOfWords:
        raise FetchModel("model x is not there: run `make models`")

    monkeypatch.setattr(cli, "open_embedder", fail)
    assert error(capsys) == "model x is not there: run `make models`"
    assert IndexFolder(Path("var/index")).live_id() is None


def test_another_embedder_is_exit_2(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main([]) == 0
    capsys.readouterr()
    monkeypatch.setenv("REFORM_QA_EMBEDDER", "all-MiniLM-L6-v2")
    assert "bge-small-en-v1.5, the settings name all-MiniLM-L6-v2" in error(capsys)


def test_a_stop_by_the_user_is_exit_130(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(settings: Settings) -> BagOfWords:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "open_embedder", stop)
    assert error(capsys, code=130) == "stopped; the index stays as it was"


@pytest.mark.parametrize("arguments", [["--unknown"], ["--index"]])
def test_wrong_arguments_are_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        cli.main(arguments)
    assert exit_.value.code == 2
