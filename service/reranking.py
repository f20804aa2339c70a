"""Scores how well a text answers a question, with a cross-encoder read from a verified folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.models import known_models, locate
from ingest.onnx import OnnxModel
from ingest.settings import Settings
from service.remembered import Remembered

MODEL = "ms-marco-MiniLM-L12"
MAX_TOKENS = 192
# Pairs: of some 500 questions. A pair is the same in every build.
REMEMBERED = 20_000
# The fused node is slower than the two that it stands for: a pair takes a tenth less without it.
UNFUSED = ("SkipLayerNormFusion",)


class CrossEncoder:
    """Relevance of (question, text) pairs as logits: above 0 means that the text likely answers.

    The bare question belongs in front, not a conversation: a long first part spoils the scores.
    Texts are cut at `MAX_TOKENS` together with the question; passages are made to fit.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises `FetchModel` where the model is missing or is not the one we know."""
        source = known_models()[MODEL]
        folder = locate(source.name, settings.models)
        self._model = OnnxModel(folder, MAX_TOKENS, settings.threads, UNFUSED)
        self._logits: Remembered[bytes, float] = Remembered(REMEMBERED)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """A logit for each text. What is remembered is no text, of a question or of a document."""
        pairs = {_digest(question, text): (question, text) for text in texts}

        def run(missing: list[bytes]) -> list[float]:
            return [float(output[0]) for output in self._model.run([pairs[key] for key in missing])]

        return self._logits.get([_digest(question, text) for text in texts], run)


def _digest(question: str, text: str) -> bytes:
    parts = (hashlib.blake2b(part.encode(), digest_size=16).digest() for part in (question, text))
    return b"".join(parts)
