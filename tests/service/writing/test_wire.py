"""The real client libraries against what the providers' protocols look like on the wire."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.settings import Settings
from service.engine import Engine
from service.listening import Listener
from service.opened import OpenBuild
from service.schemas import Answer, Question
from service.writing.writer import open_writer
from tests.service.steps.small import MODELS
from tests.service.writing.conftest import TRAINING
from tests.service.writing.queued import said
from tests.service.writing.test_write import ASKED, RIGHT
from tests.service.writing.wire import READ, WRITTEN, Wire, serving

PROVIDERS = ("openai", "azure_openai", "ollama", "anthropic")
PATHS = {
    "openai": "/v1/chat/completions",
    "azure_openai": "/openai/deployments/fake/chat/completions?api-version=2024-10-21",
    "ollama": "/api/chat",
    "anthropic": "/v1/messages",
}
KEYS = {
    "openai": ("authorization", "Bearer secret"),
    "azure_openai": ("api-key", "secret"),
    "anthropic": ("authorization", "Bearer secret"),
}
CUT = {"openai": "length", "azure_openai": "length", "ollama": "length", "anthropic": "max_tokens"}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving(Wire(says=said((RIGHT, [1])))) as wire:
        yield wire


class WiredEngine(Engine):
    """The real engine and client library over the arithmetic models."""

    def __init__(self, settings: Settings) -> None:
        self._models = replace(MODELS, writer=open_writer(settings))


def settings_of(provider: str, wire: Wire, **more: Any) -> Settings:
    url = f"{wire.url}/v1" if provider == "openai" else wire.url
    given = {"llm": f"{provider}:fake", "llm_url": url, "llm_key": "secret", "llm_seconds": 20.0}
    if provider == "azure_openai":
        given["llm_api_version"] = "2024-10-21"
    return Settings(**{**given, **more})


def ask(settings: Settings, library: OpenBuild, listener: Listener | None = None) -> Answer:
    engine = WiredEngine(settings)
    return engine.answer_to(listener or Listener(), Question(question=ASKED), library)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_answer_comes_through_with_its_tokens(
    provider: str, wire: Wire, library: OpenBuild
) -> None:
    told = ask(settings_of(provider, wire), library)
    assert (told.engine, told.model) == ("generative", f"{provider}:fake")
    assert [statement.text for statement in told.statements] == [RIGHT]
    assert [citation.quote for citation in told.citations] == [TRAINING]
    assert told.usage is not None
    assert (told.usage.input_tokens, told.usage.output_tokens) == (READ, WRITTEN)
    assert not told.usage.estimated


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_sent_is_streamed_limited_and_has_the_key(
    provider: str, wire: Wire, library: OpenBuild
) -> None:
    ask(settings_of(provider, wire, llm_tokens=123), library)
    (body,), (path,), (headers,) = wire.bodies, wire.paths, wire.headers
    assert path == PATHS[provider]
    assert body["stream"] is True
    options = body.get("options", body)
    assert options["temperature"] == 0
    limits = {options.get(n) for n in ("max_tokens", "max_completion_tokens", "num_predict")}
    assert 123 in limits
    if provider in KEYS:
        name, value = KEYS[provider]
        assert headers[name] == value


FORMS = [
    ("openai", "json", {"type": "json_object"}),
    ("openai", "text", None),
    ("azure_openai", "json", {"type": "json_object"}),
    ("ollama", "json", "json"),
    ("ollama", "text", None),
]


@pytest.mark.parametrize(("provider", "output", "form"), FORMS)
def test_the_model_is_held_to_the_form_of_the_settings(
    provider: str, output: str, form: Any, wire: Wire, library: OpenBuild
) -> None:
    wire.says = wire.says if output == "json" else f"{RIGHT} [1]"
    told = ask(settings_of(provider, wire, llm_output=output), library)
    assert told.engine == "generative"
    sent = wire.bodies[0].get("response_format", wire.bodies[0].get("format"))
    assert (sent or None) == form


@pytest.mark.parametrize("provider", ["openai", "azure_openai", "ollama"])
def test_a_schema_can_be_asked_for(provider: str, wire: Wire, library: OpenBuild) -> None:
    told = ask(settings_of(provider, wire, llm_output="schema"), library)
    assert told.engine == "generative"
    body = wire.bodies[0]
    sent = body.get("format") or body["response_format"]["json_schema"]["schema"]
    assert sent["required"] == ["statements"]


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("status", "reason"), [(429, "rate_limited"), (400, "rejected")])
def test_a_refused_request_falls_back_to_quotes(
    provider: str, status: int, reason: str, wire: Wire, library: OpenBuild
) -> None:
    wire.status = status
    told = ask(settings_of(provider, wire), library)
    assert told.statements[0].text == TRAINING
    assert told.usage is not None
    assert told.usage.failure == reason


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_answer_that_is_cut_off_is_noticed(
    provider: str, wire: Wire, library: OpenBuild
) -> None:
    wire.says, wire.ending = wire.says[:40], CUT[provider]
    told = ask(settings_of(provider, wire), library)
    assert told.usage is not None
    assert told.usage.failure == "cut_off"
    assert told.engine == "extractive"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_who_goes_away_closes_the_connection_to_the_model(
    provider: str, wire: Wire, library: OpenBuild
) -> None:
    wire.hangs = True
    listener = Listener()
    thread = threading.Thread(target=ask, args=(settings_of(provider, wire), library, listener))
    thread.start()
    _until(lambda: bool(wire.bodies))
    listener.gone.set()
    thread.join(20)
    assert not thread.is_alive()
    assert wire.left.wait(20)


def test_a_server_that_is_not_there_is_no_error(library: OpenBuild) -> None:
    settings = Settings(llm="openai:fake", llm_url="http://127.0.0.1:9/v1", llm_seconds=20.0)
    told = ask(settings, library)
    assert told.usage is not None
    assert told.usage.failure == "unreachable"
    assert told.statements[0].text == TRAINING


def test_a_key_of_the_environment_is_never_sent_to_a_server_of_the_settings(
    wire: Wire, library: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "meant-for-another")
    ask(settings_of("openai", wire, llm_key=None), library)
    assert "meant-for-another" not in str(wire.headers)


def _until(true: Any, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)
