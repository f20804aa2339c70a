"""The cross-encoder scores each text for itself, in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.errors import FetchModel
from ingest.settings import Settings, load_settings
from service import reranking
from service.reranking import CrossEncoder


class LengthModel:
    """Scores a pair by the length of its text, and remembers what it was given."""

    def __init__(self, folder: Path, most_tokens: int, threads: int, unfused: object) -> None:
        self.seen: list[tuple[str, str]] = []

    def run(self, pairs: Sequence[tuple[str, str]]) -> list[NDArray[np.float32]]:
        self.seen += pairs
        return [np.array([len(text)], np.float32) for _, text in pairs]


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> CrossEncoder:
    monkeypatch.setattr(reranking, "OnnxModel", LengthModel)
    monkeypatch.setattr(reranking, "locate", lambda name, models: models / name)
    return CrossEncoder(Settings())


def test_scores_keep_the_order_of_the_texts(encoder: CrossEncoder) -> None:
    texts = ["x" * (n * 7 % 23) for n in range(25)]
    assert encoder.score("?", texts) == [float(len(text)) for text in texts]


def test_the_question_stands_in_front_of_each_text(encoder: CrossEncoder) -> None:
    encoder.score("Why?", ["ccc", "a"])
    model = encoder._model
    assert isinstance(model, LengthModel)
    assert model.seen == [("Why?", "ccc"), ("Why?", "a")]


def test_a_pair_is_scored_once_and_another_question_makes_another(encoder: CrossEncoder) -> None:
    encoder.score("Why?", ["ccc", "a", "ccc"])
    assert encoder.score("Why?", ["bb", "ccc"]) == [2.0, 3.0]
    encoder.score("Who?", ["ccc"])
    model = encoder._model
    assert isinstance(model, LengthModel)
    assert model.seen == [("Why?", "ccc"), ("Why?", "a"), ("Why?", "bb"), ("Who?", "ccc")]


def test_no_texts_have_no_scores(encoder: CrossEncoder) -> None:
    assert encoder.score("?", []) == []


def test_a_model_that_was_not_fetched_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FetchModel, match="make models"):
        CrossEncoder(Settings(models=tmp_path))


@pytest.mark.models
def test_a_score_does_not_depend_on_the_other_texts() -> None:
    encoder = CrossEncoder(load_settings())
    text = "Consultation on all three documents closed on 11 May 2023."
    alone = encoder.score("When did the consultation close?", [text])
    among = encoder.score("When did the consultation close?", ["Weather.", text, "x " * 150])
    assert among[1] == alone[0]


@pytest.mark.models
def test_the_real_model_scores_an_answer_above_what_is_only_on_topic() -> None:
    try:
        encoder = CrossEncoder(load_settings())
    except FetchModel as error:
        pytest.skip(str(error))
    answer, on_topic, foreign = encoder.score(
        "How often does the national board meet?",
        [
            "The national board meets every month.",
            "The national board was set up to watch over the reform.",
            "Bananas are rich in potassium.",
        ],
    )
    assert answer > on_topic > foreign
    assert answer > 0 > foreign
