"""Keys: shown once, kept as digests, ended by revoking or by time, and managed in the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import select

from ingest.errors import FixSettings
from ingest.settings import Settings
from service.cli import main
from service.database import Database
from service.database_tables import keys
from service.keys import KeyRing, KeyStore, Role, any_key
from tests.service.api.keyed import a_key, make


def _ring(database: Database, *, needed: bool = False) -> KeyRing:
    ring = KeyRing(KeyStore(database), needed=needed, seconds=0)
    anyio.run(ring.refresh)
    return ring


def test_a_key_is_found_by_its_secret_alone(place: Path | str) -> None:
    database = Database(place)
    key = a_key(role=Role.ADMIN, trusted=True, answers_a_minute=7, burst=3)
    secret = make(database, key)
    make(database, a_key("other"))
    ring = _ring(database)
    found = ring.find(secret)
    assert found and replace(found, created=key.created) == key
    assert ring.find("") is None
    assert ring.find(secret[:-1]) is None
    assert ring.find(secret + "\udcff") is None


def test_only_the_digest_is_stored(place: Path | str) -> None:
    database = Database(place)
    secret = make(database)
    assert len(secret) > 40
    with database.reading() as connection:
        (row,) = connection.execute(select(keys)).all()
    assert secret not in str(row)
    assert secret.removeprefix("rqa_") not in str(row)


def test_a_revoked_key_is_no_longer_found_and_its_name_is_free(place: Path | str) -> None:
    database = Database(place)
    secret = make(database)
    ring = _ring(database)
    KeyStore(database).revoke("intranet")
    anyio.run(ring.refresh)
    assert ring.find(secret) is None
    assert ring.find(make(database)) is None  # not read again yet
    anyio.run(ring.refresh)
    assert [key.state for key in KeyStore(database).all()] == ["revoked", "valid"]


def test_an_expired_key_is_no_longer_found(place: Path | str) -> None:
    database = Database(place)
    secret = make(database, a_key(expires=datetime.now(UTC) + timedelta(seconds=0.2)))
    ring = _ring(database)
    assert ring.find(secret)
    while ring.find(secret):
        pass
    assert KeyStore(database).all()[0].state == "expired"


def test_without_any_key_the_ring_is_open_and_never_again(place: Path | str) -> None:
    database = Database(place)
    ring = _ring(database)
    assert ring.is_open
    assert not any_key(database)
    make(database)
    anyio.run(ring.refresh)
    assert not ring.is_open
    KeyStore(database).revoke("intranet")
    assert not _ring(database).is_open
    assert any_key(database)
    with database.writing() as connection:
        connection.execute(keys.delete())
    anyio.run(ring.refresh)
    assert not ring.is_open


def test_a_ring_that_needs_keys_is_never_open(place: Path | str) -> None:
    assert not _ring(Database(place), needed=True).is_open


def test_a_name_is_used_once(place: Path | str) -> None:
    database = Database(place)
    make(database)
    with pytest.raises(FixSettings, match="already"):
        make(database)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("REFORM_QA_ANSWERS", str(settings.answers))


@pytest.mark.usefixtures("run")
def test_a_key_is_made_listed_and_revoked(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    made = ["keys", "create", "the intranet", "--role", "evaluate", "--expires", "2999-01-31"]
    assert main([*made, "--trusted", "--burst", "3"]) == 0
    secret = capsys.readouterr().out.strip()
    assert _ring(Database(settings.answers)).find(secret)
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert secret not in listed
    for word in ("the intranet", "evaluate", "valid", "2999-01-31", "yes", "burst 3"):
        assert word in listed
    assert main(["keys", "revoke", "the intranet"]) == 0
    assert not _ring(Database(settings.answers)).find(secret)


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(
    "arguments",
    [
        ["create", ""],
        ["create", "../x"],
        ["create", "x" * 61],
        ["create", "x", "--expires", "2020-01-01"],
        ["revoke", "nobody"],
    ],
)
def test_an_error_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("reform-service: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["create"],
        ["create", "x", "--role", "boss"],
        ["create", "x", "--expires", "soon"],
        ["create", "x", "--burst", "0"],
        ["destroy"],
    ],
)
def test_wrong_arguments_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["keys", *arguments])
    assert ended.value.code == 2
