"""A language model behind the API: streamed statement by statement, cancelled, counted, stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace as changed

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.engine import Engine
from service.listening import Listener
from service.live import LiveIndex
from service.opened import OpenBuild
from service.routes.stream import events
from service.schemas import Answer, Question, Statement
from service.state import ServiceState
from service.steps import decide
from service.store import AnswerStore
from service.writing import support
from tests.service.api.asking import HELP
from tests.service.api.builds import live_index
from tests.service.steps.small import ALWAYS, MODELS
from tests.service.writing.conftest import BY_WORDS
from tests.service.writing.queued import QueuedModel, said, used, writer_of

STATED = "Family help will be offered by every council by April 2026."


class WritingEngine(Engine):
    def __init__(self, model: QueuedModel) -> None:
        self._models = changed(MODELS, writer=writer_of(model, input_price=1.0, output_price=1.0))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> QueuedModel:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)
    monkeypatch.setattr(support, "support", lambda: BY_WORDS)
    return QueuedModel()


@pytest.fixture
def writing(settings: Settings, live: LiveIndex, model: QueuedModel) -> TestClient:
    state = ServiceState(settings, WritingEngine(model), live, AnswerStore(settings.answers))
    return TestClient(build_app(state))


def test_a_models_answer_is_stored_with_its_usage(writing: TestClient, model: QueuedModel) -> None:
    model.tell(said((STATED, [1])), used(1000, 500))
    told = writing.post("/v1/answers", json=HELP).json()
    assert (told["engine"], told["model"]) == ("generative", "queued:model")
    assert told["usage"] == {
        "input_tokens": 1000,
        "output_tokens": 500,
        "estimated": False,
        "cost": 0.0015,
        "kept": 1,
        "replaced": 0,
        "dropped": 0,
        "failure": None,
    }
    assert writing.get(f"/v1/answers/{told['id']}").json() == told


def test_tokens_cost_fates_and_failures_are_counted(
    writing: TestClient, model: QueuedModel
) -> None:
    model.tell(said((STATED, [1])), used(1000, 500))
    model.tell(RuntimeError("no"))
    for _ in range(2):
        writing.post("/v1/answers", json=HELP)
    text = writing.get("/metrics").text
    for line in (
        'reform_answers_total{engine="generative",status="answered"} 1.0',
        'reform_llm_statements_total{fate="kept"} 1.0',
        'reform_llm_failures_total{reason="failed"} 1.0',
        'reform_llm_tokens_total{direction="output"} 500.0',
    ):
        assert line in text
    assert "reform_llm_cost_total 0.00" in text


def test_a_stream_tells_every_statement_once(writing: TestClient, model: QueuedModel) -> None:
    model.tell(said((STATED, [1])))
    text = writing.post("/v1/answers", json={**HELP, "stream": True}).text
    names = [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event")]
    sent = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data")]
    whole = json.loads(sent[-1])
    assert STATED in [statement["text"] for statement in whole["statements"]]
    assert names == ["status", *["statement"] * len(whole["statements"]), "status", "done"]


@pytest.mark.anyio
async def test_a_statement_is_sent_before_the_answer_is_whole_and_who_leaves_ends_the_work() -> (
    None
):
    first, gone = Statement(text=STATED, citations=[1]), asyncio.Event()

    async def work(stated: Callable[[Statement], None]) -> Answer:
        stated(first)
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        raise AssertionError("it waits until it is cancelled")

    stream = events(work)
    assert b"working" in await anext(stream)
    sent = await anext(stream)
    assert sent.startswith(b"event: statement")
    assert json.loads(sent.split(b"data: ")[1]) == first.model_dump()
    assert not gone.is_set()
    await stream.aclose()  # type: ignore[attr-defined]
    await asyncio.wait_for(gone.wait(), 5)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_the_engine_is_told_how_long_whoever_asks_will_wait(
    settings: Settings, root: object
) -> None:
    heard: list[Listener] = []

    class Noting(WritingEngine):
        def answer_to(self, listener: Listener, question: Question, build: OpenBuild) -> Answer:
            heard.append(listener)
            raise RuntimeError("noted")

    state = ServiceState(
        settings, Noting(QueuedModel()), live_index(settings.index), AnswerStore(settings.answers)
    )
    with TestClient(build_app(state)) as client:
        client.post("/v1/answers", json=HELP)
    assert heard[0].until < float("inf")
    assert heard[0].gone.is_set()
