"""What holds for every route: methods, problems, headers, the description of it all."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from tests.service.api.asking import HELP, is_problem

WITH_EXAMPLES = {
    "application/json",
    "application/problem+json",
    "text/event-stream",
    "text/plain",
}


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    for path in ("/", "/v1", "/docs", "/redoc", "/v1/documents/", "/v1/answers/a/b"):
        is_problem(client.get(path), 404, "unknown-route")
    response = client.put("/v1/answers", json=HELP)
    is_problem(response, 405, "unknown-method")
    assert response.headers["allow"] == "GET, POST"
    for path, allowed in (("/v1/answers/x", "GET"), ("/v1/answers/x/feedback", "POST")):
        assert client.delete(path).headers["allow"] == allowed
    is_problem(client.options("/v1/answers"), 405, "unknown-method")
    assert "access-control-allow-origin" not in client.options("/v1/answers").headers


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/v1/documents", "/v1/documents/strategy/file", "/nowhere"]
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.content == b""


def test_every_problem_explains_itself(client: TestClient) -> None:
    problem = client.get("/nowhere").json()
    explained = client.get(problem["type"])
    assert explained.headers["content-type"].startswith("text/plain")
    assert problem["title"] in explained.text
    is_problem(client.get("/problems/none"), 404, "unknown-route")


def test_every_response_has_the_safety_headers(client: TestClient) -> None:
    for response in (client.get("/healthz"), client.get("/nowhere"), client.get("/openapi.json")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_openapi_documents_every_route_and_its_problems(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in json.dumps(schema)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["tags"], path
            assert operation["summary"], path
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], path
    answers = schema["paths"]["/v1/answers"]["post"]["responses"]
    refused = {"400", "401", "403", "413", "415", "421", "422", "429", "500", "503", "504"}
    assert set(answers) == {"200"} | refused
    assert set(answers["200"]["content"]) == {"application/json", "text/event-stream"}
