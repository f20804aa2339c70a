"""A question to the application, and what every refusal must look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from fastapi.testclient import TestClient

HELP = {"question": "When will family help be offered?"}


class Reply(Protocol):
    """A response, whichever HTTP library the test client has found."""

    status_code: int

    @property
    def text(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    def json(self) -> Any: ...


def ask(client: TestClient, **more: object) -> dict[str, Any]:
    response = client.post("/v1/answers", json={**HELP, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def is_problem(response: Reply, status: int, name: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"/problems/{name}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem
