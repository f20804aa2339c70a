"""What nginx says by itself, without any copy behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.copies.cluster import COPIES, nginx, nginx_program, reader
from tests.end_to_end.offline import free_port
from tests.service.api.asking import HELP, is_problem

pytestmark = pytest.mark.nginx


def test_when_no_copy_is_there_clients_are_told_as_the_service_would(tmp_path: Path) -> None:
    if nginx_program() is None:
        pytest.skip("no nginx is installed (Debian: apt-get install nginx-light)")
    nobody = [free_port() for _ in range(COPIES)]
    with nginx(tmp_path, nobody) as url, reader(url, tmp_path, "no key") as client:
        for refused in (client.post("/v1/answers", json=HELP), client.get("/v1/documents")):
            is_problem(refused, 503, "not-ready")
            assert refused.headers["retry-after"]
        assert client.get("/metrics").status_code == 404
