"""The answering engine: the models it needs, opened once, and the path a question takes.

`answer` is what the HTTP API, the terminal and the evaluations all call.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from ingest.embedding import EmbedderIdentity, open_embedder
from ingest.settings import Settings
from service.context import Context, Models
from service.listening import Listener
from service.opened import OpenBuild
from service.pipeline import REFUSALS, run
from service.questions import QuestionEmbedder
from service.reranking import CrossEncoder
from service.retrieval import retrieve
from service.schemas import Answer, Citation, Question, SearchHit, Status
from service.writing.writer import open_writer

SEARCH_DEPTH = 200
NEAREST = 3
SUGGESTED = 5

SAYINGS = {
    Status.NOT_IN_DOCUMENTS: "These documents do not say.",
    Status.OUT_OF_SCOPE: "This is not what these documents are about.",
    Status.REFUSED: "I only answer questions about these documents, from what they say.",
}
# The last paragraph of a partial answer.
MISSING = "These documents do not say this about {missing}."


class Engine:
    """Safe to share by threads. Opening it loads the models; raises `FetchModel`, `FixSettings`."""

    def __init__(self, settings: Settings) -> None:
        writer = open_writer(settings)  # whose package may be missing, which is said at once
        embedder = QuestionEmbedder(open_embedder(settings))
        self._models = Models(embedder, CrossEncoder(settings), writer)

    @property
    def identity(self) -> EmbedderIdentity:
        """The embedder that an index must have been made with."""
        return self._models.embedder.identity

    def start(self, question: Question, build: OpenBuild) -> Context:
        """A fresh context; the evaluations take its steps one by one."""
        return Context(question, build, self._models)

    def answer(self, question: Question, build: OpenBuild) -> Answer:
        """Answer from one build. Never raises for what a question says; the status says it."""
        return self.answer_to(Listener(), question, build)

    def answer_to(self, listener: Listener, question: Question, build: OpenBuild) -> Answer:
        """Answer somebody who hears each statement as it is final, and may go away."""
        context = self.start(question, build)
        context.listener = listener
        run(context)
        return _answer(context)

    def search(self, query: str, build: OpenBuild, limit: int) -> list[SearchHit]:
        """Ranked passages, best first, at most `limit`; a longer list begins with a shorter one."""
        embedder = self._models.embedder
        found = retrieve(query, build, embedder, limit=limit, depth=SEARCH_DEPTH)
        return [
            SearchHit(
                score=round(candidate.fused, 6),
                **build.quote(
                    candidate.passage, candidate.passage.start, candidate.passage.end
                ).model_dump(),
            )
            for candidate in found
        ]

    def suggested_questions(self, build: OpenBuild) -> list[str]:
        """Questions that the catalogue gives for its documents, one of each document in turn."""
        given = [record.questions for record in build.documents.values() if record.questions]
        most = max((len(questions) for questions in given), default=0)
        in_turn = [group[n] for n in range(most) for group in given if n < len(group)]
        return list(dict.fromkeys(in_turn))[:SUGGESTED]


def _answer(context: Context) -> Answer:
    assert context.status is not None  # noqa: S101 - the last step that ran has set it
    stating = context.status not in REFUSALS
    return Answer(
        id=secrets.token_urlsafe(12),
        status=context.status,
        question=context.question.question,
        answer=_text(context) if stating else SAYINGS[context.status],
        statements=context.statements if stating else [],
        citations=context.citations if stating else [],
        nearest=_nearest(context),
        notices=context.notices if stating else [],
        interpreted_question=context.interpreted,
        missing=_missing(context) if stating else [],
        engine="generative" if stating and context.model else "extractive",
        model=context.model if stating else None,
        usage=context.usage,
        index=context.build.id,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        timings_ms=context.timings_ms,
    )


def _text(context: Context) -> str:
    """The statements with their citation numbers behind them, a paragraph each, and last what the
    documents do not say."""
    paragraphs = [
        statement.text + " " + "".join(f"[{number}]" for number in statement.citations)
        for statement in context.statements
    ]
    if missing := _missing(context):
        paragraphs.append(MISSING.format(missing=" or ".join(missing)))
    return "\n\n".join(paragraphs)


def _missing(context: Context) -> list[str]:
    """What the question names and the documents do not answer, in its own words."""
    return [context.scopes[number].called(context.asked) for number in context.unanswered]


def _nearest(context: Context) -> list[Citation]:
    """For `not_in_documents`: the best unit of each of the nearest passages, to look at."""
    if context.status is not Status.NOT_IN_DOCUMENTS:
        return []
    best: dict[str, Citation] = {}
    for item in context.evidence:
        unit = item.unit
        if (
            len(best) < NEAREST
            and unit.passage.id not in best
            and unit.kind != "heading"
            and not unit.parts
        ):
            quote = context.build.quote(unit.passage, unit.start, unit.end)
            best[unit.passage.id] = Citation(number=len(best) + 1, **quote.model_dump())
    return list(best.values())
