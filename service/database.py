"""The database of answers: a SQLite file, or PostgreSQL by its URL, brought up to date when opened.

Several copies of the service may share one. Who writes does so alone: SQLite knows one writer only,
and the audit log needs one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest.connecting import WAIT_SECONDS, open_engine
from ingest.errors import FixSettings
from ingest.settings import Settings

SETTING = "REFORM_QA_DATABASE_URL"
OLDEST = "0001"
WRITERS = 0x5265666F  # the number of the lock that PostgreSQL keeps for those who write
# A writer whose computer is gone without a word must not keep the others waiting.
TAKE_TURNS = (
    f"SELECT set_config('idle_in_transaction_session_timeout', '{WAIT_SECONDS}s', true), "
    f"pg_advisory_xact_lock({WRITERS})"
)
# Codes of errors: the connection failed; there are too many; the server starts or stops;
# and that a copy hung in the midst of writing; that a server which was the first now only reads.
AWAY = ("08", "53300", "57P", "25P03", "25006")


class DatabaseAway(FixSettings):
    """The server cannot be reached, or is starting or stopping: it may well be back in a moment."""


class Database:
    """Safe to share by threads. Raises `FixSettings` where it cannot be used, at any time."""

    def __init__(self, place: Path | str, *, migrate: bool = True) -> None:
        """`place`: the path of a SQLite file, which is made if need be, or a PostgreSQL URL."""
        self._place = place
        self._engine = self._file(place) if isinstance(place, Path) else open_engine(place, SETTING)
        if migrate:
            with self.writing() as connection:
                self._migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database."""
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def each_by_itself(self) -> Iterator[Connection]:
        """A connection on which each statement is a transaction: one way there and back."""
        with self._told(), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, kept when the block ends well. No other writer is at work in it."""
        with self._told(), self._engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                if not self._is_file:
                    connection.exec_driver_sql(TAKE_TURNS)
                yield connection

    def compact(self) -> None:
        """Leave nothing of what was deleted in the file; PostgreSQL does so by itself in time."""
        if not self._is_file:
            return
        with self._told(), closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    @property
    def _is_file(self) -> bool:
        return isinstance(self._place, Path)

    def _file(self, path: Path) -> Engine:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Questions may be personal: nobody but the one who runs the service reads the file.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise self._unusable(error) from error
        engine = create_engine(
            URL.create("sqlite", database=str(path.absolute())),
            connect_args={"timeout": WAIT_SECONDS},
            poolclass=NullPool,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def _migrate(self, connection: Connection) -> None:
        """Copies of the service that start together take turns."""
        version = MigrationContext.configure(connection).get_current_revision()
        if version is not None and not is_known(version):
            raise self._too_new()
        if version == revisions().get_current_head():
            return
        config = _config()
        config.attributes["connection"] = connection
        if version is None and inspect(connection).has_table("answers"):
            if self._is_file and connection.exec_driver_sql("PRAGMA user_version").scalar() != 1:
                raise self._too_new()
            command.stamp(config, OLDEST)
        command.upgrade(config, "head")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:  # `compact` asks the driver itself
            cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
            raise self._unusable(cause) from error

    def _unusable(self, error: BaseException) -> FixSettings:
        reason = " ".join(str(error).split())
        if self._is_file:
            return FixSettings(
                f"setting REFORM_QA_ANSWERS: {self._place} cannot be used ({reason}): "
                "make it writable or name another file"
            )
        kind = DatabaseAway if _is_away(error) else FixSettings
        return kind(
            f"setting REFORM_QA_DATABASE_URL: the database cannot be used ({reason}): "
            "start it, or correct the address"
        )

    def _too_new(self) -> FixSettings:
        if self._is_file:
            return FixSettings(
                f"setting REFORM_QA_ANSWERS: {self._place} was written by a newer version: "
                "update this one or name another file"
            )
        return FixSettings(
            "setting REFORM_QA_DATABASE_URL: the database was written by a newer version: "
            "update this one or name another database"
        )


def _is_away(error: BaseException) -> bool:
    """By the kind of error that PostgreSQL gives, or that there was nobody to give one."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InternalError):
        return False
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(AWAY)


def place_of(settings: Settings) -> Path | str:
    """Where the settings say that answers are kept."""
    url = settings.database_url
    return url.get_secret_value() if url else settings.answers


def is_known(version: str) -> bool:
    """Whether a database of this version is one that we wrote or can bring up to date."""
    return version in {script.revision for script in revisions().walk_revisions()}


@cache
def revisions() -> ScriptDirectory:
    """The versions that there are."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("service.migrations")).replace("%", "%%"))
    return config


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions: `_begin` does
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
