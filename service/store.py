"""Answers under their permanent ids, and what readers thought of them, in one SQLite file.

Short connections, so that threads and several copies of the service may share the file.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import FixSettings
from service.schemas import Answer, Feedback

WAIT_SECONDS = 10.0

# One script a version; `PRAGMA user_version` counts those that a file has had.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE answers (id TEXT PRIMARY KEY, created TEXT NOT NULL, json TEXT NOT NULL);
    CREATE INDEX answers_by_time ON answers (created);
    CREATE TABLE feedback (answer TEXT NOT NULL REFERENCES answers (id), created TEXT NOT NULL,
        rating TEXT NOT NULL, reasons TEXT NOT NULL, comment TEXT);
    CREATE INDEX feedback_by_answer ON feedback (answer);
    """,
)


class AnswerStore:
    """Safe to share by threads. Raises `FixSettings` where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Questions may be personal: nobody but the one who runs the service reads the file.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise self._unusable(error) from error
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            self._migrate(connection)

    def save(self, answer: Answer) -> None:
        """Keep an answer under the id that it carries."""
        with self._connection() as connection:
            connection.execute(
                "INSERT INTO answers VALUES (?, ?, ?)",
                (answer.id, answer.created, answer.model_dump_json()),
            )

    def get(self, answer_id: str) -> Answer | None:
        """The answer as it was given, None for an unknown id."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT json FROM answers WHERE id = ?", (answer_id,)
            ).fetchone()
        return Answer.model_validate_json(row[0]) if row else None

    def add_feedback(self, answer_id: str, feedback: Feedback) -> bool:
        """Keep a reader's judgement, the latest last; False for an unknown answer."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = (now, feedback.rating, json.dumps(feedback.reasons), feedback.comment, answer_id)
        with self._connection() as connection:
            done = connection.execute(
                "INSERT INTO feedback (created, rating, reasons, comment, answer) "
                "SELECT ?, ?, ?, ?, id FROM answers WHERE id = ?",
                values,
            )
            return done.rowcount == 1

    def feedback(self, answer_id: str) -> list[Feedback]:
        """What was said of an answer, in order."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT rating, reasons, comment FROM feedback WHERE answer = ? ORDER BY rowid",
                (answer_id,),
            ).fetchall()
        return [
            Feedback(rating=rating, reasons=json.loads(reasons), comment=comment)
            for rating, reasons, comment in rows
        ]

    def _migrate(self, connection: sqlite3.Connection) -> None:
        """Bring an older file up to date; copies of the service that start together take turns."""
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise FixSettings(
                f"setting REFORM_QA_ANSWERS: {self._path} was written by a newer version: "
                "update this one or name another file"
            )
        for script in MIGRATIONS[version:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with (
                closing(sqlite3.connect(self._path, timeout=WAIT_SECONDS)) as connection,
                connection,
            ):
                yield connection
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> FixSettings:
        return FixSettings(
            f"setting REFORM_QA_ANSWERS: {self._path} cannot be used ({error}): "
            "make it writable or name another file"
        )
