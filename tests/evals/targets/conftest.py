"""A service on a port, and no time lost with waiting for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from evals.targets import connection
from evals.targets.remote import Remote
from tests.evals.targets.serving import Front, Server, small_service
from tests.service.api.fakes import FakeEngine, index, write_corpus

Serve = Callable[[ASGIApp], Server]


class Shared:
    """A service whose start all tests share that do not replace its index or stop it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = FakeEngine()
        self.front = small_service(folder, self.engine)
        self.server = Server(self.front)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("service")
    index(write_corpus(folder / "corpus"), folder / "index")
    shared = Shared(folder)
    yield shared
    shared.server.stop()


@pytest.fixture
def front(shared: Shared) -> Front:
    shared.front.reset()
    shared.engine.before = lambda _: None
    return shared.front


@pytest.fixture
def engine(shared: Shared, front: Front) -> FakeEngine:
    return shared.engine


@pytest.fixture
def server(shared: Shared, front: Front) -> Server:
    return shared.server


@pytest.fixture
def remote(server: Server) -> Iterator[Remote]:
    remote = Remote(server.url)
    yield remote
    remote.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves any application until the test has ended."""
    started: list[Server] = []

    def start(app: ASGIApp) -> Server:
        started.append(Server(app))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def folder(shared: Shared, tmp_path: Path) -> Path:
    """A copy of `corpus/` and its `index/`."""
    shutil.copytree(shared.folder, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def own_server(folder: Path, serve: Serve) -> Server:
    """A service over `folder`: the test may replace its index, or stop it."""
    return serve(small_service(folder))


@pytest.fixture
def own_remote(own_server: Server) -> Iterator[Remote]:
    remote = Remote(own_server.url)
    yield remote
    remote.close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits in seconds, none of which is waited."""
    waited: list[float] = []
    monkeypatch.setattr(connection, "sleep_using_event", lambda _: waited.append)
    return waited
