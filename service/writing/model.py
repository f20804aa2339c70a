"""The chat model of the settings, through LangChain, whoever provides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import FixSettings
from ingest.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import Runnable

RETRIES = 1
NO_KEY = "none"  # the client libraries insist on one; a model of one's own often needs none

# What an answer must look like, where the provider can hold the model to it.
SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "sources": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "sources"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}
# Beside the request: as an argument of its own, the client library would take it for a wish that it
# read the answer itself, by a way that keeps a cancelled connection open.
_OPENAI: dict[str, dict[str, Any]] = {
    "json": {"extra_body": {"response_format": {"type": "json_object"}}},
    "schema": {
        "extra_body": {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": SHAPE},
            }
        }
    },
}


@dataclass(frozen=True, slots=True)
class Provider:
    """How a provider calls what every provider has. `held` is what holds the model to JSON of any
    shape and to `SHAPE`, by the setting `REFORM_QA_LLM_OUTPUT`."""

    extra: str | None = None
    url: str = "base_url"
    tokens: str = "max_tokens"
    timeout: str | None = "timeout"
    fixed: Mapping[str, Any] | None = None
    held: Mapping[str, Mapping[str, Any]] | None = None


# Others that `init_chat_model` knows are called as most are, and asked for JSON in words alone.
PROVIDERS = {
    "openai": Provider("openai", fixed={"stream_usage": True}, held=_OPENAI),
    "azure_openai": Provider(
        "azure", url="azure_endpoint", fixed={"stream_usage": True}, held=_OPENAI
    ),
    "anthropic": Provider("anthropic"),
    "ollama": Provider(
        "ollama",
        tokens="num_predict",
        timeout=None,
        held={"json": {"format": "json"}, "schema": {"format": SHAPE}},
    ),
}


def open_model(settings: Settings) -> Runnable[LanguageModelInput, BaseMessage]:
    """The model that the settings name, held to a form where that can be done. Nobody is called.

    Raises `FixSettings` where its package is missing, naming the extra, or a setting is wrong.
    """
    assert settings.llm is not None  # noqa: S101 - its caller has looked
    name = settings.llm.partition(":")[0]
    provider = PROVIDERS.get(name, Provider())
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise _missing(name, provider, "langchain") from error
    try:
        model: BaseChatModel = init_chat_model(settings.llm, **_arguments(settings, provider))
    except ImportError as error:
        raise _missing(name, provider, _package_in(error)) from error
    except Exception as error:
        # The libraries' own words, without what follows: they may repeat a key.
        said = str(error).strip().splitlines()[:1] if _is_safe(error, settings) else []
        raise FixSettings(
            f"the model {settings.llm} cannot be used ({''.join(said) or type(error).__name__}): "
            "set REFORM_QA_LLM to PROVIDER:MODEL, and REFORM_QA_LLM_KEY, _URL and _API_VERSION "
            "where the provider needs them"
        ) from error
    held = (provider.held or {}).get(settings.llm_output)
    return model.bind(**held) if held else model


def _arguments(settings: Settings, provider: Provider) -> dict[str, Any]:
    given: dict[str, Any] = {
        "temperature": settings.llm_temperature,
        provider.tokens: settings.llm_tokens,
        **(provider.fixed or {}),
    }
    if provider.timeout:
        given |= {provider.timeout: settings.llm_seconds, "max_retries": RETRIES}
    if settings.llm_url:
        given[provider.url] = settings.llm_url
    if key := _key(settings, provider):
        given["api_key"] = key
    if settings.llm_api_version:
        given["api_version"] = settings.llm_api_version
    return given


def _key(settings: Settings, provider: Provider) -> str | None:
    """Without one in the settings the provider's own variable is read, but never for a server that
    the settings name: it would get a key that was meant for another."""
    if settings.llm_key:
        return settings.llm_key.get_secret_value()
    return NO_KEY if settings.llm_url and provider.extra != "ollama" else None


def _missing(name: str, provider: Provider, package: str) -> FixSettings:
    remedy = f"pip install 'reform-qa[{provider.extra}]'" if provider.extra else ""
    return FixSettings(
        f"the model provider {name} needs the package {package}, which is not installed: "
        f"run {remedy or f'pip install langchain {package}'}"
    )


def _package_in(error: ImportError) -> str:
    """LangChain says which package it misses; a plain import says which module."""
    words = str(error).replace("`", " ").split()
    named = [word.strip(".,") for word in words if word.startswith(("langchain-", "langchain_"))]
    return (named or [error.name or "langchain"])[0].replace("_", "-")


def _is_safe(error: Exception, settings: Settings) -> bool:
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return not (key and key in str(error))
