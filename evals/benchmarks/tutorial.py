"""The peer that most people start from: the popular LangChain tutorial chain, without its LLM.

1,000-character chunks with 200 of overlap, all-MiniLM-L6-v2, Chroma with its defaults, the nearest
chunk first. What a language model would make of the chunk is left out: the chunk must hold the
facts. It has no way to say that the documents do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings as ChromaSettings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.embedding import Embedder, open_embedder
from ingest.errors import Unreadable
from ingest.loaders import load
from ingest.settings import load_settings

CHUNK, OVERLAP = 1_000, 200


class TutorialChain:
    """Chunks and embeds files when made; `first_chunk` answers."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._embedder: Embedder = open_embedder(load_settings(embedder="all-MiniLM-L6-v2"))
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
        self._chunks = [chunk for file in files for chunk in splitter.split_text(_text(file))]
        client = chromadb.EphemeralClient(settings=ChromaSettings(anonymized_telemetry=False))
        self._collection: Any = client.get_or_create_collection("tutorial", embedding_function=None)
        vectors = self._embedder.embed_passages(self._chunks)
        self._collection.add(ids=[str(n) for n in range(len(self._chunks))], embeddings=vectors)

    @property
    def passages(self) -> int:
        """How many chunks there are."""
        return len(self._chunks)

    def first_chunk(self, question: str) -> str:
        """The nearest chunk."""
        return self.nearest(question, 1)[0]

    def nearest(self, question: str, limit: int) -> list[str]:
        """The nearest chunks, best first."""
        vector = self._embedder.embed_question(question)
        found = self._collection.query(query_embeddings=vector[None, :], n_results=limit)
        return [self._chunks[int(id_)] for id_ in found["ids"][0]]


def _text(file: Path) -> str:
    """The text as our loaders read it: the peer is given the same words, only cut otherwise."""
    try:
        return load(file).text
    except Unreadable:
        return ""
