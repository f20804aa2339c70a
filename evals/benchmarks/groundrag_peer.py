"""The part of `peers` that runs in groundrag's own environment, where our packages are not.

Reads a task (JSON) from standard input and writes what came of it to the file that the task names.
groundrag 0.3 takes any embedder and reranker: it is given our models, the same files on disk, so
that the two differ in everything but the models. Nothing of it asks a hub.
"""

from __future__ import annotations

import json
import logging
import math
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from groundrag.config import Settings
from groundrag.pipeline import RAGPipeline

from ingest.onnx import OnnxModel

COLLECTION = "library"


class OurEmbedder:
    """As `ingest.embedding.OnnxEmbedder`, in groundrag's words."""

    def __init__(self, folder: str, max_tokens: int, prefix: str, threads: int) -> None:
        self.name = f"onnx:{folder}"
        self._model = OnnxModel(Path(folder), max_tokens, threads)
        self._prefix = prefix
        self.dim = len(self.embed(["dimensions"])[0])

    def embed(self, texts: Sequence[str]) -> Any:
        vectors = np.stack([output[0] for output in self._model.run(list(texts))])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def embed_query(self, text: str) -> Any:
        return self.embed([self._prefix + text])[0]


class OurReranker:
    """Our cross-encoder, its logits squashed as groundrag squashes its own."""

    name, backend = "onnx", "cross_encoder"

    def __init__(self, folder: str, max_tokens: int, threads: int) -> None:
        self._model = OnnxModel(Path(folder), max_tokens, threads)

    def score(self, query: str, candidates: Sequence[Any]) -> list[float]:
        outputs = self._model.run([(query, each.chunk.text) for each in candidates])
        return [1 / (1 + math.exp(-float(output[0]))) for output in outputs]


def main() -> int:
    """Index, then ask."""
    logging.disable(logging.CRITICAL)
    task = json.load(sys.stdin)
    settings = Settings()
    settings.paths.index_dir = Path(task["index"])
    settings.ingest.parser = "native"
    settings.ingest.extensions = sorted({Path(file).suffix.lower() for file in task["files"]})
    settings.ingest.images.describe = False
    settings.translation.enabled = False
    settings.llm.backend = "none"
    threads = task["threads"]
    pipeline = RAGPipeline(
        settings,
        embedder=OurEmbedder(**task["embedder"], threads=threads),
        reranker=OurReranker(**task["reranker"], threads=threads),
    )
    begun = time.perf_counter()
    report = pipeline.ingest(task["files"], COLLECTION)
    told = {
        "ingest_seconds": time.perf_counter() - begun,
        "passages": report.chunks,
        "unread": len(task["files"]) - report.added,
        "answers": [_ask(pipeline, question) for question in task["questions"]],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    Path(task["to"]).write_text(json.dumps(told), "utf-8")
    return 0


def _ask(pipeline: RAGPipeline, question: str) -> dict[str, Any]:
    """What is found without reranking, and what is answered, with the milliseconds of each."""
    begun = time.perf_counter()
    found = pipeline.retriever.retrieve([question], [COLLECTION], None)
    searched = time.perf_counter()
    answer = pipeline.answer(question, collections=[COLLECTION])
    return {
        "found": [each.chunk.text for each in found[:10]],
        "search_ms": (searched - begun) * 1000,
        "answer": answer.answer,
        "states": answer.found,
        "cites": bool(answer.citations),
        "answer_ms": (time.perf_counter() - searched) * 1000,
    }


if __name__ == "__main__":
    sys.exit(main())
