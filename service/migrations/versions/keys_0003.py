"""Keys: only their digests, so that who reads the database can not ask with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("expires", sa.Text),
        sa.Column("revoked", sa.Text),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.Column("answers_a_minute", sa.Integer),
        sa.Column("burst", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="keys_key"),
        sa.UniqueConstraint("digest", name="keys_digest"),
    )
