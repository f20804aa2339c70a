"""Connections to the PostgreSQL server that has the vectors, each ready to search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from pgvector.psycopg import register_vector
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ingest import connecting
from ingest.errors import FixSettings

OLDEST = (0, 8)  # the first pgvector that searches on until a filter has let enough through
SEARCHING = (
    "SET hnsw.ef_search = 400",
    "SET hnsw.iterative_scan = relaxed_order",
    "SET hnsw.max_scan_tuples = 1000000",
    "SET plan_cache_mode = force_custom_plan",  # what a filter keeps decides how to search
)
SETTING = "REFORM_QA_VECTORS"


def open_engine(address: str) -> Engine:
    """Connections that search as we do; none is made yet. Raises `FixSettings` for no address."""
    engine = connecting.open_engine(address, SETTING)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: psycopg.Connection, _: object) -> None:
    """Who may make the extension makes it; anybody else finds it."""
    version = _version(connection)
    if version is None:
        try:
            connection.execute("CREATE EXTENSION vector")
        except psycopg.Error as error:
            reason = " ".join(str(error).split())
            raise FixSettings(
                f"setting REFORM_QA_VECTORS: the database lacks pgvector ({reason}): install it "
                "(Debian: postgresql-17-pgvector) and let an administrator run "
                "CREATE EXTENSION vector"
            ) from error
        version = _version(connection)
    if version is None or version < OLDEST:
        raise FixSettings(
            "setting REFORM_QA_VECTORS: pgvector there is older than 0.8: update it and run "
            "ALTER EXTENSION vector UPDATE"
        )
    register_vector(connection)
    for line in SEARCHING:
        connection.execute(line.encode())
    connection.commit()


def _version(connection: psycopg.Connection) -> tuple[int, ...] | None:
    asked = "SELECT extversion FROM pg_extension WHERE extname = 'vector'"
    row = connection.execute(asked).fetchone()
    return tuple(int(part) for part in row[0].split(".")) if row else None


@contextmanager
def told() -> Iterator[None]:
    """Whatever the server refuses is a `FixSettings` of one line, without the password."""
    try:
        yield
    except (SQLAlchemyError, psycopg.Error) as error:  # COPY asks the driver itself
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        reason = " ".join(str(cause).split())
        raise FixSettings(
            f"setting REFORM_QA_VECTORS: the server cannot be used ({reason}): "
            "start it, or correct the address"
        ) from error
