"""The switch that stops answers, for all copies of the service at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pause_key"),
    )
