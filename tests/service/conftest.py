"""Databases of both kinds, so that a test of what is stored runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.postgres import Server, programs, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL is installed (Debian: apt-get install postgresql)")
    with running(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a `Database` may be made: there is nothing yet."""
    if request.param == "sqlite":
        return tmp_path / "answers.sqlite"
    server: Server = request.getfixturevalue("postgres")
    return server.database()
