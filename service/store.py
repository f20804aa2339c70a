"""Answers under their permanent ids, and what readers thought of them.

With a retention, an answer that is too old is gone for whoever asks, and `delete_expired` takes it
out of the database for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, tuple_

from service import audit
from service.audit import Who
from service.database import Database
from service.database_tables import answers, feedback
from service.records import Judgement, Record
from service.schemas import Answer, Feedback, Filters, Question, Status

BATCH = 200
Place = tuple[str, str]  # time and id: where a list of answers goes on


class Asked(BaseModel):
    """Under which limits an answer was found, to ask the same again; its documents' digests."""

    filters: Filters = Filters()
    as_of: str | None = None
    documents: dict[str, str] = {}

    @classmethod
    def of(cls, question: Question, documents: dict[str, str]) -> Asked:
        """What of a question may be kept: the history stays out, it is somebody's conversation."""
        as_of = question.as_of.isoformat() if question.as_of else None
        return cls(filters=question.filters, as_of=as_of, documents=documents)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which answers a list is of: from `since` on, with one of the statuses, if any are named."""

    since: datetime | None = None
    statuses: Sequence[Status] = ()


class AnswerStore:
    """Safe to share by threads. Raises `FixSettings` where the database cannot be used."""

    def __init__(self, place: Path | str, retention_days: int | None = None) -> None:
        """`place`: of a `Database`. Without a retention answers are kept for ever."""
        self.database = Database(place)
        self._retention = timedelta(days=retention_days) if retention_days else None

    def save(self, answer: Answer, asked: Asked | None = None, who: Who | None = None) -> None:
        """Keep an answer under the id that it carries, and note in the audit log who asked. Once:
        who did not hear how it ended may try again."""
        row = {
            "id": answer.id,
            "created": _utc(datetime.fromisoformat(answer.created)),
            "status": answer.status.value,
            "json": answer.model_dump_json(),
            "asked": asked.model_dump_json(exclude_defaults=True) if asked else None,
        }
        with self.database.writing() as connection:
            if self._find(connection, answer.id):
                return
            connection.execute(insert(answers).values(row))
            audit.append(connection, "answer", who or Who(), **audit.of_answer(answer))

    def get(self, answer_id: str) -> Answer | None:
        """The answer as it was given, None for an unknown or expired id."""
        row = self._row(answer_id)
        return Answer.model_validate_json(row.json) if row else None

    def asked(self, answer_id: str) -> Asked:
        """How an answer was asked for; nothing is known of those of the first version."""
        row = self._row(answer_id)
        return Asked.model_validate_json(row.asked) if row and row.asked else Asked()

    def page(
        self, chosen: Chosen, limit: int, after: Place | None = None
    ) -> tuple[list[Record], Place | None]:
        """At most `limit` answers, newest first, with the place to go on from if there are more."""
        with self.database.reading() as connection:
            rows = self._rows(connection, chosen, limit + 1, after)
            records = _records(connection, rows[:limit])
        more = len(rows) > limit
        return records, (rows[limit - 1].created, rows[limit - 1].id) if more else None

    def all(self, chosen: Chosen) -> Iterator[Record]:
        """Every answer, newest first, a batch at a time: there may be many."""
        records, place = self.page(chosen, BATCH)
        yield from records
        while place:
            records, place = self.page(chosen, BATCH, place)
            yield from records

    def add_feedback(self, answer_id: str, said: Feedback) -> bool:
        """Keep a reader's judgement, the latest last; False for an unknown answer.

        PostgreSQL has no text with a null character, so another one stands in its place.
        """
        with self.database.writing() as connection:
            if not self._find(connection, answer_id):
                return False
            row = {
                "answer": answer_id,
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "rating": said.rating,
                "reasons": json.dumps(said.reasons),
                "comment": said.comment and said.comment.replace("\x00", "\ufffd"),
            }
            connection.execute(insert(feedback).values(row))
        return True

    def feedback(self, answer_id: str) -> list[Feedback]:
        """What was said of an answer, in order."""
        with self.database.reading() as connection:
            said = _judgements(connection, [answer_id]).get(answer_id, [])
        return [Feedback.model_validate(each.model_dump(exclude={"created"})) for each in said]

    def delete_expired(self) -> int:
        """Delete what is older than the retention, feedback too; how many answers that were."""
        if not self._retention:
            return 0
        gone = answers.c.created < self._oldest()
        with self.database.writing() as connection:
            old = select(answers.c.id).where(gone)
            connection.execute(delete(feedback).where(feedback.c.answer.in_(old)))
            count = connection.execute(delete(answers).where(gone)).rowcount
            if count:
                audit.append(connection, "answers_deleted", Who("retention"), count=count)
        if count:
            self.database.compact()
        return count

    def _row(self, answer_id: str) -> Row[Any] | None:
        with self.database.reading() as connection:
            return self._find(connection, answer_id)

    def _find(self, connection: Connection, answer_id: str) -> Row[Any] | None:
        if "\x00" in answer_id:  # which PostgreSQL can not even look for
            return None
        found = select(answers).where(answers.c.id == answer_id, *self._kept())
        return connection.execute(found).one_or_none()

    def _rows(
        self, connection: Connection, chosen: Chosen, limit: int, after: Place | None
    ) -> Sequence[Row[Any]]:
        place = tuple_(answers.c.created, answers.c.id)
        found = select(answers).where(*self._kept())
        if chosen.since:
            found = found.where(answers.c.created >= _utc(chosen.since))
        if chosen.statuses:
            found = found.where(answers.c.status.in_([status.value for status in chosen.statuses]))
        if after:
            found = found.where(place < tuple_(*after))
        newest_first = (answers.c.created.desc(), answers.c.id.desc())
        return connection.execute(found.order_by(*newest_first).limit(limit)).all()

    def _kept(self) -> list[ColumnElement[bool]]:
        return [answers.c.created >= self._oldest()] if self._retention else []

    def _oldest(self) -> str:
        assert self._retention is not None  # noqa: S101 - its callers have looked
        return _utc(datetime.now(UTC) - self._retention)


def _records(connection: Connection, rows: Sequence[Row[Any]]) -> list[Record]:
    said = _judgements(connection, [row.id for row in rows])
    return [
        Record.model_validate({**json.loads(row.json), "feedback": said.get(row.id, [])})
        for row in rows
    ]


def _judgements(connection: Connection, ids: Sequence[str]) -> dict[str, list[Judgement]]:
    found = select(feedback).where(feedback.c.answer.in_(ids)).order_by(feedback.c.id)
    said: dict[str, list[Judgement]] = {}
    for row in connection.execute(found):
        values = {**row._mapping, "reasons": json.loads(row.reasons)}
        said.setdefault(row.answer, []).append(Judgement.model_validate(values))
    return said


def _utc(moment: datetime) -> str:
    """Times sort as text; one without a zone is taken to be in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).isoformat()
    except OverflowError:  # within a day of the first or the last year
        return aware.replace(tzinfo=UTC).isoformat()
