"""The real models, or the reason why a test that needs them is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.errors import FetchModel
from ingest.models import locate
from ingest.settings import Settings
from service.reranking import MODEL

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
MODELS = ROOT / "var" / "models"


def need_models() -> Path:
    """The folder of the fetched models. Skips without them, except where they must be there."""
    try:
        for name in (Settings.model_fields["embedder"].default, MODEL):
            locate(name, MODELS)
    except FetchModel as error:
        if os.environ.get("CI"):
            pytest.fail(f"continuous integration fetches the models first: {error}")
        pytest.skip(str(error))
    return MODELS
