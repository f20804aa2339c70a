"""The real models: our own, and a small instruct model behind its own server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.settings import Settings
from scripts import llm
from tests.end_to_end.offline import free_port
from tests.end_to_end.real import need_models

SECONDS = 600.0  # as slow as a busy machine may be


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the model is served."""
    if not llm.is_installed():
        pytest.skip("no language model is installed: run `make test-llm`")
    with llm.serving(free_port()) as address:
        yield address


@pytest.fixture(scope="session")
def with_a_model(address: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a service whose answers the model words."""
    folder: Path = tmp_path_factory.mktemp("llm")
    return Settings(
        index=folder / "index",
        models=need_models(),
        answers=folder / "answers.sqlite",
        llm=f"openai:{llm.source().name}",
        llm_url=address,
        llm_seconds=SECONDS,
        llm_source_tokens=500,
        llm_tokens=200,
    )
