"""Opening a model: from the settings alone, with errors that say what to do."""

from __future__ import annotations

import builtins
import subprocess
import sys
from typing import Any

import pytest
from pydantic import SecretStr

from ingest.errors import FixSettings
from ingest.settings import Settings, load_settings
from service.writing.model import open_model
from service.writing.writer import open_writer

KEY = "a-secret-key"


def test_without_a_model_nothing_of_langchain_is_imported() -> None:
    code = (
        "import sys; from ingest.settings import Settings; import service.engine;"
        "from service.writing.writer import open_writer; assert open_writer(Settings()) is None;"
        "print([m for m in sys.modules if m.split('.')[0] in ('langchain', 'openai')"
        " or m.startswith('langchain_core')])"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("llm", "module", "told"),
    [
        ("openai:gpt", "langchain_openai", "reform-qa[openai]"),
        ("azure_openai:gpt", "langchain_openai", "reform-qa[azure]"),
        ("anthropic:claude", "langchain_anthropic", "reform-qa[anthropic]"),
        ("ollama:qwen", "langchain_ollama", "reform-qa[ollama]"),
        ("openai:gpt", "langchain.chat_models", "reform-qa[openai]"),
        ("mistralai:large", "langchain_mistralai", "pip install langchain langchain-mistralai"),
    ],
)
def test_a_missing_package_is_an_error_that_names_the_extra(
    llm: str, module: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name == module:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return real(name, *arguments, **more)

    _forget_creators()
    monkeypatch.setattr("importlib.import_module", lambda name, *_: without(name))
    monkeypatch.setattr(builtins, "__import__", without)
    try:
        with pytest.raises(FixSettings, match=told.replace("[", r"\[")):
            open_model(Settings(llm=llm, llm_key=SecretStr(KEY)))
    finally:
        monkeypatch.undo()
        _forget_creators()


def _forget_creators() -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()


@pytest.mark.parametrize("llm", ["nobody:model", "azure_openai:gpt"])
def test_what_can_not_be_opened_is_a_setting_to_mend_and_never_shows_the_key(llm: str) -> None:
    with pytest.raises(FixSettings, match="REFORM_QA_LLM") as raised:
        open_model(Settings(llm=llm, llm_key=SecretStr(KEY)))
    assert KEY not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [{"llm": "gpt"}, {"llm": "openai:"}, {"llm_url": "localhost:1"}, {"llm_output": "xml"}],
)
def test_a_setting_of_another_form_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(FixSettings, match=f"REFORM_QA_{next(iter(given)).upper()}"):
        load_settings(**given)


def test_a_local_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    writer = open_writer(Settings(llm="openai:local", llm_url="http://127.0.0.1:9/v1"))
    assert writer is not None
    assert writer.name == "openai:local"
