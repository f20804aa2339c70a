"""The tables as they are now. `service.migrations` brings a database to this state."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

metadata = MetaData()

# Compared byte by byte: the usual order of PostgreSQL leaves out punctuation, even in times.
Sorted = Text().with_variant(Text(collation="C"), "postgresql")

answers = Table(
    "answers",
    metadata,
    Column("id", Sorted, nullable=False),
    Column("created", Sorted, nullable=False),
    Column("status", Text, nullable=False),
    Column("json", Text, nullable=False),
    Column("asked", Text),
    PrimaryKeyConstraint("id", name="answers_key"),
    Index("answers_by_time", "created", "id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, nullable=False),
    Column("answer", Sorted, ForeignKey("answers.id"), nullable=False),
    Column("created", Sorted, nullable=False),
    Column("rating", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("comment", Text),
    PrimaryKeyConstraint("id", name="feedback_key"),
    Index("feedback_by_answer", "answer"),
)
