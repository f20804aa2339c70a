"""The embedders: which one the settings name, and what the real ones promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.embedding import Embedder, open_embedder
from ingest.errors import FetchModel, FixSettings
from ingest.models import known_models
from ingest.settings import Settings

MODELS = Path(__file__).parents[2] / "var" / "models"
QUESTION = "How much money do foster carers get?"
NEAR = "Foster carers receive a weekly allowance of at least £170."
FAR = "The library opens at nine on Saturdays."


def test_a_model_that_was_not_fetched_says_so(tmp_path: Path) -> None:
    with pytest.raises(FetchModel, match="run `make models`"):
        open_embedder(Settings(models=tmp_path))


def test_a_reranker_is_no_embedder(tmp_path: Path) -> None:
    with pytest.raises(FixSettings, match="ms-marco-MiniLM-L12 is not an embedding model"):
        open_embedder(Settings(models=tmp_path, embedder="ms-marco-MiniLM-L12"))


def test_a_name_that_is_no_model_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(FixSettings, match=r"neither a known model .*bge-small-en-v1.5"):
        open_embedder(Settings(embedder=str(tmp_path / "nothing")))


@pytest.mark.models
def test_a_folder_that_is_no_model_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_text("no weights")
    with pytest.raises(FixSettings, match=r"^[^\n]* is no sentence-transformers model[^\n]*$"):
        open_embedder(Settings(embedder=str(tmp_path)))


@pytest.fixture(scope="module", params=["all-MiniLM-L6-v2", "bge-small-en-v1.5"])
def real(request: pytest.FixtureRequest) -> Iterator[Embedder]:
    yield open_embedder(Settings(models=MODELS, embedder=request.param))


@pytest.mark.models
def test_vectors_have_unit_length_and_the_models_dimensions(real: Embedder) -> None:
    vectors = real.embed_passages([NEAR, FAR, "x", "", "word " * 2000])
    assert vectors.shape == (5, real.identity.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert real.embed_question(QUESTION).shape == (real.identity.dimensions,)


@pytest.mark.models
def test_a_passage_that_answers_is_nearer_than_one_that_does_not(real: Embedder) -> None:
    near, far = real.embed_passages([NEAR, FAR]) @ real.embed_question(QUESTION)
    assert near > far + 0.2


@pytest.mark.models
def test_a_vector_does_not_depend_on_what_it_was_embedded_with(real: Embedder) -> None:
    alone = real.embed_passages([NEAR])[0]
    together = real.embed_passages([FAR, NEAR, "word " * 200])[1]
    assert float(alone @ together) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.models
def test_no_text_is_no_vector(real: Embedder) -> None:
    assert len(real.embed_passages([])) == 0


@pytest.mark.models
def test_the_identity_is_name_and_digest_of_the_weights(real: Embedder) -> None:
    source = known_models()[real.identity.name]
    assert real.identity.digest == source.digest
    assert real.identity.dimensions == source.dimensions == 384


@pytest.mark.models
def test_loading_a_model_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    open_embedder(Settings(models=MODELS, embedder="all-MiniLM-L6-v2"))
    assert capfd.readouterr() == ("", "")
