"""The service says how it is, and answers: busy, without an index, between two builds."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.schemas import Question
from service.state import ServiceState
from tests.service.api.asking import HELP, ask, is_problem
from tests.service.api.fakes import FakeEngine, index


def test_health_is_answered_while_all_answering_threads_are_busy(
    client: TestClient, engine: FakeEngine
) -> None:
    go_on = threading.Event()
    busy = threading.Semaphore(0)
    running: list[int] = []

    def wait(_: Question) -> None:
        running.append(1)
        busy.release()
        assert go_on.wait(30)

    engine.before = wait
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, client) for _ in range(6)]
        assert busy.acquire(timeout=30)
        assert busy.acquire(timeout=30)
        try:
            for _ in range(5):
                assert client.get("/healthz").json() == {"status": "ok"}
                assert client.get("/readyz").status_code == 200
            assert len(running) == 2
        finally:
            go_on.set()
        ids = {answer.result(timeout=30)["id"] for answer in asked}
    assert len(ids) == 6


def test_without_an_index_the_service_runs_and_says_what_to_do(
    empty_state: ServiceState, corpus: Path, settings: Settings
) -> None:
    with TestClient(build_app(empty_state)) as client:
        assert client.get("/healthz").status_code == 200
        for response in (
            client.get("/readyz"),
            client.get("/v1/documents"),
            client.get("/v1/documents/strategy/file"),
            client.get("/v1/search", params={"q": "help"}),
            client.post("/v1/answers", json=HELP),
            client.post("/v1/answers", json={**HELP, "stream": True}),
        ):
            problem = is_problem(response, 503, "not-ready")
            assert "run `reform-ingest`" in problem["detail"]
            assert response.headers["retry-after"]
        index(corpus, settings.index)
        assert client.get("/readyz").json()["status"] == "ready"
        assert ask(client)["status"] == "answered"


def test_a_broken_new_index_is_degraded_and_the_old_one_answers(
    client: TestClient, settings: Settings
) -> None:
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert (ready["documents"], ready["detail"]) == (2, None)
    (settings.index / "CURRENT").write_text("nowhere\n")
    degraded = client.get("/readyz")
    assert degraded.status_code == 200
    assert degraded.json()["status"] == "degraded"
    assert "reform-ingest" in degraded.json()["detail"]
    assert ask(client)["index"] == ready["index"]


def test_builds_are_swapped_under_concurrent_questions(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    stop = threading.Event()

    def keep_asking() -> set[str]:
        seen = set()
        while not stop.is_set():
            seen.add(ask(client)["index"])
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(keep_asking) for _ in range(4)]
        try:
            for number in range(2):
                (corpus / f"note{number}.txt").write_text(f"Note {number}\n\nFamily help.\n")
                last = index(corpus, settings.index).build
        finally:
            stop.set()
        for asked in asking:
            assert asked.result(timeout=60)
    assert ask(client)["index"] == last


def test_a_database_that_is_away_is_broken(
    client: TestClient, state: ServiceState, settings: Settings
) -> None:
    assert client.get("/readyz").json()["status"] == "ready"
    settings.answers.write_bytes(b"no database" * 1000)
    state.paused.forget()  # a second later
    is_problem(client.get("/readyz"), 503, "not-ready")
    assert client.get("/healthz").status_code == 200


def test_a_full_queue_is_degraded(
    client: TestClient, state: ServiceState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(state.answering), "is_full", True)
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "degraded"
    assert "waiting" in ready.json()["detail"]
