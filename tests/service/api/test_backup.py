"""A backup is made while the service answers, and a service that starts from it has all of it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from service import audit
from service.cli import main
from service.database import Database
from service.keys import KeyStore
from service.store import AnswerStore, Chosen
from tests.evals.targets.serving import Server, small_service
from tests.service.api.asking import HELP
from tests.service.api.keyed import a_key


@pytest.fixture
def home(tmp_path: Path, made_once: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made_once, tmp_path / "index")
    monkeypatch.setenv("REFORM_QA_ANSWERS", str(tmp_path / "answers.sqlite"))
    monkeypatch.delenv("REFORM_QA_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    server = Server(small_service(home))
    yield server
    server.stop()


def _ids(path: Path) -> set[str]:
    return {record.id for record in AnswerStore(path).all(Chosen())}


def _ask(server: Server) -> str:
    response = httpx.post(f"{server.url}/v1/answers", json=HELP)
    assert response.status_code == 200
    return str(response.json()["id"])


def test_it_is_made_while_the_service_answers(home: Path, server: Server) -> None:
    before = {_ask(server) for _ in range(3)}
    stop, given = threading.Event(), list(before)

    def go_on() -> None:
        while not stop.is_set():
            given.append(_ask(server))

    asking = threading.Thread(target=go_on)
    asking.start()
    copies = [home / f"backup{number}.sqlite" for number in range(3)]
    try:
        assert [main(["backup", str(copy)]) for copy in copies] == [0, 0, 0]
    finally:
        stop.set()
        asking.join(30)
    for copy in copies:
        assert copy.stat().st_mode & 0o077 == 0
        assert not copy.with_name(f"{copy.name}-wal").exists()
        assert before <= _ids(copy) <= set(given)
        assert audit.verify(Database(copy)).problem is None


def test_a_service_restored_from_it_has_answers_keys_and_log(home: Path) -> None:
    answers, copy = home / "answers.sqlite", home / "backup.sqlite"
    server = Server(small_service(home))
    kept = _ask(server)
    KeyStore(Database(answers)).create(a_key())
    assert main(["backup", str(copy)]) == 0
    head = audit.verify(Database(copy)).head
    server.stop()

    for lost in home.glob("answers.sqlite*"):  # as the manual says
        lost.unlink()
    shutil.copyfile(copy, answers)
    server = Server(small_service(home))
    try:
        assert httpx.get(f"{server.url}/v1/answers/{kept}").status_code == 401  # the key closed it
    finally:
        server.stop()
    assert _ids(answers) == {kept}
    assert audit.verify(Database(answers), head).problem is None


def test_what_cannot_be_copied_is_said_in_a_line(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = home / "backup.sqlite"
    assert main(["backup", str(copy)]) == 1
    assert "is nothing to copy" in capsys.readouterr().err
    store = AnswerStore(home / "answers.sqlite")
    KeyStore(store.database).create(a_key())
    copy.touch()
    assert main(["backup", str(copy)]) == 1
    assert "is there already" in capsys.readouterr().err
    copy.unlink()
    with closing(sqlite3.connect(home / "answers.sqlite")) as file, file:
        file.execute("DROP TRIGGER audit_no_update")
        file.execute("UPDATE audit SET entry = '{}'")
    assert main(["backup", str(copy)]) == 1
    assert "the audit log is not whole" in capsys.readouterr().err
    assert list(home.glob("backup*")) == []


def test_a_server_has_its_own_tool(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REFORM_QA_DATABASE_URL", "postgresql://localhost/reform")
    assert main(["backup", str(home / "backup.sqlite")]) == 1
    assert "pg_dump" in capsys.readouterr().err
