"""The text side of a build, in SQLite: documents, their text, blocks, pages and passages.

Written once by ingest, then opened read-only by any number of threads and processes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ingest.document import Block, LoadedDocument, Page
from ingest.editions import Mark, head_authorities
from ingest.errors import BuildIndex
from ingest.records import DocumentRecord, Passage, from_json, to_json
from ingest.sketch import sketch_of
from ingest.texttables import LATER, SCHEMA, Row, block_of, delete, insert, page_of, passage_of

FILE = "text.sqlite"

_PASSAGE = (
    'id, document AS document_id, position, start, "end", page, paragraph, heading, '
    "lead_in, search_text"
)
_IDS_A_QUERY = 500
_LONGEST_PASSAGE = 20_000
_LONGEST_TABLE = 500


class TextStore:
    """Reads and writes one build's SQLite file; short connections, so threads may share it."""

    def __init__(self, build: Path) -> None:
        self._path = build / FILE

    @classmethod
    def create(cls, build: Path) -> None:
        """Make the empty tables of a new build."""
        with cls(build)._write() as connection:
            connection.executescript(SCHEMA + LATER)

    def replace(
        self, record: DocumentRecord, document: LoadedDocument, passages: Sequence[Passage]
    ) -> None:
        """Store a document in place of what was stored under its id."""
        with self._write() as connection:
            delete(connection, record.id)
            insert(connection, record, document, passages)

    def relabel(self, record: DocumentRecord) -> None:
        """Store another description of a document whose text stays as it is."""
        with self._write() as connection:
            connection.execute(
                "UPDATE documents SET record = ? WHERE id = ?", (to_json(record), record.id)
            )

    def remove(self, document_id: str) -> None:
        """Forget a document and all that belongs to it."""
        with self._write() as connection:
            delete(connection, document_id)

    def documents(self) -> list[DocumentRecord]:
        """All descriptions, by id."""
        rows = self._rows("SELECT record FROM documents ORDER BY id")
        return [from_json(row["record"]) for row in rows]

    def text(self, document_id: str) -> str | None:
        """A document's whole text, or None for an unknown id."""
        rows = self._rows("SELECT text FROM documents WHERE id = ?", (document_id,))
        return rows[0]["text"] if rows else None

    def all_texts(self) -> Iterator[str]:
        """Every document's whole text, by id, one at a time."""
        yield from (self.text(record.id) or "" for record in self.documents())

    def heads(self, characters: int) -> dict[str, str]:
        """How each document's text begins."""
        rows = self._rows("SELECT id, substr(text, 1, ?) AS head FROM documents", (characters,))
        return {row["id"]: row["head"] for row in rows}

    def blocks(self, document_id: str, start: int, end: int) -> list[Block]:
        """The blocks that overlap `[start:end)` of a document, in order."""
        rows = self._rows(
            'SELECT kind, start, "end", level, marker, page, cells FROM blocks '
            'WHERE document = ? AND start < ? AND "end" > ? ORDER BY start',
            (document_id, end, start),
        )
        return [block_of(row) for row in rows]

    def header_of(self, document_id: str, row: Block) -> Block | None:
        """The row above a table's row that names its columns; None where no row does."""
        columns = [cell.column for cell in row.cells]
        rows = self._rows(
            'SELECT kind, start, "end", level, marker, page, cells FROM blocks '
            "WHERE document = ? AND start < ? AND kind = 'table_row' ORDER BY start DESC LIMIT ?",
            (document_id, row.start, _LONGEST_TABLE),
        )
        text = self.text(document_id) or ""
        for block in map(block_of, rows):
            if [text[cell.start : cell.end] for cell in block.cells] == columns:
                return block
        return None

    def page(self, document_id: str, number: int) -> Page | None:
        """One page with its word boxes, or None where the document has no such page."""
        rows = self._rows(
            'SELECT number, label, start, "end", width, height, words FROM pages '
            "WHERE document = ? AND number = ?",
            (document_id, number),
        )
        return page_of(rows[0]) if rows else None

    def page_outline(self, document_id: str) -> list[tuple[int, str, int]]:
        """Number, printed label and first offset of each page; empty for formats without pages."""
        query = "SELECT number, label, start FROM pages WHERE document = ? ORDER BY number"
        rows = self._rows(query, (document_id,))
        return [(row["number"], row["label"], row["start"]) for row in rows]

    def marks(self) -> dict[str, Mark]:
        """What is kept of each text to tell editions by, made where it is missing."""
        with self._write() as connection:
            connection.execute(LATER)
            unmarked = "SELECT id FROM documents WHERE id NOT IN (SELECT document FROM marks)"
            for (document_id,) in connection.execute(unmarked).fetchall():
                query = "SELECT text FROM documents WHERE id = ?"
                text = connection.execute(query, (document_id,)).fetchone()[0]
                values = sketch_of(text).tobytes(), json.dumps(sorted(head_authorities(text)))
                connection.execute("INSERT INTO marks VALUES (?, ?, ?)", (document_id, *values))
            return {
                document_id: Mark(np.frombuffer(sketch, np.uint64), frozenset(json.loads(names)))
                for document_id, sketch, names in connection.execute("SELECT * FROM marks")
            }

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        query = f"SELECT {_PASSAGE} FROM passages WHERE document = ? ORDER BY start"  # noqa: S608
        return [passage_of(row) for row in self._rows(query, (document_id,))]

    def passage_at(self, document_id: str, offset: int) -> Passage | None:
        """The passage that a place of a document stands in: for a heading, the first under it."""
        rows = self._rows(
            f'SELECT {_PASSAGE} FROM passages WHERE document = ? AND start > ? AND "end" > ? '  # noqa: S608
            "ORDER BY start LIMIT 1",
            (document_id, offset - _LONGEST_PASSAGE, offset),
        )
        return next(map(passage_of, rows), None)

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; unknown ids are left out."""
        found: dict[str, Passage] = {}
        for begin in range(0, len(ids), _IDS_A_QUERY):
            part = ids[begin : begin + _IDS_A_QUERY]
            marks = ",".join("?" * len(part))
            query = f"SELECT {_PASSAGE} FROM passages WHERE id IN ({marks})"  # noqa: S608
            found.update((row["id"], passage_of(row)) for row in self._rows(query, part))
        return found

    def passage_ids(self) -> set[str]:
        """The ids of all passages."""
        return {row["id"] for row in self._rows("SELECT id FROM passages")}

    def search_texts(self) -> Iterator[tuple[str, str]]:
        """The id and the search text of each passage, one document after the other."""
        query = "SELECT id, search_text FROM passages WHERE document = ?"
        for record in self.documents():
            yield from ((row["id"], row["search_text"]) for row in self._rows(query, (record.id,)))

    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has."""
        return self._counts("SELECT document, count(*) AS n FROM passages GROUP BY document")

    def text_lengths(self) -> dict[str, int]:
        """How many characters each document's text has."""
        return self._counts("SELECT id AS document, length(text) AS n FROM documents")

    def page_counts(self) -> dict[str, int]:
        """How many pages each document that has pages has."""
        return self._counts("SELECT document, count(*) AS n FROM pages GROUP BY document")

    def _counts(self, query: str) -> dict[str, int]:
        return {row["document"]: row["n"] for row in self._rows(query)}

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        uri = f"{self._path.resolve().as_uri()}?mode=ro"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                cursor = connection.execute(query, values)
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor]
        except sqlite3.DatabaseError as error:
            raise BuildIndex(
                f"{self._path} cannot be read ({error}): run `reform-ingest --rebuild`"
            ) from error

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """What is removed is overwritten, so that it is gone from the file as well.

        Nothing waits for the disk: nobody sees a build before it is published, and publishing
        flushes all of it. Waiting for each document took 20 ms."""
        with closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
