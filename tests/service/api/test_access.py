"""Nobody gets anywhere without the key that it takes, and all failures look the same."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from service.app import build_app
from service.keys import KeyStore, Role
from service.state import ServiceState
from tests.service.api.asking import HELP, Reply, is_problem
from tests.service.api.keyed import a_key, bearing, make, operations

PUBLIC = {"/healthz", "/readyz", "/problems/busy"}
NEEDED = {("GET", "/v1/answers"): Role.ADMIN, ("GET", "/metrics"): Role.EVALUATE}


def _send(client: TestClient, method: str, path: str, headers: dict[str, str]) -> Reply:
    return client.request(method, path, headers=headers, json=HELP if method == "POST" else None)


def test_the_description_says_what_needs_a_key(client: TestClient) -> None:
    assert {path for _, path, keyed in operations(client) if not keyed} == PUBLIC


def test_without_a_valid_key_every_route_is_closed_alike(
    client: TestClient, state: ServiceState
) -> None:
    database = state.answers.database
    soon = datetime.now(UTC) + timedelta(seconds=0.5)
    expired = make(database, a_key("old", expires=soon))
    revoked = make(database, a_key("gone"))
    KeyStore(database).revoke("gone")
    valid = make(database, a_key("valid"))
    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds()))
    wrong = [
        {},
        bearing(""),
        bearing("rqa_unknown"),
        bearing(expired),
        bearing(revoked),
        {"Authorization": f"Basic {valid}"},
        {"Authorization": valid},
        {"X-Api-Key": valid},
    ]
    bodies = set()
    for method, path, keyed in operations(client):
        for headers in wrong if keyed else ():
            response = _send(client, method, path, headers)
            is_problem(response, 401, "no-key")
            assert response.headers["www-authenticate"].startswith("Bearer")
            bodies.add(json.dumps({**response.json(), "error": None}))
    assert len(bodies) == 1
    for path in ("/nowhere", "/v1/answers%0A", "/v1/answers/", "//v1/answers", "/V1/answers"):
        is_problem(client.get(path), 401, "no-key")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_where_it_may_and_no_further(
    client: TestClient, state: ServiceState, role: Role
) -> None:
    headers = bearing(make(state.answers.database, a_key(role=role, burst=1000)))
    for method, path, keyed in operations(client):
        response = _send(client, method, path, headers)
        if keyed and role < NEEDED.get((method, path), Role.ASK):
            is_problem(response, 403, "not-allowed")
        else:
            assert response.status_code not in (401, 403), path


def test_a_path_that_only_looks_like_another_opens_nothing(
    client: TestClient, state: ServiceState
) -> None:
    headers = bearing(make(state.answers.database))
    for path in ("/v1/answers%0A", "/v1/answers%0a?limit=1", "/v1/answers;", "/v1/answers%00"):
        assert client.get(path, headers=headers).status_code in (403, 404), path


def test_health_and_the_description_need_no_key(client: TestClient, state: ServiceState) -> None:
    make(state.answers.database)
    for path in (*PUBLIC, "/openapi.json"):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200


def test_the_first_key_closes_a_service_that_runs(client: TestClient, state: ServiceState) -> None:
    assert client.get("/v1/documents").status_code == 200
    headers = bearing(make(state.answers.database))
    state.ring.fresh.forget()  # a second later
    is_problem(client.get("/v1/documents"), 401, "no-key")
    assert client.get("/v1/documents", headers=headers).status_code == 200


def test_a_service_that_others_reach_is_closed_without_any_key(state: ServiceState) -> None:
    state = replace(state, keys_needed=True)
    with TestClient(build_app(state)) as client:
        is_problem(client.get("/v1/documents"), 401, "no-key")


def test_only_a_trusted_key_may_name_an_end_user(client: TestClient, state: ServiceState) -> None:
    plain = make(state.answers.database)
    trusted = make(state.answers.database, a_key("front", trusted=True))
    named = client.get("/v1/documents", headers=bearing(plain, "someone"))
    is_problem(named, 403, "not-trusted")
    assert client.get("/v1/documents", headers=bearing(trusted, "someone")).status_code == 200
    for user in ("", " ", "x" * 201):
        refused = client.get("/v1/documents", headers=bearing(trusted, user))
        is_problem(refused, 400, "bad-end-user")


def test_a_database_that_is_away_lets_nobody_in(
    client: TestClient, state: ServiceState, caplog: pytest.LogCaptureFixture
) -> None:
    headers = bearing(make(state.answers.database))
    with state.answers.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE keys")
    is_problem(client.get("/v1/documents", headers=headers), 503, "not-ready")
    told = is_problem(client.get("/v1/documents"), 503, "not-ready")["detail"]
    path = str(state.settings.answers)
    assert path not in told  # the log is for the operator, the response for anybody
    assert path in caplog.text
    assert client.get("/healthz").status_code == 200
