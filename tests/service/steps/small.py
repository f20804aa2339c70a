"""A small real index over inline documents, and models that are arithmetic on words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.layout import IndexFolder
from ingest.records import Passage
from service.context import Context, Evidence, Models, Ranked
from service.engine import Engine
from service.fitted import Fitted
from service.opened import OpenBuild
from service.reranking import CrossEncoder
from service.retrieval import Candidate
from service.schemas import Question
from service.steps.find import find
from service.units import Unit, units_of
from service.wants import compares, wanted
from tests.fakes import BagOfWords
from tests.service.api.fakes import index

NOTHING_SHARED, ALL_SHARED = -11.0, 9.0
_ASKING_WORDS = """a an and are at by do does for how in is it many much of on the to was what when
    where which who why will with"""
_ASKING = frozenset(_ASKING_WORDS.split())

ALWAYS = Fitted(threshold=0.0, intercept=0.0, signals={})
NEVER = Fitted(threshold=1.0, intercept=0.0, signals={})


class SharedWords(CrossEncoder):
    """The share of the question's words that a text has, on the scale of the real logits."""

    def __init__(self) -> None:
        """No model is read."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        asked = _words(question) or {question}
        shares = [len(asked & _words(text)) / len(asked) for text in texts]
        return [NOTHING_SHARED + (ALL_SHARED - NOTHING_SHARED) * share for share in shares]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - _ASKING


MODELS = Models(BagOfWords(), SharedWords())


class SmallEngine(Engine):
    """The real engine over the arithmetic models."""

    def __init__(self) -> None:
        self._models = MODELS


def build_of(folder: Path, files: Mapping[str, str | bytes], catalogue: str = "") -> OpenBuild:
    """Index these files for real (SQLite, Chroma, tantivy) and open the build."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (corpus / name).write_bytes(data)
    if catalogue:
        (corpus / "catalogue.toml").write_text(catalogue, "utf-8")
    index(corpus, folder / "index")
    live = IndexFolder(folder / "index").live_build()
    return OpenBuild(*live, MODELS.embedder.identity)


def passages_of(build: OpenBuild) -> list[Passage]:
    """Every passage of the build, by document and place."""
    return [passage for document in build.documents for passage in build.texts.passages(document)]


def all_units(build: OpenBuild) -> list[Unit]:
    """Every unit of every passage."""
    return [unit for passage in passages_of(build) for unit in units_of(passage, build)]


def quoted(unit: Unit, build: OpenBuild) -> str:
    """What the unit's span says in the stored text."""
    return build.text(unit.passage.document_id)[unit.start : unit.end]


def context_for(build: OpenBuild, question: str | Question) -> Context:
    """A fresh context whose question counts as cleaned."""
    asked = Question(question=question) if isinstance(question, str) else question
    return Context(asked, build, MODELS, asked=asked.question)


def sought(build: OpenBuild, question: str | Question) -> Context:
    """A context after `find`, for the kind of answer that the question wants."""
    context = context_for(build, question)
    context.want = wanted(context.asked)
    find(context)
    return context


def evidence(
    build: OpenBuild, quote: str, score: float = 5.0, *, relevance: float = 5.0, cosine: float = 0.9
) -> Evidence:
    """The unit that quotes exactly this, as if `find` had scored it so."""
    unit = next(unit for unit in all_units(build) if quoted(unit, build) == quote)
    ranked = Ranked(
        Candidate(unit.passage, fused=0.03, cosine=cosine, bm25=5.0), relevance, asked=""
    )
    return Evidence(unit, ranked, relevance, score, coverage=1.0, offers=True)


def with_evidence(build: OpenBuild, question: str, *items: Evidence) -> Context:
    """A context as `find` leaves it."""
    context = context_for(build, question)
    context.want, context.comparing = wanted(question), compares(question)
    context.evidence = sorted(items, key=lambda item: -item.score)
    context.passages = [item.ranked for item in context.evidence]
    return context
