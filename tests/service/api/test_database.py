"""The database is brought up to date from every version, together and once; newer ones are left."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import make_url

from ingest.connecting import waits
from ingest.errors import FixSettings
from service.database import Database
from service.database_tables import metadata
from service.schemas import Answer, Feedback
from service.store import AnswerStore, Chosen
from tests.service.api import first_version


def test_the_versions_lead_to_the_tables_of_the_code(place: Path | str) -> None:
    with Database(place).reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_file_of_the_first_version_keeps_all_that_it_has(tmp_path: Path) -> None:
    store = AnswerStore(first_version.write(tmp_path / "answers.sqlite"))
    assert store.get("old1") == Answer.model_validate(first_version.ANSWER)
    said = [Feedback(rating="down", reasons=["wrong"], comment="p. 3"), Feedback(rating="up")]
    assert store.feedback("old1") == said
    assert store.add_feedback("old1", Feedback(rating="up"))
    ((record,), _) = store.page(Chosen(), 10)
    assert [each.created for each in record.feedback][:2] == ["2026-01-02T00:00:00+00:00"] * 2


def test_a_migration_that_breaks_off_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = first_version.write(tmp_path / "answers.sqlite")
    upgrade = command.upgrade

    def break_off(config: Config, _: str) -> None:
        upgrade(config, "0002")
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", break_off)
    with pytest.raises(KeyboardInterrupt):
        AnswerStore(path)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
        tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert {name for (name,) in tables} == {"answers", "feedback"}
    assert AnswerStore(path).get("old1")


def test_the_first_version_refuses_a_file_that_is_up_to_date(tmp_path: Path) -> None:
    path = first_version.write(tmp_path / "answers.sqlite")
    AnswerStore(path)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone()[0] > 1


def test_every_version_on_the_way_works_on_a_server(place: Path | str) -> None:
    config = Config()
    config.set_main_option("script_location", "service:migrations")
    for version in ("0001", "head", "head"):
        with Database(place, migrate=False).writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, version)
    assert AnswerStore(place).page(Chosen(), 10) == ([], None)


def test_a_newer_version_is_refused_unchanged(place: Path | str) -> None:
    with Database(place).writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(FixSettings, match="newer version"):
        Database(place)


def test_a_file_of_an_unknown_first_kind_is_refused(tmp_path: Path) -> None:
    path = first_version.write(tmp_path / "answers.sqlite")
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(FixSettings, match="newer version"):
        Database(path)


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://host/db", "sqlite:///x", "http://x/", "postgresql://a:b@c:d@host/db"],
)
def test_what_is_no_address_of_a_server_is_one_clear_error(url: str) -> None:
    with pytest.raises(FixSettings, match=r"REFORM_QA_DATABASE_URL.*postgresql://USER"):
        Database(url)


def test_a_server_that_is_away_is_one_clear_error_without_the_password() -> None:
    with pytest.raises(FixSettings, match="REFORM_QA_DATABASE_URL") as caught:
        Database("postgresql://someone:sesame@127.0.0.1:1/db")
    assert "sesame" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_can_not_be_compacted_now_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.database.WAIT_SECONDS", 0.1)
    path = tmp_path / "answers.sqlite"
    database = Database(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(FixSettings, match="locked"):
            database.compact()


def test_a_writer_who_does_not_end_is_not_waited_for_without_end(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Database(place)
    monkeypatch.setattr("ingest.connecting.WAIT_SECONDS", 1)
    first, second = Database(place), Database(place, migrate=False)
    with first.writing(), pytest.raises(FixSettings, match="lock"), second.writing():
        pass
    with second.writing():
        pass


def test_an_address_may_set_its_own_limits() -> None:
    url = make_url("postgresql://localhost/a?connect_timeout=60&options=-c%20lock_timeout%3D1s")
    kept = {"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"}
    assert set(waits(url)) == kept
