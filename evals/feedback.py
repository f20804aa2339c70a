"""Turns answers that readers put their thumbs down to into draft questions for a person to finish.

What was wrong and what would have been right, nobody knows but a person who looks it up: so a draft
does not load as a question set until its `answerable` has been filled in.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.entries import Faults, read_entries
from ingest.errors import FixSettings
from service.database import OLDEST, is_known
from service.schemas import Answer, Feedback
from service.visible import is_blank

ID_LENGTH = 8
LONGEST_QUOTES = 3
HEAD = """\
# Drafts from readers' feedback, to be finished by a person. Readers may have written about
# themselves or about a child: take out names and whatever else is personal from every field, in
# this file and in its name, before you commit it.
#
# In each draft fill in
#   answerable  true where the documents answer the question, else false
#   facts       what a right answer must say: [[pattern, alternative], [another fact]]
#   docs        the documents that say it
#   evidence    their words, copied exactly
#   history     for a follow-up, what was asked before: [[question, answer]]; it is not kept
# and delete the drafts whose answer was right. `note` and all that begins with `was_` is for you to
# read: delete it too. `reform-evals check FILE` says what is still missing.
"""


class Said(Feedback):
    """A judgement in an export; one without a time counts as said when the answer was given."""

    created: str | None = None


class Exported(Answer):
    """A line of an export: the answer as `GET /v1/answers/{id}` gives it, and what was said."""

    feedback: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """An answer whose last judgement was a thumbs-down, and when that was said."""

    answer: Answer
    feedback: Feedback
    day: date


def from_store(path: Path, retention_days: int | None = None) -> list[Complaint]:
    """The complaints in an answer store, which is only read. What the service would no longer show,
    because it is older than the retention, is left out. Raises `FixSettings`."""
    if not path.is_file():
        raise FixSettings(f"{path} is no answer store: the service makes one at its first answer")
    try:
        with closing(sqlite3.connect(_read_only(path), uri=True)) as connection:
            _check_version(path, connection)
            rows = connection.execute(_LAST_SAID).fetchall()
    except sqlite3.Error as error:
        raise FixSettings(f"{path} can not be read as an answer store ({error})") from error
    found = list(_complaints(path, rows))
    return [each for each in found if not retention_days or _is_kept(each, retention_days)]


def _is_kept(complaint: Complaint, retention_days: int) -> bool:
    """Times without a zone are in UTC."""
    given = datetime.fromisoformat(complaint.answer.created)
    given = given if given.tzinfo else given.replace(tzinfo=UTC)
    return given >= datetime.now(UTC) - timedelta(days=retention_days)


# One answer has one complaint: the last judgement of it, where that is a thumbs-down.
_LAST_SAID = """
    SELECT answers.json, feedback.created, rating, reasons, comment
    FROM feedback JOIN answers ON answers.id = feedback.answer
    WHERE feedback.rowid IN (SELECT max(rowid) FROM feedback GROUP BY answer)
    ORDER BY feedback.rowid
"""


def _check_version(path: Path, connection: sqlite3.Connection) -> None:
    """The first version of the service wrote no version that Alembic knows."""
    tables = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
    versions = "SELECT version_num FROM alembic_version"
    known = connection.execute(tables).fetchone() is not None
    found = [version for (version,) in connection.execute(versions)] if known else [OLDEST]
    (first,) = connection.execute("PRAGMA user_version").fetchone()
    if not all(map(is_known, found)) or (not known and first > 1):
        raise FixSettings(f"{path} was written by a newer version: update this one")


def _read_only(path: Path) -> str:
    """An address that leaves nothing beside the file: a store that nobody has open at present needs
    no log of its own, which SQLite would make even for a reader."""
    in_use = path.with_name(f"{path.name}-wal").exists()
    return f"{path.resolve().as_uri()}?{'mode=ro' if in_use else 'immutable=1'}"


def _complaints(path: Path, rows: Iterable[Sequence[Any]]) -> Iterator[Complaint]:
    for answer, created, rating, reasons, comment in rows:
        if rating == "down":
            try:
                said = Feedback(rating="down", reasons=json.loads(reasons), comment=comment)
                yield Complaint(Answer.model_validate_json(answer), said, _day(created))
            except ValueError as error:
                raise FixSettings(f"{path}: the feedback of {created} can not be read") from error


def from_export(path: Path) -> list[Complaint]:
    """The complaints in JSON Lines. Raises `FixSettings` with a line for all that is wrong."""
    if path.suffix != ".jsonl":
        raise FixSettings(f"{path} is no export: its name must end in .jsonl")
    faults = Faults()
    complaints = []
    for entry in read_entries(path, faults):
        try:
            line = Exported.model_validate(entry.data)
        except ValidationError as error:
            for item in error.errors():
                faults.add(entry.fault([str(part) for part in item["loc"]], item["msg"]))
            continue
        try:
            last = line.feedback[-1] if line.feedback else None
            day = _day((last and last.created) or line.created)
        except ValueError:
            faults.add(entry.fault(["created"], "this is not a time such as 2026-01-31T09:00:00"))
            continue
        if last is not None and last.rating == "down":
            complaints.append(Complaint(line, last, day))
    faults.raise_any()
    return complaints


def _day(created: str) -> date:
    return datetime.fromisoformat(created).date()


def drafts(complaints: Sequence[Complaint]) -> list[dict[str, Any]]:
    """A draft for each question; one that was asked more than once has all that was said of it."""
    asked: dict[str, list[Complaint]] = {}
    for complaint in complaints:
        words = " ".join(complaint.answer.question.casefold().split())
        asked.setdefault(words, []).append(complaint)
    ids: set[str] = set()
    entries = []
    for same in asked.values():
        whole = f"fb-{same[0].answer.id}"
        short = whole[: len("fb-") + ID_LENGTH]
        ids.add(id_ := whole if short in ids else short)
        entries.append(_draft(id_, same))
    return entries


def _draft(id_: str, same: Sequence[Complaint]) -> dict[str, Any]:
    """The question as it was first put, the answer as it was last given."""
    reasons = (reason for complaint in same for reason in complaint.feedback.reasons)
    comments = (complaint.feedback.comment or "" for complaint in same)
    last = same[-1].answer
    entry = {
        "id": id_,
        "kind": "feedback",
        "question": same[0].answer.question,
        "answerable": None,
        "facts": [],
        "docs": [],
        "evidence": [],
        "tags": ["feedback", *_once(reasons)],
        "note": _once(comments),
        "was_status": last.status.value,
        "was_understood_as": last.interpreted_question,
        "was_answered": last.answer,
        "was_quoted": [
            {"document": citation.document.id, "quote": citation.quote}
            for citation in last.citations or last.nearest[:LONGEST_QUOTES]
        ],
    }
    idle = ("note", "was_understood_as", "was_quoted")
    return {key: value for key, value in entry.items() if value or key not in idle}


def _once(texts: Iterable[str]) -> list[str]:
    lines = (" ".join(text.split()) for text in texts if not is_blank(text))
    return list(dict.fromkeys(lines))


def write_drafts(path: Path, entries: Sequence[dict[str, Any]]) -> None:
    """Raises `FixSettings` where the file is there already: somebody may be at work on it."""
    texts = [yaml.safe_dump([e], allow_unicode=True, sort_keys=False, width=100) for e in entries]
    try:
        # Nobody but the one who imports it reads what readers wrote, as in the store.
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise FixSettings(f"{path} is there already: name a new file") from error
    except OSError as error:
        raise FixSettings(f"{path} can not be written: {error.strerror}") from error
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write("\n".join([HEAD, *texts]))
