"""The audit log: who asked what was answered from which documents, and that nobody changed it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.errors import FixSettings
from ingest.settings import Settings
from service.audit import Who, entries, note, verify
from service.cli import main
from service.database import Database
from service.keys import KeyStore, Role
from service.state import ServiceState
from tests.service.api.asking import HELP, ask
from tests.service.api.keyed import a_key, bearing, make


def _log(database: Database) -> list[dict[str, Any]]:
    return [json.loads(line) for line in entries(database)]


def test_an_answer_is_noted_without_its_question(client: TestClient, state: ServiceState) -> None:
    database = state.answers.database
    secret = make(database, a_key(trusted=True))
    response = client.post("/v1/answers", json=HELP, headers=bearing(secret, "anna"))
    answer = response.json()
    entry = _log(database)[-1]
    assert (entry["event"], entry["who"], entry["answer"]) == ("answer", "intranet", answer["id"])
    assert entry["status"] == answer["status"]
    assert entry["index"] == answer["index"]
    assert entry["documents"] == sorted({c["document"]["id"] for c in answer["citations"]})
    assert entry["question_sha256"] == hashlib.sha256(HELP["question"].encode()).hexdigest()
    assert HELP["question"] not in str(entry)


def test_an_end_user_has_a_pseudonym_that_nobody_else_can_make(tmp_path: Path) -> None:
    guessed = hashlib.sha256(b"anna").hexdigest()
    seen = []
    for name in ("one", "other"):
        database = Database(tmp_path / f"{name}.sqlite")
        for user in ("anna", "bert", "anna"):
            note(database, "asked", Who("intranet", user))
        first, second, third = [entry["end_user"] for entry in _log(database)]
        assert first == third
        assert len({first, second, guessed, "anna"}) == 4
        seen.append(first)
    assert len(set(seen)) == 2


def test_what_admins_and_operators_do_is_noted(client: TestClient, state: ServiceState) -> None:
    database = state.answers.database
    answer = ask(client)
    secret = make(database, a_key("auditor", role=Role.ADMIN))
    state.ring.fresh.forget()
    client.get("/v1/answers", headers=bearing(secret))
    KeyStore(database).revoke("auditor")
    seen = [(entry["event"], entry["who"]) for entry in _log(database)]
    assert [event for event, _ in seen] == [
        "answer",
        "key_created",
        "answers_listed",
        "key_revoked",
    ]
    assert seen[2][1] == "auditor"
    assert "terminal" in seen[1][1]
    assert _log(database)[0]["answer"] == answer["id"]


@pytest.fixture
def filled(place: Path | str) -> Database:
    database = Database(place)
    for number in range(5):
        note(database, "test", Who("someone"), place=number)
    return database


def test_an_untouched_log_is_whole(filled: Database) -> None:
    verdict = verify(filled)
    assert (verdict.entries, verdict.problem) == (5, None)
    assert verify(filled, verdict.head) == verdict
    note(filled, "later", Who())
    assert verify(filled, verdict.head).problem is None


def test_an_empty_log_is_whole(place: Path | str) -> None:
    assert verify(Database(place)).entries == 0


@pytest.mark.parametrize("order", ["UPDATE audit SET entry = '{}'", "DELETE FROM audit"])
def test_the_database_refuses_changes(filled: Database, order: str) -> None:
    with (
        pytest.raises(FixSettings, match="can only be added to"),
        filled.writing() as connection,
    ):
        connection.exec_driver_sql(order)
    assert verify(filled).problem is None


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (
            "UPDATE audit SET entry = replace(entry, 'someone', 'nobody') WHERE number = 3",
            "entry 3 was changed",
        ),
        ("UPDATE audit SET hash = 'x' WHERE number = 5", "entry 5 was changed"),
        ("DELETE FROM audit WHERE number = 2", "entry 2 is missing"),
        ("DELETE FROM audit WHERE number = 1", "entry 1 is missing"),
        ("UPDATE audit SET number = 9 WHERE number = 5", "entry 5 is missing"),
        ("DELETE FROM audit WHERE number = 5", "cut off"),
    ],
)
def test_every_change_is_found(tmp_path: Path, order: str, problem: str) -> None:
    path = tmp_path / "answers.sqlite"
    database = Database(path)
    for _ in range(5):
        note(database, "test", Who("someone"))
    head = verify(database).head
    with closing(sqlite3.connect(path)) as attacker, attacker:
        attacker.executescript("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete")
        attacker.execute(order)
    assert problem in str(verify(database, head).problem)


def test_two_entries_that_changed_places_are_found(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    database = Database(path)
    for number in range(3):
        note(database, "test", Who(), place=number)
    with closing(sqlite3.connect(path)) as attacker, attacker:
        attacker.executescript("DROP TRIGGER audit_no_update")
        attacker.executescript(
            "UPDATE audit SET number = -2 WHERE number = 2;"
            "UPDATE audit SET number = 2 WHERE number = 3;"
            "UPDATE audit SET number = 3 WHERE number = -2"
        )
    assert verify(database).problem == "entry 2 was changed"


def test_many_who_write_at_once_make_one_chain(place: Path | str) -> None:
    databases = [Database(place) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: note(databases[n % 4], "test", Who(), place=n), range(60)))
    verdict = verify(databases[0])
    assert (verdict.entries, verdict.problem) == (60, None)


def test_the_command_says_whether_the_log_is_whole(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REFORM_QA_ANSWERS", str(settings.answers))
    assert main(["audit", "verify"]) == 1
    assert "there is no audit log" in capsys.readouterr().err
    note(Database(settings.answers), "test", Who())
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "is whole: 1 entry" in said
    head = said.split()[-1]
    assert main(["audit", "verify", "--head", head]) == 0
    assert main(["audit", "verify", "--head", "0" * 63 + "1"]) == 1
    assert "is broken: the noted hash" in capsys.readouterr().err
    assert main(["audit", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["hash"] == head
    with pytest.raises(SystemExit):
        main(["audit", "verify", "--head", "x"])
