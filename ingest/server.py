"""Connections to the PostgreSQL server that has the vectors, each ready to search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from pgvector.psycopg import register_vector
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from ingest.errors import FixSettings

DRIVER = "postgresql+psycopg"
KNOWN_DRIVERS = frozenset({"postgresql", "postgres", DRIVER})
OLDEST = (0, 8)  # the first pgvector that searches on until a filter has let enough through
CONNECT_SECONDS = 5
WAIT_SECONDS = 10
SEARCHING = (
    "SET hnsw.ef_search = 400",
    "SET hnsw.iterative_scan = relaxed_order",
    "SET hnsw.max_scan_tuples = 1000000",
    "SET plan_cache_mode = force_custom_plan",  # what a filter keeps decides how to search
)
NO_URL = (
    "setting REFORM_QA_VECTORS: this is no address of a PostgreSQL database: "
    "write postgresql://USER:PASSWORD@HOST/DATABASE"
)


def open_engine(address: str) -> Engine:
    """Connections for whoever needs one; none is made yet. Raises `FixSettings` for no address."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # which may tell part of the password
        raise FixSettings(NO_URL) from None
    if url.drivername not in KNOWN_DRIVERS:
        raise FixSettings(NO_URL)
    engine = create_engine(
        url.set(drivername=DRIVER),
        connect_args=_limits(url),
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _limits(url: URL) -> dict[str, str | int]:
    """How long a server is waited for, where the address does not say."""
    limits: dict[str, str | int] = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": WAIT_SECONDS * 1000,
        "keepalives_idle": WAIT_SECONDS,
        "keepalives_interval": CONNECT_SECONDS,
        "keepalives_count": 3,
        "options": f"-c lock_timeout={WAIT_SECONDS}s",
    }
    return {name: value for name, value in limits.items() if name not in url.query}


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
