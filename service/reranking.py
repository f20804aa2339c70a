"""Scores how well a text answers a question, with a cross-encoder read from a verified folder."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.models import known_models, locate
from ingest.onnx import OnnxModel
from ingest.settings import Settings

MODEL = "ms-marco-MiniLM-L12"
MAX_TOKENS = 192


class CrossEncoder:
    """Relevance of (question, text) pairs as logits: above 0 means that the text likely answers.

    The bare question belongs in front, not a conversation: a long first part spoils the scores.
    Texts are cut at `MAX_TOKENS` together with the question; passages are made to fit.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises `FetchModel` where the model is missing or is not the one we know."""
        source = known_models()[MODEL]
        self._model = OnnxModel(locate(source.name, settings.models), MAX_TOKENS, settings.threads)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """A logit for each text."""
        outputs = self._model.run([(question, text) for text in texts])
        return [float(output[0]) for output in outputs]
