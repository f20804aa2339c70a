"""Limits that hold across copies of the service, counted in PostgreSQL.

The table there is not logged: what it holds is worth nothing after a crash, and a write that waits
for no disk keeps its row for no longer than it must. Most of each page stays free, so that a row
that changes with every request is changed in place.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    on_a_server = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "buckets",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("full_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("name", name="buckets_key"),
        prefixes=["UNLOGGED"] if on_a_server else [],
        postgresql_with={"fillfactor": 25},
    )
