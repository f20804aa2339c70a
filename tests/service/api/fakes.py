"""A small real index and an engine without models: quotes the passage that shares most words."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ingest.build import update_index
from ingest.embedding import EmbedderIdentity
from ingest.layout import IndexFolder
from ingest.records import Passage
from ingest.report import Report
from service.listening import Listener
from service.opened import OpenBuild
from service.schemas import Answer, Citation, Question, Quote, SearchHit, Statement, Status
from tests.fakes import BagOfWords as BagOfWords

STRATEGY = """Family help strategy

1. Family help

1.1 Every council will offer family help by April 2026. The help is given by one team.

1.2 A family group conference must be offered before care proceedings begin.
"""

ADVOCACY = """Advocacy for children

Every child in care has the right to an independent advocate. The advocate visits within five days.

Kinship carers are offered peer support in every region.
"""

HOSTILE_HTML = """<html><head><title>Fostering news</title><script>alert(1)</script></head>
<body><h1>Fostering news</h1><p>Twelve fostering hubs will open in spring 2024.</p></body></html>
"""

CATALOGUE = """
[[document]]
file = "strategy.txt"
title = "Family help strategy"
publisher = "Department for Education"
kind = "strategy"
published = 2023-02-02
url = "https://example.org/strategy"

[[document]]
file = "advocacy.txt"
title = "Advocacy for children"
kind = "guidance"
"""


class FakeEngine:
    """`before` runs at the start of each answer, so that a test may wait or fail there."""

    def __init__(self, before: Callable[[Question], None] = lambda _: None) -> None:
        self._embedder = BagOfWords()
        self.before = before

    @property
    def identity(self) -> EmbedderIdentity:
        return self._embedder.identity

    def answer(self, question: Question, build: OpenBuild) -> Answer:
        self.before(question)
        found = [passage for passage, _ in _ranked(question.question, build, 2)]
        quotes = [_best_line(passage, question.question, build) for passage in found]
        cited = [
            Citation.model_validate({**dict(quote), "number": number})
            for number, quote in enumerate(quotes, 1)
        ]
        status = Status.ANSWERED if cited else Status.NOT_IN_DOCUMENTS
        return Answer(
            id=secrets.token_urlsafe(12),
            status=status,
            question=question.question,
            answer=" ".join(f"{c.quote} [{c.number}]" for c in cited) or "They do not say.",
            statements=[Statement(text=c.quote, citations=[c.number]) for c in cited],
            citations=cited,
            index=build.id,
            created=datetime.now(UTC).isoformat(),
        )

    def answer_to(self, listener: Listener, question: Question, build: OpenBuild) -> Answer:
        return self.answer(question, build)

    def search(self, query: str, build: OpenBuild, limit: int) -> list[SearchHit]:
        return [_hit(build, *ranked) for ranked in _ranked(query, build, limit)]

    def suggested_questions(self, build: OpenBuild) -> list[str]:
        return [f"What does {record.title} say?" for record in build.documents.values()]


def _ranked(query: str, build: OpenBuild, limit: int) -> list[tuple[Passage, float]]:
    ranked = build.words.search(query, limit)
    passages = build.texts.passages_by_id([passage for passage, _ in ranked])
    return [(passages[passage_id], score) for passage_id, score in ranked]


def _best_line(passage: Passage, question: str, build: OpenBuild) -> Quote:
    """The line of the passage that shares most words with the question."""
    text = build.text(passage.document_id)[passage.start : passage.end]
    asked = set(re.findall(r"\w+", question.lower()))
    lines = list(re.finditer(r"[^\n]+", text))
    best = max(lines, key=lambda line: len(asked & set(re.findall(r"\w+", line[0].lower()))))
    return build.quote(passage, passage.start + best.start(), passage.start + best.end())


def _hit(build: OpenBuild, passage: Passage, score: float) -> SearchHit:
    quote = build.quote(passage, passage.start, passage.end)
    return SearchHit.model_validate({**dict(quote), "score": score})


def write_corpus(folder: Path) -> Path:
    """Two text files with a catalogue and one web page without an entry."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "strategy.txt").write_text(STRATEGY, "utf-8")
    (folder / "advocacy.txt").write_text(ADVOCACY, "utf-8")
    (folder / "catalogue.toml").write_text(CATALOGUE, "utf-8")
    return folder


def index(
    corpus: Path, root: Path, embedder: BagOfWords | None = None, *, rebuild: bool = False
) -> Report:
    """Build or update an index with the fake embedder."""
    model = embedder or BagOfWords()
    name = model.identity.name
    return update_index(IndexFolder(root), [corpus], lambda: model, name, rebuild=rebuild)
