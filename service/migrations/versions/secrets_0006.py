"""A secret of each installation, with which the audit log makes pseudonyms of end users."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    table = op.create_table(
        "secrets",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="secrets_key"),
    )
    op.bulk_insert(table, [{"name": "pseudonyms", "value": secrets.token_hex(32)}])
