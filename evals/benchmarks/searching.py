"""How fast and how truly one build is searched, beside the limits of what it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.benchmarks.spread import Spread, p95, ratios, spread
from ingest.embedding import Embedder, EmbedderIdentity, Vectors, open_embedder
from ingest.layout import IndexFolder
from ingest.settings import load_settings
from ingest.words import BOOSTS
from service.opened import OpenBuild
from service.retrieval import DEPTH, retrieve

NEAREST = 10
_READ_AT_ONCE = 5_000


class Embedded:
    """The vectors of questions that were embedded beforehand."""

    def __init__(self, embedder: Embedder, questions: Sequence[str]) -> None:
        self.identity: EmbedderIdentity = embedder.identity
        self._vectors = {each: embedder.embed_question(each) for each in questions}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError("only questions are embedded here")

    def embed_question(self, text: str) -> Vectors:
        return self._vectors[text]


class Exact:
    """Every vector of a build in one array, compared with each question's."""

    def __init__(self, build: OpenBuild) -> None:
        self.ids: list[str] = sorted(build.texts.passage_ids())
        dimensions = build.manifest.embedder.dimensions
        self._matrix = np.empty((len(self.ids), dimensions), np.float32)
        for start in range(0, len(self.ids), _READ_AT_ONCE):
            part = self.ids[start : start + _READ_AT_ONCE]
            found = build.vectors.vectors(part)
            self._matrix[start : start + len(part)] = [found[id_] for id_ in part]

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        """Best first."""
        scores = self._matrix @ vector
        best = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
        return [self.ids[row] for row in best[np.argsort(-scores[best])]]


def search_figures(index: Path, questions: Sequence[str], repeats: int) -> dict[str, Spread]:
    """Milliseconds, over the questions: medians, and 95th percentiles (`_p95`) of each repeat."""
    embedder = open_embedder(load_settings())
    build = OpenBuild(*IndexFolder(index).live_build(), embedder.identity)
    known = Embedded(embedder, questions)
    exact = Exact(build)
    searcher: Any = build.words._index  # raw tantivy, without what our store puts around it

    def raw_words(question: str) -> object:
        query, _ = searcher.parse_query_lenient(question.lower(), list(BOOSTS), field_boosts=BOOSTS)
        return searcher.searcher().search(query, DEPTH)

    parts: dict[str, Callable[[str], object]] = {
        "embedding": embedder.embed_question,
        "retrieval": lambda q: retrieve(q, build, known, limit=NEAREST),
        "vectors": lambda q: build.vectors.search(known.embed_question(q), DEPTH),
        "exact": lambda q: exact.nearest(known.embed_question(q), DEPTH),
        "words": lambda q: build.words.search(q, DEPTH),
        "raw_words": raw_words,
    }
    times = _measured(parts, questions, repeats)
    medians = {name: [float(np.median(each)) for each in runs] for name, runs in times.items()}
    limit = [sum(both) for both in zip(medians["exact"], medians["raw_words"], strict=True)]
    figures = {name: spread(each) for name, each in medians.items()}
    figures["retrieval_p95"] = spread([p95(each) for each in times["retrieval"]])
    figures["retrieval_to_limit"] = ratios(medians["retrieval"], limit)
    figures["vectors_to_exact"] = ratios(medians["vectors"], medians["exact"])
    figures["words_to_raw"] = ratios(medians["words"], medians["raw_words"])
    figures["recall_at_10"] = spread([_recall(build, exact, known, questions)])
    build.close()
    return figures


def _measured(
    parts: dict[str, Callable[[str], object]], questions: Sequence[str], repeats: int
) -> dict[str, list[list[float]]]:
    """Milliseconds of each question by part and repeat; a round before warms all up."""
    times: dict[str, list[list[float]]] = {name: [] for name in parts}
    for repeat in range(repeats + 1):
        for name, part in parts.items():
            each = [_milliseconds(part, question) for question in questions]
            if repeat:
                times[name].append(each)
    return times


def _milliseconds(part: Callable[[str], object], question: str) -> float:
    begun = time.perf_counter()
    part(question)
    return (time.perf_counter() - begun) * 1000


def _recall(build: OpenBuild, exact: Exact, known: Embedded, questions: Sequence[str]) -> float:
    """The share of the truly nearest ten that a search as the service makes it has first."""
    shares = []
    for question in questions:
        vector = known.embed_question(question)
        found = [id_ for id_, _ in build.vectors.search(vector, DEPTH)[:NEAREST]]
        shares.append(len(set(found) & set(exact.nearest(vector, NEAREST))) / NEAREST)
    return float(np.mean(shares))
