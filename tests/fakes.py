"""What stands in for the models, in every test that is not about them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from ingest.embedding import EmbedderIdentity, Vectors

DIMENSIONS = 32


class BagOfWords:
    """Hashed word counts: deterministic, and near texts that share words."""

    def __init__(self, name: str = "bag-of-words") -> None:
        self.identity = EmbedderIdentity(name, "0" * 64, DIMENSIONS)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % DIMENSIONS] += 1
        unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return unit

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector
