"""Each thing that can be wrong with an installation is found, named, and given its remedy."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from ingest.models import known_models
from ingest.settings import Settings
from service import doctor, installation
from service.cli import main
from service.installation import Finding
from service.store import AnswerStore
from tests.fakes import BagOfWords
from tests.service.api.fakes import index


def _worst(findings: list[Finding]) -> Finding:
    return max(findings, key=lambda f: ("ok", "warning", "error").index(f.severity))


def test_this_python_and_its_packages_are_fine() -> None:
    assert installation.check_python().severity == "ok"
    assert _worst(list(installation.check_packages())).severity == "ok"


def test_a_missing_or_wrong_package_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["no-such-package>=1", "fastapi==0.1", "pytest; extra == 'test'", "pydantic[email]"]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: lines)
    monkeypatch.setattr(installation, "COMPILED", ("no_such_module",))
    errors = [finding for finding in installation.check_packages() if finding.severity == "error"]
    text = "\n".join(finding.line() for finding in errors)
    assert len(errors) == 3
    for name in ("no-such-package is not installed", "fastapi is ", "no_such_module"):
        assert name in text


def test_a_missing_model_is_an_error(tmp_path: Path) -> None:
    finding = _worst(list(doctor.check_models(Settings(models=tmp_path))))
    assert finding.severity == "error"
    assert finding.remedy == "run `make models`"


def test_an_exchanged_model_is_an_error(tmp_path: Path) -> None:
    for name, source in known_models().items():
        for file in source.files:
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"something else")
    assert _worst(list(doctor.check_models(Settings(models=tmp_path)))).severity == "error"


def test_no_index_is_an_error(settings: Settings) -> None:
    (finding,) = doctor.check_index(settings)
    assert finding.severity == "error"
    assert finding.remedy == "run `reform-ingest`"


def test_a_file_where_the_index_should_be_is_an_error(settings: Settings) -> None:
    settings.index.touch()
    (finding,) = doctor.check_index(settings)
    assert finding.severity == "error"


@pytest.mark.usefixtures("indexed")
def test_an_index_of_another_embedder_is_an_error(settings: Settings) -> None:
    opened, embedder = doctor.check_index(settings)
    assert opened.severity == "ok"
    assert "2 documents" in opened.message
    assert embedder.severity == "error"
    assert "REFORM_QA_EMBEDDER" in embedder.remedy


def test_an_index_of_this_embedder_is_fine(corpus: Path, settings: Settings) -> None:
    source = known_models()[settings.embedder]
    model = BagOfWords(source.name)
    object.__setattr__(model.identity, "digest", source.digest)
    index(corpus, settings.index, model)
    assert [finding.severity for finding in doctor.check_index(settings)] == ["ok", "ok"]


def test_a_damaged_index_is_an_error_and_is_left_alone(indexed: Path, settings: Settings) -> None:
    (build,) = (indexed / "builds").iterdir()
    shutil.rmtree(build / "words")
    (finding,) = doctor.check_index(settings)
    assert finding.severity == "error"
    assert not (build / "words").exists()


def test_missing_originals_are_a_warning(indexed: Path, settings: Settings) -> None:
    shutil.rmtree(indexed / "files")
    finding = list(doctor.check_index(settings))[-1]
    assert finding.severity == "warning"
    assert "strategy" in finding.message


def test_the_answers_file_is_tried_but_not_made(settings: Settings) -> None:
    assert _worst(list(doctor.check_answers(settings))).severity == "ok"
    assert not settings.answers.parent.exists()
    AnswerStore(settings.answers)
    assert _worst(list(doctor.check_answers(settings))).severity == "ok"
    with sqlite3.connect(settings.answers) as other:
        other.execute("PRAGMA user_version = 1")
    settings.answers.write_bytes(b"garbage" * 1000)
    assert _worst(list(doctor.check_answers(settings))).severity == "error"


def test_a_file_where_the_answers_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(answers=tmp_path / "file" / "answers.sqlite")
    assert _worst(list(doctor.check_answers(settings))).severity == "error"


def test_a_taken_port_is_a_warning(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (finding,) = doctor.check_port(settings.model_copy(update={"port": port}))
    assert finding.severity == "warning"
    assert str(port) in finding.message
    assert "--port" in finding.remedy


def test_a_catalogue_entry_without_its_file_is_a_warning(corpus: Path) -> None:
    (corpus / "advocacy.txt").unlink()
    findings = list(doctor.check_corpus(Settings(corpus=corpus)))
    assert [finding.severity for finding in findings] == ["warning", "ok"]
    assert "advocacy.txt" in findings[0].message


def test_a_broken_catalogue_is_an_error(corpus: Path) -> None:
    (corpus / "catalogue.toml").write_text("[[document]\n")
    assert _worst(list(doctor.check_corpus(Settings(corpus=corpus)))).severity == "error"


def test_a_missing_corpus_is_a_warning(tmp_path: Path) -> None:
    (finding,) = doctor.check_corpus(Settings(corpus=tmp_path / "none"))
    assert finding.severity == "warning"


def test_the_command_exits_1_for_an_error_and_prints_a_line_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--index", "nowhere"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(line.split()[0] in ("ok", "warning", "error") for line in lines)
    assert any("run `reform-ingest`" in line for line in lines)


def test_a_misspelt_setting_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REFORM_QA_PROT", "9000")
    assert main(["doctor"]) == 1
    assert "error    unknown setting REFORM_QA_PROT" in capsys.readouterr().out
