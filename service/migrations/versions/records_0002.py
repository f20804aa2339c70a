"""Answers can be listed and asked again: their status, what they were asked under, an order.

Both tables are made anew and filled from the old ones, because SQLite can not add a key to a table.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BATCH = 500


def upgrade() -> None:
    op.drop_index("answers_by_time", "answers")
    op.drop_index("feedback_by_answer", "feedback")
    op.rename_table("feedback", "old_feedback")
    op.rename_table("answers", "old_answers")
    answers = op.create_table(
        "answers",
        sa.Column("id", SORTED, nullable=False),
        sa.Column("created", SORTED, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("json", sa.Text, nullable=False),
        sa.Column("asked", sa.Text),
        sa.PrimaryKeyConstraint("id", name="answers_key"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("answer", SORTED, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("created", SORTED, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
        sa.PrimaryKeyConstraint("id", name="feedback_key"),
    )
    _move_answers(answers)
    _move_feedback()
    op.drop_table("old_feedback")
    op.drop_table("old_answers")
    op.create_index("answers_by_time", "answers", ["created", "id"])
    op.create_index("feedback_by_answer", "feedback", ["answer"])
    if _is_sqlite():  # so that the first version refuses the file instead of failing on it
        op.execute("PRAGMA user_version = 2")


def _move_answers(answers: sa.Table) -> None:
    connection = op.get_bind()
    old = connection.execute(sa.text("SELECT id, created, json FROM old_answers"))
    for rows in old.partitions(BATCH):
        new = [
            {
                "id": row.id,
                "created": _utc(row.created),
                "status": json.loads(row.json)["status"],
                "json": row.json,
            }
            for row in rows
        ]
        connection.execute(answers.insert(), new)


def _move_feedback() -> None:
    order = "rowid" if _is_sqlite() else "created"
    columns = "answer, created, rating, reasons, comment"
    op.execute(
        f"INSERT INTO feedback ({columns}) "  # noqa: S608 - our own words
        f"SELECT {columns} FROM old_feedback ORDER BY {order}"
    )


def _utc(moment: str) -> str:
    """Sorts as text: the first version kept what the answer said, in whatever zone."""
    return datetime.fromisoformat(moment).astimezone(UTC).isoformat()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
