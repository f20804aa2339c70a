"""The chat page's own settings: `REFORM_QA_UI_*` variables, or the same names in `.env`.

The page knows only HTTP, so it shares no settings with the service. A name that is not listed is
refused, so that a misspelt setting is not silently ignored.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AnyHttpUrl, Field, SecretStr, TypeAdapter, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "REFORM_QA_UI_"
ENV_FILE = ".env"


class FixSettings(Exception):
    """A setting is wrong; the message is one line that says which and how."""


class Settings(BaseSettings):
    """Values with their bounds; the description of each is the README's table."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", frozen=True
    )

    port: Annotated[int, Field(ge=1, le=65535, description="port of the chat page")] = 8501
    service_url: Annotated[str, Field(description="where the service answers")] = (
        "http://127.0.0.1:8000"
    )
    api_key: Annotated[
        SecretStr | None, Field(description="key for a service that asks for one")
    ] = None
    contact: Annotated[
        str | None,
        Field(max_length=200, description="whom to ask when the documents do not say"),
    ] = None
    staff: Annotated[
        str | None, Field(description="e-mail addresses of readers who see what is for staff")
    ] = None
    evaluation: Annotated[
        str, Field(description="report of `reform-evals run --json` whose figures are shown")
    ] = "var/evals/run.json"
    plain_url: Annotated[
        str | None, Field(description="public address of the service's page without scripts")
    ] = None
    timeout: Annotated[float, Field(ge=1, le=600, description="seconds to wait for an answer")] = (
        120.0
    )

    @field_validator("service_url", "plain_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        TypeAdapter(AnyHttpUrl).validate_python(value)
        return quote(value.rstrip("/"), safe=":/?#[]@!$&'()*+,;=%")

    @property
    def staff_names(self) -> frozenset[str]:
        """Who is staff, to be compared without regard to capitals."""
        return frozenset(
            name.strip().casefold() for name in (self.staff or "").split(",") if name.strip()
        )


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` (from the command line) win, None meaning not given."""
    try:
        _refuse_unknown_names()
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise FixSettings(f"setting {name}: {first['msg']}") from error


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as variables: the only way to hand them to a script that Streamlit runs."""
    values = {"PORT": str(settings.port), "SERVICE_URL": settings.service_url}
    return {PREFIX + name: value for name, value in values.items()}


def _refuse_unknown_names() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in (*os.environ, *_names_in_env_file()):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            listed = ", ".join(sorted(known))
            raise FixSettings(f"unknown setting {name}: the chat page knows {listed}")


def _names_in_env_file() -> list[str]:
    path = Path(ENV_FILE)
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("export ").split("=", 1)[0].strip() for line in lines if "=" in line]
