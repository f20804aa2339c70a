"""Does the search find what answers the question?

By `ir-measures` (MacAvaney, Macdonald and Ounis 2022, "Streamlining Evaluation with ir-measures",
ECIR 2022), for answerable questions with evidence that the documents have. What must be found are
the pieces of evidence, not passages: a set does not know how a document is cut into passages. A
passage finds a piece when it touches one of the piece's places (`Span.touches`), and a piece counts
once, at the first passage that finds it.

- `recall_at_k`: the share of the pieces that the first k passages find. This is subtopic recall
  (Zhai, Cohen and Lafferty 2003, "Beyond Independent Relevance", SIGIR 2003), so that one passage
  with two pieces finds both at its own rank: each piece is put to the library as a topic of its
  own whose one relevant document is that passage, and the mean over pieces is taken.
- `mrr`: 1 / the rank of the first passage that finds any piece; 0 where none of those retrieved
  does (10 at most).
- `ndcg_at_10`: of the list in which every passage is replaced by the pieces that it is the first to
  find, one after the other, or stands as one irrelevant document where it finds nothing new. The
  best list begins with all pieces, however they lie in passages, so that 1 can always be reached.

Pieces that no document has are left out, as are questions with filters or a date: `retrieved` is a
search of everything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import ir_measures
from ir_measures import RR, Measure, Qrel, R, ScoredDoc, nDCG

from evals.metrics.metric import Metric
from evals.results import Result, Span
from service.schemas import Filters

_RECALL = {1: R @ 1, 5: R @ 5, 10: R @ 10}
_NDCG = nDCG @ 10
_LIST = "list"

_Pieces = tuple[tuple[Span, ...], ...]


def _score(measure: Measure) -> Callable[[Result], float | None]:
    def score(result: Result) -> float | None:
        question = result.question
        found = tuple(places for places in result.evidence if places)
        searched = question.filters == Filters() and question.as_of is None
        if not (question.answerable and found and searched):
            return None
        return _measured(result.retrieved, found)[measure]

    return score


@lru_cache(maxsize=4096)
def _measured(retrieved: tuple[Span, ...], pieces: _Pieces) -> dict[Measure, float]:
    """All measures of one question in one call of the library."""
    ranks = [_rank(retrieved, places) for places in pieces]
    listed = _listed(len(retrieved), ranks)
    passages = [f"passage {rank}" for rank in range(1, len(retrieved) + 1)]
    qrels = [Qrel(_LIST, f"piece {i}", 1) for i in range(len(pieces))]
    run = _run(_LIST, listed)
    for i, rank in enumerate(ranks):
        qrels.append(Qrel(str(i), f"passage {rank}", 1))
        run += _run(str(i), passages)
    values = ir_measures.iter_calc([*_RECALL.values(), RR, _NDCG], qrels, run)
    by_topic = {(value.query_id, value.measure): value.value for value in values}
    of_pieces = {
        measure: sum(by_topic[str(i), measure] for i in range(len(pieces))) / len(pieces)
        for measure in _RECALL.values()
    }
    return {**of_pieces, RR: by_topic[_LIST, RR], _NDCG: by_topic[_LIST, _NDCG]}


def _rank(retrieved: tuple[Span, ...], places: tuple[Span, ...]) -> int | None:
    """The rank of the first passage that has the piece."""
    for rank, passage in enumerate(retrieved, 1):
        if any(passage.touches(place) for place in places):
            return rank
    return None


def _listed(passages: int, ranks: list[int | None]) -> list[str]:
    """The passages in order, each as the pieces that it is the first to find."""
    listed: list[str] = []
    for rank in range(1, passages + 1):
        found = [f"piece {i}" for i, first in enumerate(ranks) if first == rank]
        listed += found or [f"passage {rank}"]
    return listed


def _run(topic: str, ranked: list[str]) -> list[ScoredDoc]:
    return [ScoredDoc(topic, name, -rank) for rank, name in enumerate(ranked)]


METRICS = (
    *(
        Metric(
            f"recall_at_{k}",
            f"Evidence in the first {k}" if k > 1 else "Evidence in the first passage",
            f"share of a question's pieces of evidence that its first {k} passages hold"
            if k > 1
            else "share of a question's pieces of evidence that its first passage holds",
            _score(measure),
        )
        for k, measure in _RECALL.items()
    ),
    Metric(
        "mrr",
        "Rank of the first evidence",
        "mean of 1 / the rank of the first passage with evidence (1 is first, 0.5 second)",
        _score(RR),
    ),
    Metric(
        "ndcg_at_10",
        "Order of the evidence",
        "nDCG@10: how near to the top the evidence stands, 1 where all of it comes first",
        _score(_NDCG),
    ),
)
