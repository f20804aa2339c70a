"""Three copies behind nginx: one dies, the index is replaced, the database restarts; nothing is
lost, and what is set or counted holds in every copy."""

from __future__ import annotations

import json
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from service.audit import entries
from service.cli import main
from service.keys import KeyStore
from tests.copies.cluster import Cluster, Copy, wait_for
from tests.copies.readers import readers, streamed
from tests.copies.small_copy import WAIT
from tests.service.api.asking import HELP, is_problem
from tests.service.api.keyed import a_key, make

pytestmark = [pytest.mark.nginx, pytest.mark.postgres]

HELD = {"question": f"When will family help be offered, if I {WAIT}?"}


@pytest.fixture(autouse=True)
def _as_an_operator(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_DATABASE_URL", cluster.place)


def _serving(cluster: Cluster, build: str) -> bool:
    said = [copy.ready() for copy in cluster.copies if copy.process]
    return all(each is not None and each["index"] == build for each in said)


def test_nothing_is_lost_when_a_copy_dies_and_the_index_is_replaced(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = cluster.builds
    victim, told_to_end, _ = cluster.copies
    with readers(cluster) as asked:
        asked.more()
        victim.end(signal.SIGKILL)
        asked.more()
        cluster.serve(second)
        wait_for(lambda: _serving(cluster, second))
        asked.more()
        told_to_end.end(signal.SIGTERM)
        asked.more()
        cluster.start(victim, told_to_end)
        cluster.serve(first)
        wait_for(lambda: _serving(cluster, first))
        asked.more()

    assert asked.outcome.wrong == []
    assert set(asked.outcome.builds) == {first, second}
    for copy in cluster.copies:
        with cluster.of(copy) as client:
            for answer_id, answer in asked.answers.items():
                assert client.get(f"/v1/answers/{answer_id}").json() == answer
    served = Counter(each["copies"].split(", ")[-1] for each in cluster.balanced())
    assert {f"127.0.0.1:{copy.port}" for copy in cluster.copies} <= set(served)

    assert main(["audit", "verify"]) == 0
    assert "is whole" in capsys.readouterr().out
    noted = Counter(
        entry["answer"]
        for entry in map(json.loads, entries(cluster.database))
        if entry["event"] == "answer"
    )
    assert set(asked.answers) <= set(noted)
    assert set(noted.values()) == {1}


def test_what_was_at_a_copy_when_it_died_is_answered_by_another_or_visibly_broken(
    cluster: Cluster,
) -> None:
    cluster.hold()
    with cluster.client() as client, ThreadPoolExecutor(2) as pool:
        whole = pool.submit(client.post, "/v1/answers", json=HELD)
        first = cluster.waiting()
        first.end()
        again = cluster.waiting(first)
        stream = pool.submit(streamed, client, HELD["question"])
        second = cluster.waiting(first, again)
        second.end()
        cluster.let_go()
        answer = whole.result()
        assert answer.status_code == 200, answer.text
        assert client.get(f"/v1/answers/{answer.json()['id']}").json() == answer.json()
        assert stream.result() is None
        asked_again = streamed(client, HELD["question"])
        assert asked_again is not None and asked_again.json()["status"] == "answered"
    line = cluster.noted(answer)
    assert line["copies"] == f"127.0.0.1:{first.port}, 127.0.0.1:{again.port}"
    assert line["statuses"] == "502, 200"
    cluster.start(first, second)


def test_a_stream_goes_through_at_once_and_its_heart_beats(cluster: Cluster) -> None:
    cluster.hold()
    body = {**HELD, "stream": True}
    with cluster.client() as client, client.stream("POST", "/v1/answers", json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        seen = ""
        for text in response.iter_text():  # nothing lets go of the answer until both have come
            seen += text
            if '"working"' in seen and ": ping" in seen:
                cluster.let_go()
    assert "event: done" in seen


@pytest.mark.parametrize("end_user", [None, "Zoë"])
def test_limits_hold_across_copies(cluster: Cluster, end_user: str | None) -> None:
    name = f"narrow {end_user}"
    rate: dict[str, Any] = {"answers_a_minute": 1, "burst": 6} if end_user is None else {}
    secret = make(cluster.database, a_key(name, trusted=True, **rate))
    allowed = 6 if end_user is None else 5  # what REFORM_QA_USER_BURST is
    named = {} if end_user is None else {"Reform-End-User": end_user.encode()}

    def ask(copy: Copy) -> httpx.Response:
        with cluster.of(copy, secret) as client:
            return client.post("/v1/answers", json=HELP, headers=named)  # type: ignore[arg-type]

    for copy in cluster.copies:
        wait_for(lambda copy=copy: _knows(cluster, copy, secret))  # type: ignore[misc]
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(ask, cluster.copies * 4))
    refused = [reply for reply in replies if reply.status_code != 200]
    assert len(replies) - len(refused) in (allowed, allowed + (end_user is not None))
    for reply in refused:
        is_problem(reply, 429, "too-many-requests")
        assert int(reply.headers["retry-after"]) >= 1


def _knows(cluster: Cluster, copy: Copy, secret: str) -> bool:
    with cluster.of(copy, secret) as client:
        return client.get("/v1/about").is_success


def test_a_pause_and_a_revoked_key_reach_every_copy(cluster: Cluster) -> None:
    secret = make(cluster.database, a_key("short-lived"))
    with cluster.client() as client, cluster.client(secret) as other:
        wait_for(lambda: other.get("/v1/about").is_success)
        assert main(["pause", "--message", "Checking the new documents."]) == 0
        try:
            wait_for(lambda: all(_status(copy) == "paused" for copy in cluster.copies))
            for _ in range(2 * len(cluster.copies)):
                problem = is_problem(client.post("/v1/answers", json=HELP), 503, "paused")
                assert problem["detail"] == "Checking the new documents."
        finally:
            assert main(["resume"]) == 0
        wait_for(lambda: all(_status(copy) == "ready" for copy in cluster.copies))
        assert client.post("/v1/answers", json=HELP).status_code == 200
        KeyStore(cluster.database).revoke("short-lived")
        for copy in cluster.copies:
            wait_for(lambda copy=copy: not _knows(cluster, copy, secret))  # type: ignore[misc]


def _status(copy: Copy) -> str | None:
    said = copy.ready()
    return said["status"] if said else None


def test_a_database_that_restarts_costs_time_but_no_answer(cluster: Cluster) -> None:
    cluster.hold()
    with cluster.client() as client, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, "/v1/answers", json=HELD)
        copy = cluster.waiting()
        cluster.postgres.stop("fast")
        try:
            wait_for(lambda: all(each.ready() is None for each in cluster.copies))
            for refused in (
                client.post("/v1/answers", json=HELP),
                client.get("/v1/documents"),
                httpx.get(f"{copy.url}/readyz", trust_env=False),
            ):
                is_problem(refused, 503, "not-ready")
                assert refused.headers["retry-after"]
            assert httpx.get(f"{copy.url}/healthz", trust_env=False).is_success
            cluster.let_go()
            _wait_for_log(cluster, copy, "database")
            assert not asked.done()
        finally:
            cluster.postgres.start()
        answer = asked.result()
        assert answer.status_code == 200, answer.text
        for each in cluster.copies:
            each.wait()
            with cluster.of(each) as one:
                known = one.get(f"/v1/answers/{answer.json()['id']}")
                assert known.json() == answer.json()
        assert client.post("/v1/answers", json=HELP).status_code == 200
    assert main(["audit", "verify"]) == 0


def test_neither_key_nor_question_is_in_what_nginx_writes(cluster: Cluster) -> None:
    word = "unmistakably"
    with cluster.client() as client:
        assert client.get("/v1/search", params={"q": f"{word} help"}).status_code == 200
        assert client.get("/metrics").status_code == 404
        far_too_long = client.post("/v1/answers", json={"question": "x" * 100_000})
        is_problem(far_too_long, 413, "too-large")
    written = "".join(
        (cluster.folder / name).read_text("utf-8") for name in ("access.log", "error.log")
    )
    assert len(cluster.balanced()) >= 3
    assert word not in written
    assert cluster.key not in written


def _wait_for_log(cluster: Cluster, copy: Copy, word: str) -> Any:
    log = cluster.folder / f"copy-{copy.port}.log"
    wait_for(lambda: word in log.read_text("utf-8"))
