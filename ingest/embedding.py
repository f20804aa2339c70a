"""Turns text into vectors, with a model from a verified folder; nothing is fetched here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import FixSettings
from ingest.models import ModelSource, known_models, locate
from ingest.settings import Settings

Vectors = NDArray[np.float32]
BATCH = 32


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What an index is stamped with. Vectors of two identities must never be compared."""

    name: str
    digest: str
    dimensions: int


class Embedder(Protocol):
    """Unit-length vectors, shape (number of texts, dimensions), so that a dot product is cosine."""

    @property
    def identity(self) -> EmbedderIdentity: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...

    def embed_question(self, text: str) -> Vectors:
        """Shape (dimensions,)."""
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model folder; the default, all-MiniLM-L6-v2, is one."""

    def __init__(self, folder: Path, name: str, digest: str, threads: int) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # a folder is all we load: never ask a hub about it
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        progress: Any = logging  # the library is partly untyped
        progress.disable_progress_bar()
        torch.set_num_threads(threads)
        model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model = model
        dimensions = int(model.get_embedding_dimension())
        self.identity = EmbedderIdentity(name, digest, dimensions)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        encoded: Vectors = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return encoded.astype(np.float32, copy=False)

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector


class OnnxEmbedder:
    """bge-small-en-v1.5 as an ONNX graph: first-token pooling and unit length, as its card says.

    Texts go one by one. The graph is quantised by what is in the batch, so that in company a text
    got another vector (cosine 0.992 to the one it has alone); and it was three times slower.
    """

    def __init__(self, folder: Path, source: ModelSource, threads: int) -> None:
        from ingest.onnx import OnnxModel  # onnxruntime is slow to import

        self._model = OnnxModel(folder, source.max_tokens, threads)
        self._prefix = source.query_prefix
        self.identity = EmbedderIdentity(source.name, source.digest, source.dimensions)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.identity.dimensions), np.float32)
        vectors = np.stack([output[0] for output in self._model.run(texts)])
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_question(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([self._prefix + text])[0]
        return vector


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises `FetchModel` or `FixSettings`."""
    source = known_models().get(settings.embedder)
    if source is None:
        return _open_folder(Path(settings.embedder), settings.threads)
    if source.purpose != "embedding":
        raise FixSettings(f"setting REFORM_QA_EMBEDDER: {source.name} is not an embedding model")
    folder = locate(source.name, settings.models)
    if source.runtime == "onnx":
        return OnnxEmbedder(folder, source, settings.threads)
    return SentenceTransformerEmbedder(folder, source.name, source.digest, settings.threads)


def _open_folder(folder: Path, threads: int) -> Embedder:
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise FixSettings(
            f"setting REFORM_QA_EMBEDDER: {folder} is neither a known model "
            f"({', '.join(known_models())}) nor a folder with a model.safetensors"
        )
    import hashlib

    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    try:
        return SentenceTransformerEmbedder(folder, folder.name, digest, threads)
    except Exception as error:
        raise FixSettings(
            f"setting REFORM_QA_EMBEDDER: {folder} is no sentence-transformers model "
            f"({type(error).__name__})"
        ) from error
