"""Answers, whole and as a stream: verbatim, kept, and discreet when they fail."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.schemas import Question
from service.state import ServiceState
from service.store import AnswerStore
from tests.service.api.asking import HELP, ask, is_problem
from tests.service.api.fakes import FakeEngine


def test_every_quote_is_verbatim_at_its_offsets(client: TestClient) -> None:
    answer = ask(client)
    assert answer["status"] == "answered"
    assert answer["citations"]
    for citation in answer["citations"]:
        text = client.get(f"/v1/documents/{citation['document']['id']}/text").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_can_be_fetched_again_also_after_a_restart(
    client: TestClient, state: ServiceState
) -> None:
    answer = ask(client)
    assert client.get(f"/v1/answers/{answer['id']}").json() == answer
    with TestClient(build_app(state)) as later:
        assert later.get(f"/v1/answers/{answer['id']}").json() == answer


def test_feedback_is_stored(client: TestClient, settings: Settings) -> None:
    path = f"/v1/answers/{ask(client)['id']}/feedback"
    said = {"rating": "down", "reasons": ["wrong page"], "comment": "see p. 3"}
    response = client.post(path, json=said)
    assert (response.status_code, response.content) == (204, b"")
    stored = AnswerStore(settings.answers).feedback(path.split("/")[3])
    assert [feedback.model_dump() for feedback in stored] == [said]
    is_problem(client.post("/v1/answers/none/feedback", json=said), 404, "unknown-answer")
    is_problem(client.post(path, json={"rating": "sideways"}), 422, "invalid-request")


def _events(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(e.removeprefix("event: "), json.loads(d.removeprefix("data: "))) for e, d in blocks]


def test_a_stream_ends_with_the_whole_answer(client: TestClient) -> None:
    with client.stream("POST", "/v1/answers", json={**HELP, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = _events("".join(response.iter_text()))
    names = [name for name, _ in events]
    done = events[-1][1]
    assert names == ["status", "status", *["statement"] * len(done["statements"]), "done"]
    assert events[0][1] == {"status": "working"}
    assert events[1][1] == {"status": done["status"]}
    assert [data for name, data in events if name == "statement"] == done["statements"]
    assert client.get(f"/v1/answers/{done['id']}").json() == done


def test_a_stream_that_fails_ends_with_a_problem(
    client: TestClient, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.before = _crash
    events = _events(client.post("/v1/answers", json={**HELP, "stream": True}).text)
    assert [name for name, _ in events] == ["status", "error"]
    assert events[-1][1]["type"] == "/problems/internal-error"
    assert HELP["question"] not in caplog.text


def _crash(question: Question) -> None:
    raise RuntimeError(f"secret place while answering {question.question}")


def test_a_crash_leaks_nothing_and_is_logged_without_the_question(
    client: TestClient, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.before = _crash
    response = client.post("/v1/answers", json=HELP)
    is_problem(response, 500, "internal-error")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "RuntimeError" in caplog.text
    assert "_crash" in caplog.text
    assert HELP["question"] not in caplog.text


def test_answers_that_cannot_be_stored_say_so_to_the_operator(
    client: TestClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(settings.answers) as connection:
        connection.execute("DROP TABLE feedback")
        connection.execute("DROP TABLE answers")
    problem = is_problem(client.post("/v1/answers", json=HELP), 503, "not-ready")
    assert "the service's log says which" in problem["detail"]
    assert str(settings.answers) not in problem["detail"]
    assert "REFORM_QA_ANSWERS" in caplog.text
