"""Slow work: refused at once when it does not fit, given up in time, never piled up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.problems import ProblemError
from service.schemas import Question
from service.state import ANSWERS_AT_ONCE, ServiceState
from service.workers import Workers
from tests.service.api.asking import HELP, is_problem
from tests.service.api.fakes import FakeEngine

MANY = 30


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


async def _settled(workers: Workers) -> None:
    end = time.monotonic() + 10
    while workers.taken:
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def test_what_does_not_fit_is_refused_at_once(gate: threading.Event) -> None:
    async def run() -> None:
        workers = Workers(at_once=2, waiting=1, seconds=30)
        held = [asyncio.create_task(workers.run(gate.wait, 30)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(ProblemError) as caught:
            await workers.run(time.sleep, 0)
        assert caught.value.problem.status == 503
        assert caught.value.headers["Retry-After"]
        gate.set()
        assert await asyncio.gather(*held) == [True] * 3
        assert await workers.run(max, 1, 2) == 2

    asyncio.run(run())


def test_work_that_takes_too_long_keeps_its_thread_and_what_waits_never_runs(
    gate: threading.Event,
) -> None:
    async def run() -> None:
        ran: list[int] = []
        workers = Workers(at_once=1, waiting=5, seconds=0.2)
        tasks = [workers.run(gate.wait, 30), workers.run(ran.append, 1)]
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert [end.problem.status for end in ends if isinstance(end, ProblemError)] == [504, 504]
        assert workers.taken == 1  # the one that can not be broken off
        gate.set()
        await _settled(workers)
        assert ran == []

    asyncio.run(run())


def test_work_that_nobody_waits_for_any_more_is_not_begun(gate: threading.Event) -> None:
    async def run() -> None:
        ran: list[int] = []
        workers = Workers(at_once=1, waiting=5, seconds=30)
        held = asyncio.create_task(workers.run(gate.wait, 30))
        gone = asyncio.create_task(workers.run(ran.append, 1))
        await asyncio.sleep(0.05)
        gone.cancel()
        await asyncio.sleep(0.05)
        assert workers.taken == 1
        gate.set()
        assert await held
        assert ran == []

    asyncio.run(run())


def test_an_error_of_the_work_is_its_own() -> None:
    async def run() -> None:
        workers = Workers(at_once=1, waiting=0, seconds=1)
        for error in (TimeoutError, ValueError):
            with pytest.raises(error):
                await workers.run(_raise, error)
        await _settled(workers)

    asyncio.run(run())


def _raise(error: type[Exception]) -> None:
    raise error


@pytest.fixture
def hasty(state: ServiceState) -> ServiceState:
    """A service where two may wait and nobody longer than a second."""
    settings = Settings(
        index=state.settings.index, answers=state.settings.answers, queue=2, answer_seconds=1
    )
    return replace(state, settings=settings)


@pytest.fixture
def short(hasty: ServiceState) -> Iterator[TestClient]:
    with TestClient(build_app(hasty)) as client:
        yield client


def test_an_overload_is_refused_fast_and_health_goes_on(
    short: TestClient, engine: FakeEngine, gate: threading.Event, hasty: ServiceState
) -> None:
    running: list[int] = []

    def hold(_: Question) -> None:
        running.append(1)
        gate.wait(30)

    engine.before = hold
    with ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(short.post, "/v1/answers", json=HELP) for _ in range(MANY)]
        begun = time.monotonic()
        assert short.get("/healthz").status_code == 200
        assert time.monotonic() - begun < 1
        responses = [each.result(30) for each in asked]
    room = ANSWERS_AT_ONCE + 2
    statuses = sorted(response.status_code for response in responses)
    assert statuses == [503] * (MANY - room) + [504] * room
    for response in responses:
        is_problem(
            response, response.status_code, "busy" if response.status_code == 503 else "too-slow"
        )
        assert response.headers["retry-after"]
    assert len(running) == hasty.answering.taken == ANSWERS_AT_ONCE
    is_problem(short.get("/v1/search?q=help"), 504, "too-slow")
    gate.set()
    end = time.monotonic() + 10
    while hasty.answering.taken:
        assert time.monotonic() < end
    engine.before = lambda _: None
    assert short.post("/v1/answers", json=HELP).status_code == 200


def test_a_stream_that_takes_too_long_ends_with_a_problem(
    short: TestClient, engine: FakeEngine, gate: threading.Event
) -> None:
    def hold(_: Question) -> None:
        gate.wait(30)

    engine.before = hold
    text = short.post("/v1/answers", json={**HELP, "stream": True}).text
    assert "event: error" in text
    assert "/problems/too-slow" in text
