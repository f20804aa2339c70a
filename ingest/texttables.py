"""The tables of a build's text side: their schema, and how a document becomes rows and back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ingest.document import Block, Cell, LoadedDocument, Page, WordBox
from ingest.records import DocumentRecord, Passage, to_json

SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, record TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE blocks (document TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    kind TEXT NOT NULL, level INTEGER NOT NULL, marker TEXT, page INTEGER, cells TEXT NOT NULL);
CREATE INDEX blocks_by_place ON blocks (document, start);
CREATE TABLE pages (document TEXT NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
    words BLOB NOT NULL, PRIMARY KEY (document, number));
CREATE TABLE passages (id TEXT PRIMARY KEY, document TEXT NOT NULL, position INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, paragraph TEXT,
    heading TEXT NOT NULL, lead_in TEXT NOT NULL, search_text TEXT NOT NULL);
CREATE INDEX passages_by_place ON passages (document, start);
"""
# Added to an index of an older version when it is first written to.
LATER = """
CREATE TABLE IF NOT EXISTS marks (document TEXT PRIMARY KEY, sketch BLOB NOT NULL,
    authorities TEXT NOT NULL);
"""

_WORD = np.dtype([("start", "u4"), ("end", "u4"), *((side, "f4") for side in "ltrb")])

Row = dict[str, Any]


def delete(connection: sqlite3.Connection, document_id: str) -> None:
    """Remove a document and all that belongs to it, from a build of an older version as well."""
    connection.execute(LATER)
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    for table in ("blocks", "pages", "passages", "marks"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document_id,))  # noqa: S608


def insert(
    connection: sqlite3.Connection,
    record: DocumentRecord,
    document: LoadedDocument,
    passages: Iterable[Passage],
) -> None:
    """Add a document's rows to every table but `marks`: those are made when they are wanted."""
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?)", (record.id, to_json(record), document.text)
    )
    connection.executemany(
        "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (record.id, b.start, b.end, b.kind, b.level, b.marker, b.page, json.dumps(b.cells))
            for b in document.blocks
        ),
    )
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (record.id, p.number, p.label, p.start, p.end, p.width, p.height, _pack(p.words))
            for p in document.pages
        ),
    )
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(p.id, p.document_id, p.position, p.start, p.end, p.page, p.paragraph),
                json.dumps(p.heading),
                p.lead_in,
                p.search_text,
            )
            for p in passages
        ),
    )


def _pack(words: Sequence[WordBox]) -> bytes:
    return zlib.compress(np.array([tuple(word) for word in words], _WORD).tobytes(), 6)


def _unpack(blob: bytes) -> tuple[WordBox, ...]:
    return tuple(WordBox(*row) for row in np.frombuffer(zlib.decompress(blob), _WORD).tolist())


def passage_of(row: Row) -> Passage:
    """The passage that a row holds."""
    return Passage(**{**row, "heading": tuple(json.loads(row["heading"]))})


def block_of(row: Row) -> Block:
    """The block that a row holds. Most have no cells, and very many are read for one answer."""
    cells = () if row["cells"] == "[]" else tuple(Cell(*each) for each in json.loads(row["cells"]))
    return Block(**{**row, "cells": cells})


def page_of(row: Row) -> Page:
    """The page that a row holds, with its words unpacked."""
    return Page(**{**row, "words": _unpack(row["words"])})
