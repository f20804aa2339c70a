"""The audit log: who did what and when, in a chain of hashes that shows what was changed later.

Each entry is hashed together with the hash before it, so one that is changed, removed or put in
breaks the chain from there on. Whoever may write to the database could make the whole chain anew
or cut off its end: note the last hash elsewhere at times, and `verify` holds the log to it.

No words of a question are kept, but its SHA-256, by which a known question can be found again.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from service.database import Database
from service.database_tables import audit, secrets
from service.schemas import Answer

START = "0" * 64
LOCAL = "this computer, without a key"


@dataclass(frozen=True, slots=True)
class Who:
    """A key's name, and for whom it asked."""

    key: str = LOCAL
    end_user: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries the log has and its last hash; `problem` says where the chain breaks."""

    entries: int
    head: str
    problem: str | None = None


def operator() -> Who:
    """Who works at the terminal."""
    try:
        return Who(f"{getpass.getuser()} at the terminal")
    except (KeyError, OSError):  # a container may run as a user without a name
        return Who(f"user {os.getuid()} at the terminal")


def note(database: Database, event: str, who: Who, **details: Any) -> None:
    """Add an entry by itself."""
    with database.writing() as connection:
        append(connection, event, who, **details)


def append(connection: Connection, event: str, who: Who, **details: Any) -> None:
    """Add an entry in the transaction of what it is about; `Database.writing` keeps others out."""
    newest = select(audit).order_by(audit.c.number.desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    number, before = (last.number + 1, last.hash) if last else (1, START)
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    entry = json.dumps(
        {"number": number, "at": now, "event": event, **_names(connection, who), **details},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    row = {"number": number, "entry": entry, "hash": _link(before, entry)}
    connection.execute(insert(audit).values(row))


def of_answer(answer: Answer) -> dict[str, Any]:
    """What is noted of an answer."""
    return {
        "answer": answer.id,
        "status": answer.status.value,
        "documents": sorted({citation.document.id for citation in answer.citations}),
        "index": answer.index,
        "question_sha256": fingerprint(answer.question),
    }


def entries(database: Database) -> Iterator[str]:
    """Every entry as a line of JSON, oldest first, with its hash."""
    with database.reading() as connection:
        for row in connection.execution_options(yield_per=500).execute(_in_order()):
            yield f'{row.entry.removesuffix("}")},"hash":"{row.hash}"}}'


def verify(database: Database, head: str | None = None) -> Verdict:
    """Go along the whole chain; `head` is a hash noted earlier, which must still be in it."""
    count, before, noted = 0, START, head is None
    with database.reading() as connection:
        for row in connection.execution_options(yield_per=500).execute(_in_order()):
            if row.number != count + 1:
                return Verdict(count, before, f"entry {count + 1} is missing")
            if row.hash != _link(before, row.entry) or not _is_numbered(row.entry, row.number):
                return Verdict(count, before, f"entry {row.number} was changed")
            count, before = row.number, row.hash
            noted = noted or before == head
    if not noted:
        return Verdict(
            count, before, "the noted hash is not in it: entries were cut off or replaced"
        )
    return Verdict(count, before)


def fingerprint(text: str) -> str:
    """A text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pseudonym_secret(connection: Connection) -> bytes:
    """What names of end users are hidden with, drawn once for each database."""
    named = select(secrets.c.value).where(secrets.c.name == "pseudonyms")
    return str(connection.execute(named).scalar_one()).encode()


def _names(connection: Connection, who: Who) -> dict[str, str]:
    """The end user under a pseudonym, which without the installation's secret nobody can make of a
    name that they guess."""
    if not who.end_user:
        return {"who": who.key}
    name = who.end_user.encode("utf-8", "surrogatepass")
    pseudonym = hmac.new(pseudonym_secret(connection), name, "sha256")
    return {"who": who.key, "end_user": pseudonym.hexdigest()}


def _in_order() -> Any:
    return select(audit).order_by(audit.c.number)


def _link(before: str, entry: str) -> str:
    return fingerprint(f"{before}\n{entry}")


def _is_numbered(entry: str, number: int) -> bool:
    try:
        return bool(json.loads(entry)["number"] == number)
    except (ValueError, KeyError, TypeError):
        return False
