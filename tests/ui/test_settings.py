from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ui import cli
from ui.settings import FixSettings, load_settings


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_UI_PORT", "9000")
    monkeypatch.setenv("REFORM_QA_UI_SERVICE_URL", "http://service:1/")
    settings = load_settings(port=None)
    assert (settings.port, settings.service_url) == (9000, "http://service:1")


def test_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_UI_PORT", "9000")
    assert load_settings(port=9001).port == 9001


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_UI_CONTCAT", "x")
    with pytest.raises(FixSettings, match="unknown setting REFORM_QA_UI_CONTCAT"):
        load_settings()


def test_an_unknown_name_in_the_env_file_is_refused_and_others_are_left_alone() -> None:
    Path(".env").write_text("REFORM_QA_PORT=1\nREFORM_QA_UI_CONTACT=Clerk\n", encoding="utf-8")
    assert load_settings().contact == "Clerk"
    Path(".env").write_text("export REFORM_QA_UI_NO=1\n", encoding="utf-8")
    with pytest.raises(FixSettings, match="REFORM_QA_UI_NO"):
        load_settings()


@pytest.mark.parametrize(
    "arguments", [["--port", "0"], ["--port", "70000"], ["--service-url", "nonsense"]]
)
def test_a_bad_value_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_taken_port_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"port {port} is already in use" in error
