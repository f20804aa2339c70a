"""A PostgreSQL server with pgvector, for whichever tests look past one machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.postgres import Server, running, with_pgvector


@pytest.fixture(scope="session")
def pgvector() -> Iterator[Server]:
    with with_pgvector() as programs, running(programs) as server:
        yield server


@pytest.fixture
def vectors_url(pgvector: Server) -> str:
    """A new, empty database."""
    return pgvector.database()
