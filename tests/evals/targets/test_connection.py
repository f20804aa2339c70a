"""Patience with a service: what is waited for, for how long, and when it ends."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from starlette.responses import HTMLResponse, Response

from evals.targets import connection
from evals.targets.remote import Remote
from ingest.errors import TryLater
from tests.evals.targets.conftest import Serve
from tests.evals.targets.serving import ANSWERS, LIBRARY, Front, Server, Times, about, problem


def limited(after: str | None = None) -> Response:
    named = {} if after is None else {"Retry_After": after}
    return problem(429, "Too many requests", "wait a little", **named)


def test_a_limit_is_waited_for_as_long_as_the_service_asks(remote: Remote, front: Front) -> None:
    front.instead = Times(ANSWERS, limited("1"), limited("1"))
    began = time.monotonic()
    assert remote.answer(about()).citations
    assert 2.0 <= time.monotonic() - began < 20.0
    assert front.count(ANSWERS) == 3


def test_a_date_is_understood_as_well(remote: Remote, front: Front, waits: list[float]) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    front.instead = Times(ANSWERS, limited(date))
    remote.answer(about())
    assert 37 < waits[0] <= 40


@pytest.mark.parametrize("after", ["3600", "9" * 400, "Fri, 31 Dec 9998 23:59:59 GMT"])
def test_no_wait_is_longer_than_two_minutes(
    after: str, remote: Remote, front: Front, waits: list[float]
) -> None:
    front.instead = Times(ANSWERS, limited(after))
    remote.answer(about())
    assert waits == [pytest.approx(120, abs=1)]


@pytest.mark.parametrize(
    "after",
    [None, "", "soon", "-5", "1.5", "²", "0", "Fri, 32 Dec 2000", "1 Jan 1999 00:00:00 GMT"],
)
def test_without_a_wait_that_makes_sense_waits_grow(
    after: str | None, remote: Remote, front: Front, waits: list[float]
) -> None:
    front.instead = Times(ANSWERS, *[limited(after)] * 4)
    remote.answer(about())
    assert waits == [0.5, 1, 2, 4]


def test_a_limit_without_end_is_one_error(remote: Remote, front: Front, waits: list[float]) -> None:
    front.instead = Times(ANSWERS, limited("7"), always=True)
    with pytest.raises(TryLater, match=r"allows too few requests .429 Too many requests: wait"):
        remote.answer(about())
    assert front.count(ANSWERS) == 12
    assert min(waits) > 6


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_may_pass_is_tried_again_after_growing_waits(
    status: int, remote: Remote, front: Front, waits: list[float]
) -> None:
    front.instead = Times(ANSWERS, *[HTMLResponse("<h1>Bad gateway</h1>", status)] * 4)
    assert remote.answer(about()).citations
    assert waits == [0.5, 1, 2, 4]


def test_a_service_that_is_not_ready_may_say_when(
    remote: Remote, front: Front, waits: list[float]
) -> None:
    front.instead = Times(ANSWERS, problem(503, "Not ready", Retry_After="5"))
    remote.answer(about())
    assert waits == [pytest.approx(5, abs=0.5)]


def test_nothing_else_is_tried_again(remote: Remote, front: Front, waits: list[float]) -> None:
    for status in (400, 413, 500, 501):
        front.instead = Times(ANSWERS, problem(status, "No"))
        with pytest.raises(Exception, match=f"{status} No"):
            remote.answer(about())
    assert waits == []


def test_where_no_service_is_that_is_said_soon(waits: list[float], serve: Serve) -> None:
    server = serve(HTMLResponse(""))
    server.stop()
    with pytest.raises(TryLater, match=r"does not answer .*refused") as error:
        Remote(server.url)
    assert server.url in str(error.value)
    assert waits == [0.5, 1]


def test_a_service_without_an_index_says_what_to_run(serve: Serve, waits: list[float]) -> None:
    server = serve(problem(503, "The service is not ready", "run `reform-ingest`"))
    with pytest.raises(TryLater, match=r"does not answer .503 .*: run `reform-ingest`"):
        Remote(server.url)


def test_a_service_that_dies_has_half_a_minute_to_come_back(
    own_remote: Remote, own_server: Server, waits: list[float]
) -> None:
    own_server.stop()
    with pytest.raises(TryLater, match=r"stopped answering .*refused"):
        own_remote.answer(about())
    assert waits == [0.5, 1, 2, 4, 8, 16]


def test_a_service_that_comes_back_goes_on(
    own_remote: Remote, own_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep_using_event(_: threading.Event) -> object:
        return lambda _: own_server.start()

    own_server.stop()
    monkeypatch.setattr(connection, "sleep_using_event", sleep_using_event)
    assert own_remote.answer(about()).citations


def test_an_answer_that_takes_too_long_is_not_waited_for(server: Server, front: Front) -> None:
    remote = Remote(server.url, timeout=0.2)
    remote.stop()  # no second attempt
    front.seconds = 1.0
    with pytest.raises(TryLater, match="timed out"):
        remote.answer(about())
    remote.close()


def test_a_service_that_breaks_off_is_one_error(remote: Remote, front: Front) -> None:
    remote.stop()
    front.instead = Times(ANSWERS, Response(b"{", headers={"content-length": "99"}))
    with pytest.raises(TryLater, match="stopped answering"):
        remote.answer(about())


def test_stopping_ends_a_wait_at_once(remote: Remote, front: Front) -> None:
    front.instead = Times(ANSWERS, limited("100"), always=True)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(remote.answer, about()) for _ in range(4)]
        while front.count(ANSWERS) < 4:
            time.sleep(0.01)
        remote.stop()
        errors = [future.exception() for future in waiting]
    assert all(isinstance(error, TryLater) for error in errors)
    assert time.monotonic() - began < 30


def test_one_that_gives_up_spares_the_others_their_wait(
    remote: Remote, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WHEN_LIMITED", (3, 60.0))
    front.instead = Times(ANSWERS, limited("1"), always=True)
    began = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        errors = list(pool.map(lambda _: _error(remote), range(6)))
    assert all(isinstance(error, TryLater) for error in errors)
    assert time.monotonic() - began < 10  # not 6 times 2


def test_those_whom_the_service_limits_come_again_one_by_one(
    remote: Remote, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that takes one request a while gives all of them an answer in the end."""
    monkeypatch.setattr(connection, "FIRST_WAIT", 0.01)
    front.instead = bucket = Bucket(every=0.1)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(remote.answer, [about()] * 16))
    assert all(answer.citations for answer in answers)
    assert bucket.refused > 0
    assert time.monotonic() - began < 15  # 20 when they take it from each other


class Bucket:
    """Lets one request for an answer through in `every` seconds."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._next = 0.0
        self.refused = 0

    def __call__(self, request: object) -> Response | None:
        now = time.monotonic()
        if now < self._next:
            self.refused += 1
            return limited("0")
        self._next = now + self._every
        return None


def _error(remote: Remote) -> BaseException | None:
    try:
        remote.answer(about())
    except TryLater as error:
        return error
    return None


def test_the_library_is_waited_for_as_well(serve: Serve, front: Front, server: Server) -> None:
    front.instead = Times(LIBRARY, limited("0"))
    Remote(server.url).close()
    assert front.count(LIBRARY) == 2
