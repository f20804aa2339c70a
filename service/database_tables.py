"""The tables as they are now. `service.migrations` brings a database to this state."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
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

keys = Table(
    "keys",
    metadata,
    Column("id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("expires", Text),
    Column("revoked", Text),
    Column("trusted", Boolean, nullable=False),
    Column("answers_a_minute", Integer),
    Column("burst", Integer),
    PrimaryKeyConstraint("id", name="keys_key"),
    UniqueConstraint("digest", name="keys_digest"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("number", name="audit_key"),
)

pause = Table(
    "pause",
    metadata,
    Column("id", Integer, nullable=False, autoincrement=False),
    Column("message", Text, nullable=False),
    Column("since", Text, nullable=False),
    PrimaryKeyConstraint("id", name="pause_key"),
)

# Used in PostgreSQL alone, where several copies of the service count together.
buckets = Table(
    "buckets",
    metadata,
    Column("name", Text, nullable=False),
    Column("full_at", Double, nullable=False),
    PrimaryKeyConstraint("name", name="buckets_key"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("name", name="secrets_key"),
)
