"""Stored answers as JSON Lines, complete, or as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import IO

from service.records import Record

COLUMNS = (
    "id",
    "created",
    "status",
    "question",
    "interpreted_question",
    "answer",
    "documents",
    "engine",
    "model",
    "index",
    "milliseconds",
    "rating",
    "reasons",
    "comment",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_jsonl(records: Iterable[Record], out: IO[str]) -> int:
    """A line an answer, as `GET /v1/answers` gives it; how many there were."""
    count = 0
    for record in records:
        out.write(record.model_dump_json() + "\n")
        count += 1
    return count


def write_csv(records: Iterable[Record], out: IO[str]) -> int:
    """A row an answer with the latest judgement of it; how many there were."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    count = 0
    for record in records:
        writer.writerow([_inert(cell) for cell in _row(record)])
        count += 1
    return count


def _row(record: Record) -> list[object]:
    said = record.feedback[-1] if record.feedback else None
    return [
        record.id,
        record.created,
        record.status.value,
        record.question,
        record.interpreted_question,
        record.answer,
        " ".join(dict.fromkeys(citation.document.id for citation in record.citations)),
        record.engine,
        record.model,
        record.index,
        record.timings_ms.get("total"),
        said.rating if said else None,
        "; ".join(said.reasons) if said else None,
        said.comment if said else None,
    ]


def _inert(cell: object) -> object:
    """A spreadsheet takes a text that begins like a formula for one, whoever wrote it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
