"""What is no question is refused, and the field that is wrong is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.service.api.asking import HELP, is_problem


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("", "question"),
        (" \t\r\n ", "question"),
        ("\u200b\u2060\ufeff\u00ad", "question"),
        ("\u3164\u2800\u115f", "question"),
        ("\x00\x1b", "question"),
        ("x" * 1001, "question"),
        (None, "question"),
        (7, "question"),
    ],
)
def test_a_question_that_asks_nothing_is_refused(
    client: TestClient, question: object, field: str
) -> None:
    problem = is_problem(
        client.post("/v1/answers", json={"question": question}), 422, "invalid-request"
    )
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"unknown": 1}, "unknown"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"filters": {"documents": ["strategy", "nowhere"]}}, "filters.documents"),
        ({"filters": {"kinds": ["novel"]}}, "filters.kinds"),
        ({"filters": {"colour": "red"}}, "filters.colour"),
        (
            {"filters": {"published_from": "2024-02-01", "published_to": "2024-01-01"}},
            "filters.published_from",
        ),
        ({"history": [{"question": "x"}] * 21}, "history"),
        ({"stream": "perhaps"}, "stream"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, more: dict[str, Any], field: str) -> None:
    for stream in ({}, {"stream": True}):
        response = client.post("/v1/answers", json={**HELP, **stream, **more})
        problem = is_problem(response, 422, "invalid-request")
        assert field in [error["field"] for error in problem["errors"]]
    if field == "filters.documents":
        assert "'nowhere'" in problem["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"text"', b"{}", b"\xff\xfe", b"[" * 5000, b'{"question"}']
)
def test_a_body_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/answers", content=body, headers=headers)
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_text_that_is_no_text_is_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    for body in (rb'{"question": "\ud800"}', rb'{"question": "help", "\udfff": 1}'):
        response = client.post("/v1/answers", content=body, headers=headers)
        is_problem(response, 422, "invalid-request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "junk", ""]
)
def test_only_json_is_taken(client: TestClient, kind: str) -> None:
    """What a form on a foreign web page can send without asking is not taken."""
    content = json.dumps(HELP).encode()
    response = client.post("/v1/answers", content=content, headers={"content-type": kind})
    is_problem(response, 415, "not-json")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused(client: TestClient, chunked: bool) -> None:
    content = b'{"question": "' + b"x" * 70_000 + b'"}'
    parts = (content[i : i + 1000] for i in range(0, len(content), 1000))
    response = client.post(
        "/v1/answers",
        content=parts if chunked else content,
        headers={"content-type": "application/json"},
    )
    is_problem(response, 413, "too-large")
