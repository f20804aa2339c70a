"""Buckets: exact at their edge, apart for each key and end user; a real 429 on every route."""

from __future__ import annotations

import asyncio
from itertools import cycle
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from service.database import Database
from service.database_tables import buckets as table
from service.keys import Role
from service.limits import MOST_BUCKETS, Limits, Rate, Verdict
from service.routes.access import READS_AN_ANSWER
from service.shared_limits import SharedLimits
from service.state import ServiceState
from tests.service.api.asking import HELP, Reply, ask, is_problem
from tests.service.api.keyed import a_key, bearing, make, operations

CHAT = "/v1/chat/completions"
SLOW = Rate(a_minute=1, burst=2)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Here:
    """The limits of one process, whose clock a test moves on."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.limits = Limits(self.clock)

    def take(self, *buckets: tuple[str, Rate]) -> Verdict:
        return asyncio.run(self.limits.take(buckets))

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds


class Shared:
    """Those of a database, as two copies of the service see them in turn."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.copies = cycle([SharedLimits(self.database), SharedLimits(Database(url))])

    def take(self, *buckets: tuple[str, Rate]) -> Verdict:
        return asyncio.run(next(self.copies).take(buckets))

    def wait(self, seconds: float) -> None:
        with self.database.each_by_itself() as connection:
            connection.execute(update(table).values(full_at=table.c.full_at - seconds))


@pytest.fixture(params=["here", pytest.param("shared", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest) -> Here | Shared:
    if request.param == "here":
        return Here()
    return Shared(request.getfixturevalue("postgres").database())


def test_a_burst_then_as_fast_as_it_is_filled(either: Here | Shared) -> None:
    seen = [either.take(("a", SLOW)) for _ in range(3)]
    assert [verdict.remaining for verdict in seen] == [1, 0, 0]
    assert [verdict.retry_after for verdict in seen] == [0, 0, 60]
    either.wait(30)
    assert either.take(("a", SLOW)).retry_after == 30
    either.wait(30)
    assert either.take(("a", SLOW)).retry_after == 0
    assert either.take(("a", SLOW)).retry_after == 60


def test_who_comes_back_when_told_is_let_in(either: Here | Shared) -> None:
    for a_minute, burst in ((7, 1), (60, 20), (1, 1)):
        rate = Rate(a_minute, burst)
        for _ in range(burst):
            assert not either.take((str(rate), rate)).retry_after
        verdict = either.take((str(rate), rate))
        either.wait(verdict.retry_after or 1)
        assert not either.take((str(rate), rate)).retry_after


def test_an_idle_bucket_holds_no_more_than_its_burst(either: Here | Shared) -> None:
    either.take(("a", SLOW))
    either.wait(100_000)
    assert [either.take(("a", SLOW)).retry_after > 0 for _ in range(3)] == [False, False, True]


def test_a_refused_request_takes_from_no_bucket(either: Here | Shared) -> None:
    narrow = Rate(a_minute=1, burst=1)
    assert not either.take(("key", SLOW), ("user", narrow)).retry_after
    assert either.take(("key", SLOW), ("user", narrow)).retry_after == 60
    assert not either.take(("key", SLOW), ("other", narrow)).retry_after
    assert either.take(("key", SLOW), ("third", narrow)).retry_after == 60
    either.wait(60)
    assert not either.take(("key", SLOW), ("third", narrow)).retry_after


def test_headers_tell_the_tightest_bucket(either: Here | Shared) -> None:
    headers = either.take(("key", SLOW), ("user", Rate(1, 1))).headers()
    assert headers == {
        "RateLimit-Limit": "1",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "60",
        "RateLimit-Policy": "1;w=60;burst=1",
    }


def test_many_end_users_do_not_fill_the_memory() -> None:
    here = Here()
    for number in range(MOST_BUCKETS * 2):
        here.wait(0.1)
        here.take((f"user {number}", Rate(a_minute=6, burst=2)))
    assert len(here.limits._full_at) <= MOST_BUCKETS + 1


def _request(client: TestClient, operation: tuple[str, str], headers: dict[str, str]) -> Reply:
    method, path = operation
    body: dict[str, Any] = {"rating": "up"} if path.endswith("feedback") else HELP
    if path == CHAT:
        body = {"messages": [{"role": "user", "content": HELP["question"]}]}
    params = {"q": "help"} if path.endswith("search") else None
    return client.request(
        method, path, headers=headers, params=params, json=body if method == "POST" else None
    )


def _limited(client: TestClient) -> list[tuple[str, str]]:
    return [(method, path) for method, path, keyed in operations(client) if keyed]


def test_every_route_that_takes_a_key_ends_with_429(
    client: TestClient, state: ServiceState
) -> None:
    routes = _limited(client)
    assert len(routes) >= 10
    for number, route in enumerate(routes):
        key = a_key(f"key {number}", role=Role.ADMIN, answers_a_minute=1, burst=1)
        headers = bearing(make(state.answers.database, key))
        state.ring.fresh.forget()
        costly = route in (("POST", "/v1/answers"), ("POST", CHAT), ("GET", "/v1/search"))
        for _ in range(1 if costly else READS_AN_ANSWER):
            fine = _request(client, route, headers)
            assert fine.status_code in (200, 204, 404), (route, fine.text)
            assert "ratelimit-remaining" in fine.headers
        refused = _request(client, route, headers)
        is_problem(refused, 429, "too-many-requests")
        assert refused.headers["retry-after"] in ("60", "6")
        assert refused.headers["ratelimit-remaining"] == "0"


def test_a_stream_and_a_recheck_count_as_answers(client: TestClient, state: ServiceState) -> None:
    answer = ask(client)
    for number, path in enumerate(["stream", "recheck"]):
        secret = make(state.answers.database, a_key(path, answers_a_minute=1, burst=1))
        state.ring.fresh.forget()

        def send(number: int = number, secret: str = secret) -> Reply:
            if number == 0:
                body = {**HELP, "stream": True}
                return client.post("/v1/answers", json=body, headers=bearing(secret))
            path = f"/v1/answers/{answer['id']}?recheck=true"
            return client.get(path, headers=bearing(secret))

        assert send().status_code == 200
        is_problem(send(), 429, "too-many-requests")


def test_end_users_behind_one_key_are_limited_each(client: TestClient, state: ServiceState) -> None:
    secret = make(state.answers.database, a_key(trusted=True, burst=100))
    burst = state.settings.user_burst
    statuses = [
        client.post("/v1/answers", json=HELP, headers=bearing(secret, user)).status_code
        for user in ["anna"] * (burst + 1) + ["bert"]
    ]
    assert statuses == [200] * burst + [429, 200]


def test_keys_are_limited_apart_and_the_open_service_is_not(
    client: TestClient, state: ServiceState
) -> None:
    response = client.post("/v1/answers", json=HELP)
    assert "ratelimit-limit" not in response.headers
    secrets = [make(state.answers.database, a_key(name, burst=1)) for name in ("a", "b")]
    state.ring.fresh.forget()
    for secret in secrets:
        assert client.post("/v1/answers", json=HELP, headers=bearing(secret)).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json"])
def test_health_is_never_limited(client: TestClient, state: ServiceState, path: str) -> None:
    headers = bearing(make(state.answers.database, a_key(answers_a_minute=1, burst=1)))
    statuses = {client.get(path, headers=headers).status_code for _ in range(30)}
    assert statuses == {200}
