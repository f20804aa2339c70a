"""Work that nobody waits for any more stops; who waits hears a heartbeat."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from service import stopping
from service.problems import ProblemError
from service.routes import stream
from service.schemas import Question
from service.store import AnswerStore, Chosen
from service.workers import Workers
from tests.evals.targets.serving import Server, small_service
from tests.service.api.asking import HELP, is_problem
from tests.service.api.fakes import FakeEngine

ENOUGH = 30.0


class Slow:
    """Work that goes on until it is told to stop, or to end well."""

    def __init__(self) -> None:
        self.begun, self.finish, self.stopped = (threading.Event() for _ in range(3))

    def __call__(self, _: Question | None = None) -> None:
        self.begun.set()
        end = time.monotonic() + ENOUGH
        while not self.finish.wait(0.01) and time.monotonic() < end:
            try:
                stopping.check()
            except stopping.Stopped:
                self.stopped.set()
                raise


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.finish.set()


@pytest.fixture
def server(tmp_path: Path, made_once: Path, slow: Slow) -> Iterator[Server]:
    shutil.copytree(made_once, tmp_path / "index")
    server = Server(small_service(tmp_path, FakeEngine(slow)))
    yield server
    server.stop()


def test_nothing_stops_where_nobody_can_give_up() -> None:
    stopping.check()


def test_work_that_took_too_long_is_told_to_stop(slow: Slow) -> None:
    async def run() -> None:
        workers = Workers(at_once=1, waiting=0, seconds=0.1)
        with pytest.raises(ProblemError):
            await workers.run(slow)
        assert await asyncio.to_thread(slow.stopped.wait, ENOUGH)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("error", "logged"), [(ValueError, True), (stopping.Stopped, False), (None, False)]
)
def test_a_crash_after_the_time_was_up_is_logged(
    error: type[Exception] | None, logged: bool, caplog: pytest.LogCaptureFixture
) -> None:
    go_on = threading.Event()

    def crash() -> None:
        go_on.wait(ENOUGH)
        raise error() if error else ProblemError("paused")

    async def run() -> None:
        workers = Workers(at_once=1, waiting=0, seconds=0.1)
        with pytest.raises(ProblemError, match="took longer"):
            await workers.run(crash)
        go_on.set()
        end = time.monotonic() + ENOUGH
        while workers.taken:
            assert time.monotonic() < end
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert ("ValueError" in caplog.text) == logged


def _leave(server: Server, body: dict[str, object], until: Callable[[], bool]) -> None:
    """Ask, wait for the work to begin, and break the connection off."""
    content = json.dumps(body).encode()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(
            b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
        )
        assert until()


@pytest.mark.parametrize("streamed", [False, True])
def test_who_leaves_stops_the_work_and_nothing_is_kept(
    server: Server, slow: Slow, tmp_path: Path, streamed: bool
) -> None:
    _leave(server, {**HELP, "stream": streamed}, lambda: slow.begun.wait(ENOUGH))
    assert slow.stopped.wait(ENOUGH)
    slow.finish.set()
    assert httpx.post(f"{server.url}/v1/answers", json=HELP).status_code == 200
    assert len(list(AnswerStore(tmp_path / "answers.sqlite").all(Chosen()))) == 1


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/chat/completions"])
def test_a_stream_has_heartbeats_until_the_answer_is_there(
    server: Server, slow: Slow, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PING_SECONDS", 0.02)
    messages = [{"role": "user", "content": HELP["question"]}]
    body = {"messages": messages} if "chat" in path else dict(HELP)
    with httpx.stream("POST", server.url + path, json={**body, "stream": True}) as response:
        beats, said = 0, ""
        for line in response.iter_lines():
            beats += line.startswith(":")
            said += line
            if beats == 3:
                slow.finish.set()
    assert beats >= 3
    assert "April 2026" in said


def test_an_answer_under_way_is_given_before_the_service_ends(server: Server, slow: Slow) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(httpx.post, f"{server.url}/v1/answers", json=HELP, timeout=ENOUGH)
        assert slow.begun.wait(ENOUGH)
        server.ask_to_stop()
        with pytest.raises(httpx.TransportError):
            while True:
                httpx.get(f"{server.url}/healthz")
        assert not asked.done()
        slow.finish.set()
        assert asked.result(ENOUGH).status_code == 200
    server.wait()


def test_who_still_waits_when_the_service_ends_is_told_to_come_again(
    server: Server, slow: Slow
) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(httpx.post, f"{server.url}/v1/answers", json=HELP, timeout=ENOUGH)
        assert slow.begun.wait(ENOUGH)
        server.ask_to_stop(patience=1)
        refused = asked.result()
    is_problem(refused, 503, "not-ready")
    assert refused.headers["retry-after"]
    assert slow.stopped.wait(ENOUGH)
    server.wait()
