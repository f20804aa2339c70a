"""Answers and what readers said of them, in a store or an export."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.schemas import Answer, Citation, DocumentRef, Feedback, Locator, Status
from service.store import AnswerStore

TODAY = datetime.now(UTC).date()
DOWN, UP = (
    Feedback(rating="down", reasons=["wrong"], comment="It is £9 million."),
    Feedback(rating="up"),
)


def answered(id_: str = "abcdefghijkl", question: str = "How much?", **change: Any) -> Answer:
    citation = Citation(
        number=1,
        passage_id="p1",
        quote="Kinship carers receive £8 million.",
        start=0,
        end=34,
        document=DocumentRef(id="strategy", title="Strategy", kind="strategy", file="strategy.txt"),
        locator=Locator(),
    )
    told = Answer(
        id=id_,
        status=Status.ANSWERED,
        question=question,
        answer="Kinship carers receive £8 million. [1]",
        citations=[citation],
        index="build",
        created="2026-03-01T10:00:00+00:00",
    )
    return told.model_copy(update=change)


def stored(path: Path, *said: tuple[Answer, list[Feedback]]) -> Path:
    """An answer store as the service leaves it."""
    store = AnswerStore(path)
    for answer, judgements in said:
        store.save(answer)
        for judgement in judgements:
            assert store.add_feedback(answer.id, judgement)
    return path


def exported(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def line(answer: Answer, *feedback: dict[str, Any]) -> dict[str, Any]:
    return {**answer.model_dump(mode="json"), "feedback": list(feedback)}
