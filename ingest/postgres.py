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
from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    MetaData,
    Table,
    Text,
    delete,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema, DropTable

from ingest.embedding import Vectors
from ingest.errors import BuildIndex
from ingest.exact import best_first
from ingest.layout import build_id, replace_file
from ingest.server import open_engine, told

SCHEMA_FILE = "vectors.schema"
SCHEMA = re.compile(r"reform_[0-9a-f]{16}")
# Up to here every vector is looked at, which is exact and takes some milliseconds.
EXACT = 10_000
HNSW = {"m": 32, "ef_construction": 200}


class PostgresStores:
    """The tables of an index. Safe to share by threads; connects when first used."""

    name = "postgresql"

    def __init__(self, address: str) -> None:
        """Raises `FixSettings` for what is no address."""
        self._engine = open_engine(address)

    def create(self, build: Path, dimensions: int) -> PostgresStore:
        """The empty table of a new build; the index gets its schema with the first one."""
        schema = _schema(build) or f"reform_{secrets.token_hex(8)}"
        with told(), self._engine.begin() as connection:
            connection.execute(CreateSchema(schema, if_not_exists=True))
        replace_file(build.parents[1] / SCHEMA_FILE, schema + "\n")
        return self._new(_table(schema, build, dimensions))

    def extend(self, live: Path, build: Path) -> PostgresStore:
        """A new table with the rows of the live one; the server copies them by itself."""
        source = self._known(live)
        with told(), self._engine.connect() as connection:
            dimensions = connection.scalar(select(func.vector_dims(source.c.vector)).limit(1))
        store = self._new(_table(str(source.schema), build, dimensions))
        store.copy(source)
        return store

    def open(self, build: Path) -> PostgresStore:
        """Raises `BuildIndex` where the server has no such table."""
        table = self._known(build)
        with told(), self._engine.connect() as connection:
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
        with told(), self._engine.connect() as connection:
            tables = inspect(connection).get_table_names(schema)
        for name in set(tables) - kept:
            with suppress(DBAPIError), self._engine.begin() as connection:
                connection.execute(DropTable(Table(name, MetaData(), schema=schema)))

    def _new(self, table: Table) -> PostgresStore:
        """In a transaction of its own, which ends with `finish` or not at all. A table of that name
        is of an ingest that was killed within the same second: no build was published with it."""
        with told():
            connection = self._engine.connect()
            try:
                table.drop(connection, checkfirst=True)
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
            if documents is not None and len(found) < limit:
                # The graph's scan ends where its memory does: look at each that the filter keeps.
                connection.exec_driver_sql("SET LOCAL enable_indexscan = off")
                found = connection.execute(nearest).all()
        return sorted(((passage, -away) for passage, away in found), key=best_first)

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
        with told():
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
