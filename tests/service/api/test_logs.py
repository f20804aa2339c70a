"""The log says what happened to each request, for whom, and no word of what was asked."""

from __future__ import annotations

import json
import logging

import pytest
from fastapi.testclient import TestClient

from service.logs import JsonLines
from service.schemas import Question
from service.state import ServiceState
from tests.service.api.asking import HELP
from tests.service.api.fakes import FakeEngine
from tests.service.api.keyed import bearing, make


def _lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_request_is_a_line_with_its_route(
    client: TestClient, state: ServiceState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "service")
    headers = bearing(make(state.answers.database))
    answer = client.post("/v1/answers", json=HELP, headers=headers)
    client.head(f"/v1/answers/{answer.json()['id']}", headers=headers)
    client.get("/nowhere/jo@example.org?q=secret", headers=headers)
    client.get("/v1/documents")
    lines = [line for line in _lines(caplog) if line["logger"] == "service.requests"]
    seen = [(line["method"], line["route"], line["status"], line["key"]) for line in lines]
    assert seen == [
        ("POST", "/v1/answers", 200, "intranet"),
        ("HEAD", "/v1/answers/{answer_id}", 200, "intranet"),
        ("GET", None, 404, "intranet"),
        ("GET", None, 401, None),
    ]
    assert lines[0]["request"] == answer.headers["x-request-id"]
    for word in (HELP["question"], "secret", "jo@example.org", headers["Authorization"][7:]):
        assert word not in "".join(map(json.dumps, lines))


def test_a_crash_is_a_line_without_the_words_of_the_error(
    client: TestClient, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(question: Question) -> None:
        raise RuntimeError(question.question)

    engine.before = crash
    client.post("/v1/answers", json=HELP)
    text = json.dumps(_lines(caplog))
    assert "RuntimeError" in text
    assert HELP["question"] not in text


def test_an_error_of_another_library_is_named_only() -> None:
    try:
        raise ValueError(HELP["question"])
    except ValueError as error:
        record = logging.LogRecord("x", 40, "x.py", 1, "it failed", (), (ValueError, error, None))
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["error"], line["level"]) == ("it failed", "ValueError", "error")
