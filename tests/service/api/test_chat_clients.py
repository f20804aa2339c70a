"""OpenAI's own client and LangChain's, over a real port, ask as they would ask OpenAI."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam
from pydantic import SecretStr

from service.keys import Role
from service.schemas import Question
from service.store import AnswerStore
from tests.evals.targets.serving import Server, small_service
from tests.service.api.fakes import FakeEngine
from tests.service.api.keyed import a_key, make

MODEL = "reform-qa"
QUESTION = "When will family help be offered?"
SAYS = "Every council will offer family help by April 2026."
HISTORY: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "Answer briefly."},
    {"role": "user", "content": "Who has a right to an advocate?"},
    {"role": "assistant", "content": "Every child in care. [1]"},
    {"role": "user", "content": QUESTION},
]


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def served(
    tmp_path: Path, made_once: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, str]]:
    """The address that OpenAI's clients are given, and a key."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(made_once, tmp_path / "index")
    store = AnswerStore(tmp_path / "answers.sqlite")
    secret = make(store.database, a_key(role=Role.ASK, burst=3))
    server = Server(small_service(tmp_path, engine))
    yield f"{server.url}/v1", secret
    server.stop()


@pytest.fixture
def client(served: tuple[str, str]) -> Iterator[OpenAI]:
    with OpenAI(base_url=served[0], api_key=served[1], max_retries=0) as client:
        yield client


@pytest.fixture
def model(served: tuple[str, str]) -> ChatOpenAI:
    url, secret = served
    return ChatOpenAI(base_url=url, api_key=SecretStr(secret), model=MODEL, max_retries=0)


def _quotes(citations: Any) -> list[str]:
    return [citation["quote"] for citation in citations]


def test_openai_asks_with_a_history(client: OpenAI, engine: FakeEngine) -> None:
    heard: list[Question] = []
    engine.before = heard.append
    told = client.chat.completions.create(model=MODEL, messages=HISTORY, temperature=0)
    message = told.choices[0].message
    assert SAYS in (message.content or "")
    assert "**Sources**\n- [1] Family help strategy" in (message.content or "")
    assert SAYS in _quotes((message.model_extra or {})["citations"])[0]
    assert told.usage is not None
    assert [turn.question for turn in heard[0].history] == ["Who has a right to an advocate?"]


def test_openai_reads_the_stream(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model=MODEL, messages=HISTORY, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    said = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert SAYS in "".join(delta.content or "" for delta in said)
    assert SAYS in _quotes((said[-1].model_extra or {})["citations"])[0]
    assert chunks[-1].usage is not None


def test_openai_lists_the_models(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]


def test_openai_raises_its_own_errors(client: OpenAI, served: tuple[str, str]) -> None:
    with pytest.raises(openai.NotFoundError) as unknown:
        client.chat.completions.create(model="gpt-4o", messages=HISTORY)
    assert unknown.value.code == "unknown-model"
    with pytest.raises(openai.UnprocessableEntityError, match="an e-mail address"):
        client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "Who is a@b.org?"}]
        )
    client.chat.completions.create(model=MODEL, messages=HISTORY)
    with pytest.raises(openai.RateLimitError) as limited:
        client.chat.completions.create(model=MODEL, messages=HISTORY)
    assert limited.value.response.headers["retry-after"]
    with (
        OpenAI(base_url=served[0], api_key="rqa_wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError),
    ):
        stranger.models.list()


def test_openai_raises_an_error_within_a_stream(client: OpenAI, engine: FakeEngine) -> None:
    def crash(_: Question) -> None:
        raise RuntimeError

    engine.before = crash
    stream = client.chat.completions.create(model=MODEL, messages=HISTORY, stream=True)
    with pytest.raises(openai.APIError, match="fault of the service"):
        list(stream)


def test_langchain_asks_with_a_history(model: ChatOpenAI, engine: FakeEngine) -> None:
    heard: list[Question] = []
    engine.before = heard.append
    told = model.invoke(
        [
            SystemMessage("Answer briefly."),
            HumanMessage("Who has a right to an advocate?"),
            AIMessage("Every child in care. [1]"),
            HumanMessage(QUESTION),
        ]
    )
    assert SAYS in told.text
    assert "- [1] Family help strategy" in told.text
    assert [turn.answer for turn in heard[0].history] == ["Every child in care. [1]"]


def test_langchain_reads_the_stream(model: ChatOpenAI) -> None:
    chunks = list(model.stream(QUESTION))
    assert len(chunks) > 2
    assert SAYS in "".join(chunk.text for chunk in chunks)
    assert "**Sources**" in "".join(chunk.text for chunk in chunks)
