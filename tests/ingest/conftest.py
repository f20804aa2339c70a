"""A library of two documents, in the index or not yet; and a way to be refused by the disk."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

import pytest

from ingest.settings import PREFIX
from ingest.textstore import FILE
from tests.ingest.library import Library
from tests.ingest.powers import without_powers

VISITS = "Visits\n\nA social worker visits every six weeks.\n"
CONTACT = "Contact\n\nBrothers and sisters meet monthly.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def stocked(library: Library) -> Library:
    """Two documents, not in an index yet."""
    _stock(library)
    return library


def _stock(library: Library) -> None:
    library.write("visits.txt", VISITS)
    library.write("contact.txt", CONTACT)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("made-once"))
    _stock(library)
    library.ingest()
    return library


@pytest.fixture
def indexed(made_once: Library, stocked: Library) -> Library:
    """Two documents and their index: a copy, which is quicker, that knows where it has come to."""
    shutil.copytree(made_once.root, stocked.root)
    with closing(sqlite3.connect(stocked.live / FILE)) as file, file:
        places = (str(made_once.corpus), str(stocked.corpus))
        file.execute("UPDATE documents SET record = replace(record, ?, ?)", places)
    return stocked


@pytest.fixture
def ordinary_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Root may open everything, so a test of permissions gives that power up for a while."""
    probe = tmp_path_factory.mktemp("probe") / "closed"
    probe.touch(mode=0)
    with without_powers():
        with suppress(PermissionError):
            probe.open().close()
            pytest.skip("this user may open everything")
        yield


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, and nothing set in the environment."""
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def disk_takes() -> Callable[[int], AbstractContextManager[None]]:
    """No file may grow beyond so many bytes: what a full disk looks like to those who write."""

    @contextmanager
    def limited(size: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited
