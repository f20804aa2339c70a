"""The API's shapes of stored answers: listed, exported, and asked again."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from service.schemas import Answer


class Judgement(BaseModel):
    """A stored rating and when it was given."""

    rating: Literal["up", "down"]
    reasons: list[str] = []
    comment: str | None = None
    created: str


class Record(Answer):
    """A stored answer with what readers thought of it, the latest last."""

    feedback: list[Judgement] = Field(default_factory=list)


class AnswerPage(BaseModel):
    """One page of `GET /v1/answers`, newest first; pass `next_cursor` as `cursor` for the next."""

    answers: list[Record]
    next_cursor: str | None = None


class Change(BaseModel):
    """Why a question would be answered otherwise now. `document` is the one that it is about."""

    kind: Literal["document_changed", "document_removed", "newer_document", "other_passages"]
    document: str | None = None
    text: str


class Recheck(BaseModel):
    """The same question, asked of the index that is served now; `answer` is stored nowhere."""

    index: str
    same: bool
    changes: list[Change] = []
    answer: Answer | None = None


class Rechecked(Answer):
    """A stored answer, as it was given, and whether it would be given again."""

    recheck: Recheck
