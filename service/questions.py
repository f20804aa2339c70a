"""Embeds what is asked: the same question is embedded once, whichever build it is asked of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.embedding import Embedder, EmbedderIdentity, Vectors
from service.remembered import Remembered

REMEMBERED = 1_000


class QuestionEmbedder:
    """An `Embedder` that remembers the vectors of questions, and nothing of their text."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: Remembered[bytes, Vectors] = Remembered(REMEMBERED)

    @property
    def identity(self) -> EmbedderIdentity:
        """That of the embedder within."""
        return self._embedder.identity

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Nothing of these is remembered."""
        return self._embedder.embed_passages(texts)

    def embed_question(self, text: str) -> Vectors:
        """Shape (dimensions,); shared, so not to be changed."""
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        return self._vectors.get([key], lambda _: [self._embedder.embed_question(text)])[0]
