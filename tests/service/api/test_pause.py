"""The kill switch: nobody is answered, readers are told why, and all else goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.audit import entries
from service.cli import main
from service.database import Database
from service.schemas import Question
from service.state import ANSWERS_AT_ONCE, ServiceState
from service.store import Chosen
from tests.service.api.asking import HELP, ask, is_problem
from tests.service.api.fakes import FakeEngine


@pytest.fixture(autouse=True)
def _apart(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("REFORM_QA_ANSWERS", str(settings.answers))
    yield


def test_a_pause_stops_answers_and_nothing_else(client: TestClient, state: ServiceState) -> None:
    answer = ask(client)
    assert main(["pause", "--message", "Checking the new documents."]) == 0
    state.paused.forget()  # a second later
    known = f"/v1/answers/{answer['id']}"
    for refused in (
        client.post("/v1/answers", json=HELP),
        client.post("/v1/answers", json={**HELP, "stream": True}),
        client.get("/v1/search?q=help"),
        client.get(f"{known}?recheck=true"),
    ):
        problem = is_problem(refused, 503, "paused")
        assert problem["detail"] == "Checking the new documents."
        assert refused.headers["retry-after"]
    assert client.get(known).json() == answer
    assert client.get("/v1/documents").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "paused"
    assert ready.json()["detail"] == "Checking the new documents."
    assert main(["resume"]) == 0
    state.paused.forget()
    assert ask(client)
    assert client.get("/readyz").json()["status"] == "ready"


def test_a_pause_stops_what_waits_and_what_is_under_way(
    client: TestClient, state: ServiceState, engine: FakeEngine
) -> None:
    looked_at: list[Question] = []
    begun, go_on = threading.Semaphore(0), threading.Event()

    def wait(question: Question) -> None:
        looked_at.append(question)
        begun.release()
        assert go_on.wait(30)

    engine.before = wait
    streamed = {**HELP, "stream": True}
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(client.post, "/v1/answers", json=HELP) for _ in range(3)]
        asked.append(pool.submit(client.post, "/v1/answers", json=streamed))
        try:
            for _ in range(ANSWERS_AT_ONCE):
                assert begun.acquire(timeout=30)
            end = time.monotonic() + 30
            while state.answering.taken < len(asked):
                assert time.monotonic() < end
                time.sleep(0.01)
            assert main(["pause"]) == 0
            state.paused.forget()  # a second later
        finally:
            go_on.set()
        replies = [reply.result(timeout=30) for reply in asked]
    for reply in replies[:3]:
        is_problem(reply, 503, "paused")
    assert "/problems/paused" in replies[3].text
    assert len(looked_at) == ANSWERS_AT_ONCE
    assert state.answers.page(Chosen(), 10) == ([], None)


def test_readiness_asks_the_database_once_a_second(
    client: TestClient, state: ServiceState, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[None] = []
    monkeypatch.setattr(state.paused, "_read", lambda: reads.append(None))
    state.paused.forget()
    for _ in range(3):
        assert client.get("/readyz").json()["status"] == "ready"
    assert len(reads) == 1


def test_pausing_twice_changes_the_message_and_all_is_noted(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    Database(settings.answers)
    assert main(["pause"]) == 0
    assert main(["pause", "--message", "Second."]) == 0
    assert main(["resume"]) == 0
    assert main(["resume"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "answers were not paused"
    noted = "\n".join(entries(Database(settings.answers)))
    assert noted.count('"event":"paused"') == 2
    assert noted.count('"event":"resumed"') == 1
    assert "Second." in noted


@pytest.mark.parametrize("message", ["", " \u200b", "x" * 501])
def test_a_message_that_says_nothing_is_refused(
    message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pause", "--message", message]) == 1
    assert "--message" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_a_database_that_no_service_reads_is_not_made_to_pause(
    command: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 1
    assert str(settings.answers) in capsys.readouterr().err
    assert not settings.answers.exists()
