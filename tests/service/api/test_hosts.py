"""While no key was made, no web page elsewhere can read us under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from service.app import build_app
from service.hosts import is_known
from service.state import ServiceState
from tests.service.api.asking import HELP, is_problem
from tests.service.api.keyed import bearing, make, operations


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8000",
        "LOCALHOST.",
        "reform.localhost",
        "127.0.0.1:8000",
        "192.168.1.5",
        "[::1]:8000",
        "service",
        "",
        "reform.example.org:8000",
        "Reform.Example.org",
    ],
)
def test_our_own_names_and_the_listed_are_known(host: str) -> None:
    assert is_known(host, "qa.example.org, reform.example.org")


@pytest.mark.parametrize(
    "host", ["evil.example.org:8000", "localhost.evil.org", "127.0.0.1.evil.org", "[evil.org]"]
)
def test_others_are_not(host: str) -> None:
    assert not is_known(host, None)
    assert not is_known(host, "reform.example.org")


@pytest.fixture
def listed(state: ServiceState) -> Iterator[TestClient]:
    settings = state.settings.model_copy(update={"hosts": "reform.example.org"})
    with TestClient(build_app(replace(state, settings=settings))) as client:
        yield client


def test_every_guarded_route_refuses_a_strange_name(listed: TestClient) -> None:
    for method, path, guarded in operations(listed):
        response = listed.request(method, path, headers={"Host": "evil.example.org"})
        if guarded:
            is_problem(response, 421, "unknown-host")
        else:
            assert response.status_code < 500
    known = listed.post("/v1/answers", json=HELP, headers={"Host": "reform.example.org"})
    assert known.status_code == 200


def test_with_keys_the_name_is_no_matter(client: TestClient, state: ServiceState) -> None:
    headers = {**bearing(make(state.answers.database)), "Host": "reform.example.org"}
    assert client.post("/v1/answers", json=HELP, headers=headers).status_code == 200
