"""Alembic runs this. The connection, inside its transaction, is given by `service.database`."""

from __future__ import annotations

from alembic import context

from service.database_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
