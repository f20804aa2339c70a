"""Every setting of ingest and service, in one list, because both open the same index.

Read from `REFORM_QA_*` environment variables, then `.env`, then `reform-qa.toml` in the working
folder. A name that is not in the list is refused, so that a misspelt setting is not silently
ignored. The chat page knows only HTTP and keeps its own settings under `REFORM_QA_UI_*`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.errors import FixSettings

PREFIX = "REFORM_QA_"
UI_PREFIX = "REFORM_QA_UI_"
TOML_FILE = "reform-qa.toml"
_ORIGIN = re.compile(r"https?://[^/*\s,]+")


class Settings(BaseSettings):
    """Values with their bounds; the description of each is the README's table."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", toml_file=TOML_FILE, extra="ignore", frozen=True
    )

    index: Annotated[Path, Field(description="folder of the index")] = Path("var/index")
    corpus: Annotated[Path, Field(description="what `reform-ingest` reads without arguments")] = (
        Path("corpus")
    )
    models: Annotated[Path, Field(description="folder of the fetched models")] = Path("var/models")
    embedder: Annotated[
        str, Field(description="a model of `ingest/models.toml`, or a sentence-transformers folder")
    ] = "bge-small-en-v1.5"
    ocr: Annotated[
        Literal["auto", "off"],
        Field(
            description="`auto` reads scanned pages where tesseract is installed; `off` does not"
        ),
    ] = "auto"
    threads: Annotated[
        int, Field(ge=1, le=64, description="processor threads that the models may use")
    ] = 2
    file_seconds: Annotated[
        int, Field(ge=1, le=3600, description="seconds that reading one file may take")
    ] = 120
    file_megabytes: Annotated[
        int, Field(ge=128, le=65536, description="megabytes of memory that reading one may take")
    ] = 1024
    answers: Annotated[Path, Field(description="SQLite file of the stored answers")] = Path(
        "var/answers.sqlite"
    )
    database_url: Annotated[
        SecretStr | None, Field(description="PostgreSQL database to use instead of that file")
    ] = None
    vectors: Annotated[
        SecretStr | None,
        Field(description="PostgreSQL database with pgvector that has the vectors of the index"),
    ] = None
    retention_days: Annotated[
        int | None, Field(ge=1, le=36500, description="days after which answers are deleted")
    ] = None
    host: Annotated[str, Field(description="address that the service listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="port of the service")] = 8000

    answers_a_minute: Annotated[
        int, Field(ge=1, le=100_000, description="answers a minute that a key may ask for")
    ] = 60
    burst: Annotated[int, Field(ge=1, le=10_000, description="answers that it may ask at once")] = (
        20
    )
    user_answers_a_minute: Annotated[
        int, Field(ge=1, le=100_000, description="answers a minute for an end user behind a key")
    ] = 20
    user_burst: Annotated[
        int, Field(ge=1, le=10_000, description="answers that one may ask at once")
    ] = 5
    queue: Annotated[
        int, Field(ge=0, le=1_000, description="questions that may wait; more are refused at once")
    ] = 20
    answer_seconds: Annotated[
        float, Field(ge=1, le=600, description="seconds that an answer may take, waiting included")
    ] = 60.0
    personal_data: Annotated[
        Literal["refuse", "mask"],
        Field(description="what becomes of a question with personal data: `refuse` or `mask` it"),
    ] = "refuse"
    log: Annotated[
        Literal["auto", "json", "text"],
        Field(description="`json` lines, `text`, or `auto`: text on a terminal, else JSON"),
    ] = "auto"
    llm: Annotated[
        str | None,
        Field(
            pattern=r"^[a-z][a-z0-9_]*:\S+$",
            description="chat model that words the answers, as PROVIDER:MODEL",
        ),
    ] = None
    llm_url: Annotated[
        str | None,
        Field(pattern=r"^https?://\S+$", description="address of the model's server"),
    ] = None
    llm_key: Annotated[SecretStr | None, Field(description="key of the model's provider")] = None
    llm_api_version: Annotated[str | None, Field(description="version of the API, for Azure")] = (
        None
    )
    llm_seconds: Annotated[
        float, Field(ge=1, le=600, description="seconds that the model may take for an answer")
    ] = 30.0
    llm_tokens: Annotated[
        int, Field(ge=50, le=10_000, description="tokens that it may write for an answer")
    ] = 500
    llm_source_tokens: Annotated[
        int, Field(ge=200, le=100_000, description="tokens of passages that it is shown")
    ] = 2000
    llm_output: Annotated[
        Literal["json", "schema", "text"],
        Field(description="what it is held to: JSON, JSON of our schema, or plain text"),
    ] = "json"
    llm_temperature: Annotated[
        float, Field(ge=0, le=2, description="temperature; some models only take 1")
    ] = 0.0
    llm_input_price: Annotated[
        float | None, Field(ge=0, description="price of a million tokens that it reads")
    ] = None
    llm_output_price: Annotated[
        float | None, Field(ge=0, description="price of a million tokens that it writes")
    ] = None
    otlp: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^\s]+$",
            description="OpenTelemetry collector that traces of requests are sent to",
        ),
    ] = None
    cors_origins: Annotated[
        str | None, Field(description="origins of web pages that may use the API, with commas")
    ] = None

    hosts: Annotated[
        str | None,
        Field(description="names under which it may be asked while no key was made, with commas"),
    ] = None

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str | None) -> str | None:
        for origin in (value or "").split(",") if value is not None else []:
            if not _ORIGIN.fullmatch(origin.strip()):
                raise ValueError(f"{origin!r} is no origin such as https://intranet.example.org")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - part of the hook
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Add the TOML file as the last source."""
        toml = TomlConfigSettingsSource(settings_cls)
        return init_settings, env_settings, dotenv_settings, toml


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` (from the command line) win, None meaning not given.

    Raises `FixSettings` with one line that names the setting and what is wrong with it.
    """
    try:
        _refuse_unknown_names()
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise FixSettings(f"setting {name}: {first['msg']}") from error
    except (ValueError, OSError) as error:
        raise FixSettings(f"the settings could not be read: {error}") from error


def _refuse_unknown_names() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = [name.upper() for name in (*os.environ, *dotenv_values(".env"))]
    for name in given:
        if name.startswith(PREFIX) and not name.startswith(UI_PREFIX) and name not in known:
            raise FixSettings(f"unknown setting {name}: the README lists every setting")
    for key in TomlConfigSettingsSource(Settings).toml_data:
        if PREFIX + key.upper() not in known:
            raise FixSettings(f"unknown setting {key!r} in {TOML_FILE}")
