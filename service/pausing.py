"""The kill switch: while it is set no question is answered, by any copy of the service.

A running service looks at it once a second. Documents and stored answers stay readable.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from service import audit
from service.database import Database
from service.database_tables import pause

ONLY = 1  # the one row that the table may have


def pause_answers(database: Database, message: str) -> None:
    """Stop answering; readers are shown the message. Again: only the message changes."""
    who = audit.operator()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with database.writing() as connection:
        connection.execute(delete(pause))
        connection.execute(insert(pause).values(id=ONLY, message=message, since=now))
        audit.append(connection, "paused", who, message=message)


def resume_answers(database: Database) -> bool:
    """Answer again; False where nothing was paused."""
    who = audit.operator()
    with database.writing() as connection:
        ended = connection.execute(delete(pause)).rowcount > 0
        if ended:
            audit.append(connection, "resumed", who)
    return ended


def pause_message(database: Database) -> str | None:
    """What readers are shown while answers are paused, None while they are not."""
    with database.reading() as connection:
        message: str | None = connection.scalar(select(pause.c.message))
    return message
