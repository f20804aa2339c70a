"""Finds passages by words and by meaning, and fuses the two orders."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ingest.embedding import Embedder
from ingest.records import Passage
from service.opened import OpenBuild

DEPTH = 40
# Reciprocal rank fusion, Cormack, Clarke and Büttcher, SIGIR 2009; 60 is their constant.
RRF_CONSTANT = 60
# Words are looked up while the question is embedded and its vector is looked up.
_WORD_SEARCHES = ThreadPoolExecutor(max_workers=4, thread_name_prefix="words")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its fused score and what each side said of it (0 where it did not find it)."""

    passage: Passage
    fused: float
    cosine: float
    bm25: float


def retrieve(
    question: str,
    build: OpenBuild,
    embedder: Embedder,
    *,
    limit: int,
    depth: int = DEPTH,
    documents: Sequence[str] | None = None,
    sure: int = 0,
) -> list[Candidate]:
    """The passages most likely to answer, best first.

    `depth` is how many each side looks up; `documents` limits the search (None: all); so many as
    `sure` of the best of each side are among them whatever the other side says.
    """
    if documents is not None and not documents:
        return []
    words = _WORD_SEARCHES.submit(build.words.search, question, depth, documents)
    by_meaning = dict(build.vectors.search(embedder.embed_question(question), depth, documents))
    by_words = dict(words.result())
    fused = fuse([list(by_meaning), list(by_words)])
    first = {*list(by_meaning)[:sure], *list(by_words)[:sure]}
    order = sorted(fused, key=lambda passage: (-fused[passage], passage))
    kept = set(sorted(order, key=lambda passage: passage not in first)[:limit])
    best = [passage for passage in order if passage in kept]
    passages = build.texts.passages_by_id(best)
    return [
        Candidate(passages[id_], fused[id_], by_meaning.get(id_, 0.0), by_words.get(id_, 0.0))
        for id_ in best
    ]


def fuse(rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    """The reciprocal rank fusion score of each id over several rankings."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] = scores.get(id_, 0.0) + 1.0 / (RRF_CONSTANT + rank)
    return scores
