"""One cluster for all tests; each leaves it as it found it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.copies.cluster import Cluster, nginx_program, running_cluster
from tests.service.postgres import programs, running


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL is installed (Debian: apt-get install postgresql)")
    if nginx_program() is None:
        pytest.skip("no nginx is installed (Debian: apt-get install nginx-light)")
    if shutil.which("rsync") is None:
        pytest.skip("no rsync is installed (Debian: apt-get install rsync)")
    folder = tmp_path_factory.mktemp("copies")
    folder.chmod(0o755)  # nginx's workers are another user than root
    with running(binaries) as server, running_cluster(folder, server) as made:
        yield made
