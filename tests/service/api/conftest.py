"""A corpus, its index and the real application over both; only the models are missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.layout import IndexFolder
from ingest.settings import Settings
from service.app import build_app
from service.live import LiveIndex
from service.state import ServiceState
from service.store import AnswerStore
from tests.service.api.builds import live_index
from tests.service.api.fakes import FakeEngine, index, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", answers=tmp_path / "var" / "answers.sqlite")


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def empty_state(settings: Settings, engine: FakeEngine) -> ServiceState:
    """No index yet; CURRENT is looked at by every request, so that no test has to wait."""
    folder = IndexFolder(settings.index)
    live = LiveIndex(folder, engine.identity, check_every=0, retry_every=0)
    return ServiceState(settings, engine, live, AnswerStore(settings.answers))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-once")
    index(write_corpus(folder / "corpus"), folder / "index")
    return folder / "index"


@pytest.fixture
def indexed(request: pytest.FixtureRequest, made_once: Path, settings: Settings) -> Path:
    """An index: a copy, which is quick, unless the test wants its corpus to update it from."""
    if "corpus" in request.fixturenames:
        index(request.getfixturevalue("corpus"), settings.index)
    else:
        shutil.copytree(made_once, settings.index)
    return settings.index


@pytest.fixture
def state(empty_state: ServiceState, indexed: Path) -> ServiceState:
    return empty_state


@pytest.fixture
def client(state: ServiceState) -> Iterator[TestClient]:
    with TestClient(build_app(state)) as client:
        yield client


@pytest.fixture
def root(indexed: Path) -> Path:
    """The folder of the index, whose builds a test may change."""
    return indexed


@pytest.fixture
def live(root: Path) -> Iterator[LiveIndex]:
    """It looks for another build at every use."""
    live = live_index(root)
    yield live
    live.close()
