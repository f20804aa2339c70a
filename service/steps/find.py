"""Step 3: retrieve passages, rerank them, and score every unit in the best that may be quoted."""

from __future__ import annotations

from service.context import Context, Evidence, Ranked
from service.retrieval import Candidate, fuse, retrieve
from service.schemas import Status
from service.units import Unit, units_of
from service.wants import Want, offers

RERANKED = 10
TAKEN_APART = 5
MOST_UNITS = 32
LONGEST_UNIT = 690

# How units are ordered, in logits of the cross-encoder; chosen by hand on evals/sets.
LEAST_RELEVANCE = -8.0
NO_ANSWER_OF_THE_KIND = -3.0
BARE_HEADING = -8.0
TOO_LONG = -3.0
LIST_FOR_A_LIST = 3.0
PER_RANK = -0.15
PER_COVERAGE = 1.0
# Logarithm of how many times more titles there are than those with the word.
TELLS_TITLES_APART = 1.0


def find(context: Context) -> None:
    """Fills `passages` and `evidence`, best first; `not_in_documents` where filters leave none."""
    build = context.build
    allowed = build.allowed(context.question.filters, context.question.as_of)
    candidates = retrieve(
        context.asked, build, context.models.embedder, limit=RERANKED, documents=allowed
    )
    if not candidates:
        context.status = Status.NOT_IN_DOCUMENTS
        return
    context.passages = rerank(context, candidates)
    context.evidence = score_units(context, context.passages[:TAKEN_APART])


def rerank(context: Context, candidates: list[Candidate]) -> list[Ranked]:
    """Order by the cross-encoder fused with the first stage, which is better than either alone."""
    texts = [candidate.passage.search_text for candidate in candidates]
    scores = context.models.cross_encoder.score(context.asked, texts)
    ranked = {
        candidate.passage.id: Ranked(candidate, score)
        for candidate, score in zip(candidates, scores, strict=True)
    }
    by_score = sorted(ranked, key=lambda id_: -ranked[id_].relevance)
    fused = fuse([by_score, list(ranked)])
    return [ranked[id_] for id_ in sorted(fused, key=lambda id_: -fused[id_])]


def score_units(context: Context, passages: list[Ranked]) -> list[Evidence]:
    """Every unit of these passages with its relevance and score, best first."""
    found = [
        (rank, ranked, unit)
        for rank, ranked in enumerate(passages)
        for unit in units_of(ranked.candidate.passage, context.build)
    ]
    found = _most_promising(context, found)
    relevance = _relevance(context, [unit for _, _, unit in found])
    evidence = [
        _evidence(context, rank, ranked, unit, relevance[unit]) for rank, ranked, unit in found
    ]
    return sorted(evidence, key=lambda item: -item.score)


def _most_promising(
    context: Context, found: list[tuple[int, Ranked, Unit]]
) -> list[tuple[int, Ranked, Unit]]:
    """Long tables have more cells than there is time to score: keep those with rare words."""
    if len(found) <= MOST_UNITS:
        return found
    vocabulary = context.build.vocabulary
    by_words = sorted(found, key=lambda item: -vocabulary.coverage(context.asked, item[2].text))
    kept = {id(item[2]) for item in by_words[:MOST_UNITS]}
    return [item for item in found if id(item[2]) in kept]


def _relevance(context: Context, units: list[Unit]) -> dict[Unit, float]:
    """Items and cells need their context to be understood; a list is tried with and without it."""
    titled = _Titled(context)
    tried = [(unit, titled.text(unit)) for unit in units if unit.kind not in ("item", "cell")]
    tried += [
        (unit, titled.before(unit, in_context(unit)))
        for unit in units
        if unit.kind in ("item", "cell", "list")
    ]
    texts = list(dict.fromkeys(text for _, text in tried))
    scores = dict(zip(texts, context.models.cross_encoder.score(context.asked, texts), strict=True))
    best: dict[Unit, float] = {}
    for unit, text in tried:
        best[unit] = max(scores[text], best.get(unit, scores[text]))
    return best


class _Titled:
    """Writes a document's title before a unit, where the question has words of the title that the
    unit lacks: "good" answers "How was Swindon judged in 2019?" in the report of that year."""

    def __init__(self, context: Context) -> None:
        self._vocabulary = context.build.vocabulary
        self._documents = context.build.documents
        self._asked = {
            stem
            for stem in self._vocabulary.stems(context.asked)
            if self._vocabulary.title_rarity(stem) >= TELLS_TITLES_APART
        }

    def text(self, unit: Unit) -> str:
        return self.before(unit, unit.text)

    def before(self, unit: Unit, text: str) -> str:
        title = self._documents[unit.passage.document_id].title
        asked = self._asked & self._vocabulary.stems(title)
        if unit.kind == "heading" or asked <= self._vocabulary.stems(text):
            return text
        return f"{title}: {text}"


def in_context(unit: Unit) -> str:
    """A unit's text after what a reader sees above it."""
    return f"{unit.context}: {unit.text}" if unit.context else unit.text


def _evidence(
    context: Context, rank: int, ranked: Ranked, unit: Unit, relevance: float
) -> Evidence:
    passage = ranked.candidate.passage
    coverage = context.build.vocabulary.coverage(
        context.asked, f"{passage.search_text} {unit.context}"
    )
    offered = offers(unit.text, context.want)
    score = max(relevance, LEAST_RELEVANCE) + PER_RANK * rank + PER_COVERAGE * coverage
    score += 0.0 if offered else NO_ANSWER_OF_THE_KIND
    score += BARE_HEADING if unit.kind == "heading" else 0.0
    score += TOO_LONG if len(unit.text) > LONGEST_UNIT else 0.0
    score += LIST_FOR_A_LIST if unit.kind == "list" and context.want is Want.LIST else 0.0
    return Evidence(unit, ranked, relevance, score, coverage, offered)
