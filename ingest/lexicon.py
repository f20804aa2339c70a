"""The words of a build: how often each is used, how it is written, what acronyms stand for.

Counted once, when a build is written, and looked up on disk: held in memory, the words of a large
library would cost every copy of the service more than all else that it holds of the library.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from ingest.errors import BuildIndex
from ingest.initials import defined_in, implied_in

FILE = "lexicon.sqlite"
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WRITTEN = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_ACRONYM = re.compile(r"[A-Z]{2,6}")  # other initials are never asked for

# Without a row of `made` the counting did not end. A build is named there, so that a copy that an
# older version has added documents to is not taken for its own.
_SCHEMA = """
CREATE TABLE made (build TEXT NOT NULL);
CREATE TABLE words (word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE written (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE defined (short TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE implied (short TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE names (id INTEGER PRIMARY KEY, side TEXT NOT NULL, short TEXT NOT NULL,
    name TEXT NOT NULL, count INTEGER NOT NULL, UNIQUE (side, short, name));
"""
_SIDES = (("defined", defined_in), ("implied", implied_in))


class Lexicon:
    """Looks words up. Safe to share by threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """`connection` may be used by any thread; see `open_lexicon` and `counted`."""
        self._connection = connection
        self._lock = threading.Lock()

    def count(self, word: str) -> int:
        """How often the documents use a word, given in small letters."""
        return int(self._value("SELECT count FROM words WHERE word = ?", word) or 0)

    def near(self, word: str, letters: int) -> list[str]:
        """The words that begin as this one does and are as long, or up to so many letters longer or
        shorter."""
        query = (
            "SELECT word FROM words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?"
        )
        first, size = word[0], len(word)
        bounds = (first, chr(ord(first) + 1), size - letters, size + letters)
        return [str(row[0]) for row in self._rows(query, bounds)]

    def writes(self, word: str) -> bool:
        """Whether the documents have a word just so, with its capitals or without."""
        return self._value("SELECT 1 FROM written WHERE word = ?", word) is not None

    def defined(self, short: str) -> str | None:
        """What the documents say most often that an acronym stands for."""
        return self._value("SELECT name FROM defined WHERE short = ?", short)

    def implied(self, short: str) -> str | None:
        """The name with these initials that the documents have most often."""
        return self._value("SELECT name FROM implied WHERE short = ?", short)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _value(self, query: str, value: str) -> str | None:
        rows = self._rows(query, (value,))
        return str(rows[0][0]) if rows else None

    def _rows(self, query: str, values: tuple[str | int, ...]) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise BuildIndex(
                f"the words of the index cannot be read ({error}): run `reform-ingest --rebuild`"
            ) from error


def write_lexicon(folder: Path, build: str, texts: Iterable[str]) -> None:
    """Count the words of a build's texts, in the order of their documents, in place of what its
    folder was copied with; one text at a time is held."""
    (folder / FILE).unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / FILE)) as connection:
        _write(connection, build, texts)


def open_lexicon(folder: Path, build: str) -> Lexicon | None:
    """What `write_lexicon` made of this build; None for one that an older version has written."""
    uri = f"{(folder / FILE).resolve().as_uri()}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        if connection.execute("SELECT build FROM made").fetchall() == [(build,)]:
            return Lexicon(connection)
        connection.close()
    except sqlite3.DatabaseError:
        pass
    return None


def counted(texts: Iterable[str]) -> Lexicon:
    """The same of texts that have none, in a file of SQLite's own that goes with it."""
    connection = sqlite3.connect("", check_same_thread=False)
    _write(connection, "", texts)
    return Lexicon(connection)


def _write(connection: sqlite3.Connection, build: str, texts: Iterable[str]) -> None:
    connection.executescript(_SCHEMA)
    with connection:
        for text in texts:
            _count(connection, text)
        for side, _ in _SIDES:
            connection.execute(
                f"INSERT INTO {side} SELECT short, name FROM ("  # noqa: S608 - of `_SIDES`
                "SELECT short, name, row_number() OVER"
                " (PARTITION BY short ORDER BY count DESC, id) AS place FROM names WHERE side = ?"
                ") WHERE place = 1",
                (side,),
            )
        connection.execute("DROP TABLE names")
        connection.execute("INSERT INTO made VALUES (?)", (build,))


def _count(connection: sqlite3.Connection, text: str) -> None:
    words = Counter(word.lower() for word in WORD.findall(text))
    connection.executemany(
        "INSERT INTO words VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        words.items(),
    )
    written = ((word,) for word in set(_WRITTEN.findall(text)))
    connection.executemany("INSERT OR IGNORE INTO written VALUES (?)", written)
    for side, found_in in _SIDES:
        found = Counter(each for each in found_in(text) if _ACRONYM.fullmatch(each[0]))
        connection.executemany(
            "INSERT INTO names (side, short, name, count) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET count = count + excluded.count",
            ((side, *each, number) for each, number in found.items()),
        )
