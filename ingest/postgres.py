"""The vectors of builds on a PostgreSQL server with pgvector: for an index past one machine.

An index has a schema of its own there, each build a table of its id. A table is written in one
transaction: until that is committed nobody sees it, and where the ingest is killed the server
forgets it. What was committed for a build that was never published, and what belongs to a build
whose folder is gone, is dropped by the next ingest.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from pgvector.psycopg import register_vector
from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Index,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.schema import CreateSchema, DropTable

from ingest.embedding import Vectors
from ingest.errors import BuildIndex, FixSettings
from ingest.layout import build_id, replace_file

SCHEMA_FILE = "vectors.schema"
SCHEMA = re.compile(r"reform_[0-9a-f]{16}")
DRIVER = "postgresql+psycopg"
KNOWN_DRIVERS = frozenset({"postgresql", "postgres", DRIVER})
OLDEST = (0, 8)  # the first pgvector that searches on until a filter has let enough through
CONNECT_SECONDS = 5
WAIT_SECONDS = 10
# Up to here every vector is looked at, which is exact and takes some milliseconds.
EXACT = 10_000
HNSW = {"m": 32, "ef_construction": 200}
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


class PostgresStores:
    """The tables of an index. Safe to share by threads; connects when first used."""

    name = "postgresql"

    def __init__(self, address: str) -> None:
        """Raises `FixSettings` for what is no address."""
        self._engine = _engine(address)

    def create(self, build: Path, dimensions: int) -> PostgresStore:
        """The empty table of a new build; the index gets its schema with the first one."""
        schema = _schema(build) or f"reform_{secrets.token_hex(8)}"
        with _told(), self._engine.begin() as connection:
            connection.execute(CreateSchema(schema, if_not_exists=True))
        replace_file(build.parents[1] / SCHEMA_FILE, schema + "\n")
        return self._new(_table(schema, build, dimensions))

    def extend(self, live: Path, build: Path) -> PostgresStore:
        """A new table with the rows of the live one; the server copies them by itself."""
        source = self._known(live)
        with _told(), self._engine.connect() as connection:
            dimensions = connection.scalar(select(func.vector_dims(source.c.vector)).limit(1))
        store = self._new(_table(str(source.schema), build, dimensions))
        store.copy(source)
        return store

    def open(self, build: Path) -> PostgresStore:
        """Raises `BuildIndex` where the server has no such table."""
        table = self._known(build)
        with _told(), self._engine.connect() as connection:
            if not inspect(connection).has_table(table.name, table.schema):
                raise _missing(build)
        return PostgresStore(self._engine, table)

    def retire(self, builds: Path) -> None:
        """Drop the tables without a folder. One that is being read, by a backup for instance, is
        left for the next time."""
        schema = _schema(builds / "any")
        if schema is None:
            return
        kept = {build_id(path) for path in builds.iterdir()}
        with _told(), self._engine.connect() as connection:
            tables = inspect(connection).get_table_names(schema)
        for name in set(tables) - kept:
            with suppress(DBAPIError), self._engine.begin() as connection:
                connection.execute(DropTable(Table(name, MetaData(), schema=schema)))

    def _new(self, table: Table) -> PostgresStore:
        """In a transaction of its own, which ends with `finish` or not at all."""
        with _told():
            connection = self._engine.connect()
            try:
                table.create(connection)
            except BaseException:
                connection.close()
                raise
        return PostgresStore(self._engine, table, connection)

    def _known(self, build: Path) -> Table:
        schema = _schema(build)
        if schema is None:
            raise _missing(build)
        return _table(schema, build)


class PostgresStore:
    """One build's table. With a `writer` it is that transaction's alone; else threads share it."""

    def __init__(self, engine: Engine, table: Table, writer: Connection | None = None) -> None:
        self._engine = engine
        self._table = table
        self._writer = writer

    def copy(self, source: Table) -> None:
        """Take over all rows of another table."""
        with self._connected() as connection:
            every = select(source.c.passage, source.c.document, source.c.vector)
            connection.execute(insert(self._table).from_select(list(COLUMNS), every))

    def add(self, ids: Sequence[str], documents: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, shape (len(ids), dimensions); `documents` are the document ids."""
        self.remove(ids)
        with self._connected() as connection:
            driver: Any = connection.connection.driver_connection
            name = connection.dialect.identifier_preparer.format_table(self._table)
            with driver.cursor().copy(f"COPY {name} FROM STDIN (FORMAT binary)") as copy:
                copy.set_types(["text", "text", "vector"])
                for row in zip(ids, documents, vectors, strict=True):
                    copy.write_row(row)

    def remove(self, ids: Sequence[str]) -> None:
        """Forget these passages."""
        if ids:
            with self._connected() as connection:
                connection.execute(delete(self._table).where(self._among("passage", ids)))

    def finish(self) -> None:
        """Index what there is, and show it to others."""
        with self._connected() as connection:
            Index(None, self._table.c.document).create(connection)
            if self._count(connection) > EXACT:
                _nearness(self._table).create(connection)
            name = connection.dialect.identifier_preparer.format_table(self._table)
            connection.exec_driver_sql(f"ANALYZE {name}")
            connection.commit()
        self.close()

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of these passages."""
        columns = self._table.c
        wanted = select(columns.passage, columns.vector).where(self._among("passage", ids))
        with self._connected() as connection:
            found = connection.execute(wanted).all()
        return {passage: np.array(vector, np.float32) for passage, vector in found}

    def search(
        self, vector: Vectors, limit: int, documents: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages with their cosine similarity, best first."""
        away = self._table.c.vector.max_inner_product(vector)  # negative, of unit length
        nearest = select(self._table.c.passage, away.label("away")).order_by(away).limit(limit)
        if documents is not None:
            nearest = nearest.where(self._among("document", documents))
        with self._connected() as connection:
            found = connection.execute(nearest).all()
        return sorted(((passage, -away) for passage, away in found), key=_best_first)

    def ids(self) -> set[str]:
        """Every passage id that has a vector."""
        with self._connected() as connection:
            return set(connection.scalars(select(self._table.c.passage)))

    def ping(self) -> None:
        """Raises `FixSettings` where the server can not be asked now."""
        with self._connected() as connection:
            connection.execute(select(self._table.c.passage).limit(1))

    def close(self) -> None:
        """End the transaction; the connections for reading belong to all builds."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _among(self, column: str, values: Sequence[str]) -> Any:
        return self._table.c[column] == func.any(list(values))

    def _count(self, connection: Connection) -> int:
        return connection.scalar(select(func.count()).select_from(self._table)) or 0

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with _told():
            if self._writer is not None:
                yield self._writer
                return
            with self._engine.connect() as connection:
                yield connection


COLUMNS = ("passage", "document", "vector")


def _table(schema: str, build: Path, dimensions: int | None = None) -> Table:
    return Table(
        build_id(build),
        MetaData(schema=schema),
        Column("passage", Text, primary_key=True),
        Column("document", Text, nullable=False),
        Column("vector", Vector(dimensions), nullable=False),
    )


def _nearness(table: Table) -> Index:
    return Index(
        None,
        table.c.vector,
        postgresql_using="hnsw",
        postgresql_ops={"vector": "vector_ip_ops"},
        postgresql_with=HNSW,
    )


def _best_first(found: tuple[str, float]) -> tuple[float, str]:
    """Equal ones by their id, so that an answer does not depend on chance."""
    passage, score = found
    return -score, passage


def _schema(build: Path) -> str | None:
    """Where the server keeps the builds of this index; None before the first."""
    with suppress(OSError, UnicodeDecodeError):
        name = (build.parents[1] / SCHEMA_FILE).read_text("utf-8").strip()
        if SCHEMA.fullmatch(name):
            return name
    return None


def _missing(build: Path) -> BuildIndex:
    return BuildIndex(
        f"the server has no vectors of the index {build}: correct REFORM_QA_VECTORS, copy "
        f"{SCHEMA_FILE} beside its builds, or run `reform-ingest --rebuild`"
    )


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise FixSettings(NO_URL) from error
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
def _told() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, psycopg.Error) as error:  # COPY asks the driver itself
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        reason = " ".join(str(cause).split())
        raise FixSettings(
            f"setting REFORM_QA_VECTORS: the server cannot be used ({reason}): "
            "start it, or correct the address"
        ) from error
