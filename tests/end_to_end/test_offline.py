"""From files to a checked quote over HTTP, without once trying to reach another computer."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest import OFFLINE
from tests.end_to_end.offline import Offline, free_port, installed
from tests.end_to_end.real import CORPUS, need_models

pytestmark = pytest.mark.models

FILES = (
    "guidance-adoption.pdf",
    "guidance-advocacy.txt",
    "consultations-timetable-pathfinders.txt",
)
QUESTION = "How old must an adopter be?"
STARTS_WITHIN, ENDS_WITHIN, WATCHED = 90, 20, 30


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offline]:
    folder = tmp_path_factory.mktemp("offline")
    with Offline(folder, REFORM_QA_MODELS=str(need_models())) as offline:
        yield offline


@pytest.fixture(scope="module")
def index(offline: Offline) -> Path:
    corpus = offline.folder / "papers"
    corpus.mkdir()
    for name in FILES:
        shutil.copy(CORPUS / name, corpus)
    done = offline.run([installed("reform-ingest"), str(corpus), "--json"], cut_off=True)
    assert done.returncode == 0, done.stderr
    assert sorted(json.loads(done.stdout)["added"]) == sorted(FILES)
    return offline.folder / "var" / "index"


@pytest.fixture(scope="module")
def service(offline: Offline, index: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    port = free_port()
    process = offline.start([installed("reform-service"), "--port", str(port)])
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60
        ) as client:
            _wait_until_ready(process, client)
            yield process, client
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[str], client: httpx.Client) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the service ended: {process.communicate()[0]}")
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the service was not ready within {STARTS_WITHIN} seconds")


@pytest.fixture(scope="module")
def told(service: tuple[subprocess.Popen[str], httpx.Client]) -> dict[str, Any]:
    _, client = service
    response = client.post("/v1/answers", json={"question": QUESTION})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_whoever_imports_us_is_kept_offline_before_any_library_is_loaded() -> None:
    code = "import ingest, os, sys; print([os.environ[name] for name in ingest.OFFLINE]); "
    code += "print([m for m in ('onnxruntime', 'torch', 'chromadb') if m in sys.modules])"
    bare = {"PATH": os.environ["PATH"], "ORT_DISABLE_TELEMETRY": "0"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [str(list(OFFLINE.values())), "[]"]


def test_the_shut_door_holds_and_is_noticed(tmp_path: Path) -> None:
    """The instrument itself: Python and a child of it are refused, loopback is not."""
    out = "import socket; socket.socket().connect(('192.0.2.1', 80))"
    look_up = "import socket; socket.getaddrinfo('example.org', 80)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {look_up!r}])"
    near = "import socket; s = socket.create_server(('127.0.0.1', 0)); "
    near += "socket.create_connection(s.getsockname()).close()"
    fetch = "import urllib.request as r; r.urlopen('http://example.org', timeout=5)"
    with Offline(tmp_path) as shut:
        assert shut.run([sys.executable, "-c", near]).returncode == 0
        assert shut.attempts() == []
        for code in (out, child, fetch):
            shut.run([sys.executable, "-c", code])
        attempts = shut.attempts()
    assert attempts == ["socket.connect 192.0.2.1", "socket.getaddrinfo example.org", "proxy"]


def test_a_question_over_http_is_answered_from_the_right_document(told: dict[str, Any]) -> None:
    assert told["status"] == "answered"
    assert "21" in told["answer"]
    assert told["citations"][0]["document"]["id"] == "guidance-adoption"


def test_the_quote_is_in_the_text_that_the_service_serves(
    service: tuple[subprocess.Popen[str], httpx.Client], told: dict[str, Any]
) -> None:
    _, client = service
    for citation in told["citations"]:
        served = client.get(f"/v1/documents/{citation['document']['id']}/text").json()
        assert served["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert served["index"] == told["index"]


def test_the_page_of_the_quote_is_shown_with_the_quote_marked(
    service: tuple[subprocess.Popen[str], httpx.Client], told: dict[str, Any]
) -> None:
    _, client = service
    first = told["citations"][0]
    page = f"/v1/documents/{first['document']['id']}/pages/{first['locator']['page']}.png"
    plain = client.get(page)
    marked = client.get(page, params={"citation": f"{told['id']}:{first['number']}"})
    assert plain.headers["content-type"] == marked.headers["content-type"] == "image/png"
    assert plain.content[:4] == marked.content[:4] == b"\x89PNG"
    assert plain.content != marked.content


def test_the_original_is_the_file_that_was_given(
    service: tuple[subprocess.Popen[str], httpx.Client], told: dict[str, Any]
) -> None:
    _, client = service
    document = told["citations"][0]["document"]
    served = client.get(f"/v1/documents/{document['id']}/file").content
    given = (CORPUS / document["file"]).read_bytes()
    assert hashlib.sha256(served).digest() == hashlib.sha256(given).digest()


def test_the_answer_is_kept_under_its_id(
    service: tuple[subprocess.Popen[str], httpx.Client], told: dict[str, Any]
) -> None:
    _, client = service
    kept = client.get(f"/v1/answers/{told['id']}").json()
    assert (kept["id"], kept["citations"]) == (told["id"], told["citations"])


def test_a_question_from_the_command_line_needs_no_network_at_all(
    offline: Offline, index: Path
) -> None:
    done = offline.run([installed("reform-service"), "ask", QUESTION, "--json"], cut_off=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["citations"][0]["document"]["id"] == "guidance-adoption"


def test_the_service_ends_when_it_is_told_to_and_nothing_tried_to_get_out(
    offline: Offline, service: tuple[subprocess.Popen[str], httpx.Client], told: dict[str, Any]
) -> None:
    """Last, because it ends the service. Telemetry waits a while before it first reports."""
    process, client = service
    while time.monotonic() < offline.started + WATCHED:
        client.get("/healthz")
        time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(ENDS_WITHIN) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", client.base_url.port or 0), 1)
    assert offline.attempts() == []
