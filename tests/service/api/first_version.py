"""What the first version of the service wrote, word for word."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

SCHEMA = """
    CREATE TABLE answers (id TEXT PRIMARY KEY, created TEXT NOT NULL, json TEXT NOT NULL);
    CREATE INDEX answers_by_time ON answers (created);
    CREATE TABLE feedback (answer TEXT NOT NULL REFERENCES answers (id), created TEXT NOT NULL,
        rating TEXT NOT NULL, reasons TEXT NOT NULL, comment TEXT);
    CREATE INDEX feedback_by_answer ON feedback (answer);
    PRAGMA user_version = 1;
"""
ANSWER: dict[str, Any] = {
    "id": "old1",
    "status": "not_in_documents",
    "question": "Was kostet’s?",
    "answer": "They do not say.",
    "index": "build",
    "created": "2026-01-01T00:00:00+00:00",
}
FEEDBACK = [
    ("old1", "2026-01-02T00:00:00+00:00", "down", '["wrong"]', "p. 3"),
    ("old1", "2026-01-02T00:00:00+00:00", "up", "[]", None),
]


def write(path: Path) -> Path:
    """A file with one answer, rated twice."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA journal_mode = WAL")
        file.executescript(SCHEMA)
        row = (ANSWER["id"], ANSWER["created"], json.dumps(ANSWER))
        file.execute("INSERT INTO answers VALUES (?, ?, ?)", row)
        file.executemany("INSERT INTO feedback VALUES (?, ?, ?, ?, ?)", FEEDBACK)
    return path
