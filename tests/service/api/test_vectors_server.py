"""The service over an index whose vectors are on a server: swapped, away, back, or not named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from ingest.errors import BuildIndex
from ingest.layout import IndexFolder
from ingest.settings import Settings
from ingest.vectorstores import IN_FOLDER
from service import doctor
from service.app import build_app
from service.live import LiveIndex
from service.state import ServiceState, open_state
from tests.fakes import BagOfWords
from tests.ingest.library import Library
from tests.service.api.fakes import FakeEngine
from tests.service.postgres import Server

pytestmark = pytest.mark.postgres
READERS = 4


@pytest.fixture
def settings(tmp_path: Path, vectors_url: str) -> Settings:
    answers = tmp_path / "var" / "answers.sqlite"
    return Settings(index=tmp_path / "index", answers=answers, vectors=SecretStr(vectors_url))


@pytest.fixture
def state(settings: Settings) -> ServiceState:
    return open_state(settings, FakeEngine())


@pytest.fixture
def remote(tmp_path: Path, state: ServiceState) -> Library:
    library = Library(tmp_path, state.live.stores)
    library.write("strategy.txt", "Strategy\n\nFamily help starts in 2024.\n")
    library.ingest()
    return library


@contextmanager
def away(pgvector: Server, url: str) -> Iterator[None]:
    """Nobody gets into the database, and who is in is thrown out."""
    name = str(make_url(url).database)
    allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(pgvector.database(), autocommit=True) as admin:
        admin.execute(allow.format(Identifier(name), SQL("false")))
        asked = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
        admin.execute(asked, [name])
        try:
            yield
        finally:
            admin.execute(allow.format(Identifier(name), SQL("true")))


def test_builds_are_swapped_under_readers_and_their_tables_go(remote: Library) -> None:
    live = LiveIndex(remote.folder, BagOfWords().identity, 0, 0, stores=remote.stores)
    question = BagOfWords().embed_question("family help")
    stop, reading = threading.Event(), threading.Barrier(READERS + 1)

    def read() -> set[str]:
        seen = set()
        reading.wait(30)
        while not stop.is_set():
            with live.use() as build:
                found = build.vectors.search(question, 9)
                assert len(found) == build.manifest.passages
                seen.add(build.id)
        return seen

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        reading.wait(30)
        try:
            for number in range(4):
                remote.write(f"note{number}.txt", f"Note {number}\n\nHelp number {number}.\n")
                remote.ingest()
        finally:
            stop.set()
        seen = set().union(*(reader.result(timeout=30) for reader in readers))
    assert len(seen) > 1
    assert live.problem is None
    live.close()


def test_a_server_that_is_away_is_told_and_comes_back(
    remote: Library, state: ServiceState, pgvector: Server, vectors_url: str
) -> None:
    with TestClient(build_app(state)) as client:
        assert client.get("/readyz").json()["status"] == "ready"
        with state.live.use() as build:
            with away(pgvector, vectors_url):
                build.reachable.forget()
                told = client.get("/readyz")
                assert told.status_code == 503
                assert told.json()["type"].endswith("/not-ready")
                assert vectors_url not in told.text
                assert "postgres" not in told.text.lower()
            build.reachable.forget()
        assert client.get("/readyz").json()["status"] == "ready"


def test_a_service_that_starts_without_the_server_says_so_and_tries_again(
    remote: Library, state: ServiceState, pgvector: Server, vectors_url: str
) -> None:
    live = LiveIndex(remote.folder, BagOfWords().identity, 0, 0, stores=remote.stores)
    with away(pgvector, vectors_url), pytest.raises(BuildIndex, match="the log says why") as told:
        live.check()
        with live.use():
            pass
    assert "postgres" not in str(told.value)
    with live.use() as build:
        assert build.vectors.ids()
    live.close()


def test_a_service_with_another_setting_says_in_one_line_what_to_do(
    remote: Library, tmp_path: Path
) -> None:
    live = LiveIndex(remote.folder, BagOfWords().identity, 0, 0, stores=IN_FOLDER)
    with pytest.raises(BuildIndex, match="set REFORM_QA_VECTORS or run"), live.use():
        pass
    here = Library(tmp_path / "here")
    here.write("strategy.txt", "Strategy\n\nFamily help.\n")
    here.ingest()
    live = LiveIndex(here.folder, BagOfWords().identity, 0, 0, stores=remote.stores)
    expected = "which moves them, or unset REFORM_QA_VECTORS"
    with pytest.raises(BuildIndex, match=expected) as told, live.use():
        pass
    assert "\n" not in str(told.value)


def test_no_password_is_kept_in_the_index(remote: Library) -> None:
    kept = [path for path in remote.root.rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert b"postgresql://" not in path.read_bytes()


def test_the_doctor_looks_there(
    remote: Library, settings: Settings, pgvector: Server, vectors_url: str
) -> None:
    found = next(iter(doctor.check_index(settings)))
    assert (found.severity, "vectors postgresql" in found.message) == ("ok", True)
    with away(pgvector, vectors_url):
        (found,) = doctor.check_index(settings)
    assert found.severity == "error"
    assert "REFORM_QA_VECTORS" in found.message
    assert found.remedy == "start it, or correct the address"


def test_the_folder_is_that_of_any_index(remote: Library) -> None:
    """What is not a vector stays where it was, so that copying the folder copies an index."""
    assert IndexFolder(remote.root).live_build()[0] == remote.live
    assert {path.name for path in remote.live.iterdir()} == {
        "lexicon.sqlite",
        "manifest.json",
        "text.sqlite",
        "words",
    }
