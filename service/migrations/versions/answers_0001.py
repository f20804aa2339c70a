"""Answers and feedback: the schema that the first version of the service wrote itself.

A file of that version is taken to be here; see `service.database`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("json", sa.Text, nullable=False),
    )
    op.create_index("answers_by_time", "answers", ["created"])
    op.create_table(
        "feedback",
        sa.Column("answer", sa.Text, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
    )
    op.create_index("feedback_by_answer", "feedback", ["answer"])
