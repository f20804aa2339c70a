"""The API's shapes, version 1. Fields are added, never changed: others build on them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_QUESTION = 1_000
MAX_HISTORY = 20
MAX_HISTORY_TEXT = 8_000


class Status(StrEnum):
    """How an answer ended. Only the first two state anything."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_DOCUMENTS = "not_in_documents"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Turn(_In):
    """One earlier exchange of the conversation."""

    question: Annotated[str, Field(max_length=MAX_HISTORY_TEXT)]
    answer: Annotated[str, Field(max_length=MAX_HISTORY_TEXT)] = ""


class Filters(_In):
    """Narrow the search. Empty lists and nulls mean no limit; dates are inclusive.

    `documents` are ids or file names.
    """

    documents: list[str] = []
    kinds: list[str] = []
    publishers: list[str] = []
    published_from: date | None = None
    published_to: date | None = None


class Question(_In):
    """The body of `POST /v1/answers`."""

    question: Annotated[str, Field(max_length=MAX_QUESTION)]
    history: Annotated[list[Turn], Field(max_length=MAX_HISTORY)] = []
    filters: Filters = Filters()
    as_of: date | None = None
    stream: bool = False


class DocumentRef(BaseModel):
    """The document that a quote comes from."""

    id: str
    title: str
    publisher: str | None = None
    kind: str
    published: date | None = None
    url: str | None = None
    file: str


class Locator(BaseModel):
    """Where in the document: as many of these as its format has.

    `ocr_confidence` (0 to 1) says that the page is a scan and was read by a machine: a quote from
    it is to be checked against the picture.
    """

    page: int | None = None
    page_label: str | None = None
    paragraph: str | None = None
    heading: list[str] = []
    slide: int | None = None
    ocr_confidence: float | None = None


class Quote(BaseModel):
    """Verbatim text: equal to the document's stored text at `[start:end)`."""

    passage_id: str
    quote: str
    start: int
    end: int
    document: DocumentRef
    locator: Locator


class Citation(Quote):
    """A quote with the number that stands in the answer's text."""

    number: int


class Statement(BaseModel):
    """One thing that the answer states, with the numbers of the citations that support it."""

    text: str
    citations: list[int]


class Notice(BaseModel):
    """Something a reader must know about the answer as a whole."""

    kind: Literal["newer_document", "summary_only", "proposal", "conflict", "model_failed"]
    text: str


class Usage(BaseModel):
    """What a language model was used for one answer, and what became of its statements.

    `estimated`: the server counted no tokens. `cost` is in the currency of the prices that the
    settings give. `failure` says why the model's words were not used, or not all.
    """

    input_tokens: int
    output_tokens: int
    estimated: bool = False
    cost: float | None = None
    kept: int = 0
    replaced: int = 0
    dropped: int = 0
    failure: str | None = None


class Answer(BaseModel):
    """What `POST /v1/answers` returns and the store keeps. `missing` names, in the words of the
    question, what a partial answer leaves unanswered."""

    id: str
    status: Status
    question: str
    answer: str
    statements: list[Statement] = []
    citations: list[Citation] = []
    nearest: list[Citation] = []
    notices: list[Notice] = []
    interpreted_question: str | None = None
    missing: list[str] = []
    engine: Literal["extractive", "generative"] = "extractive"
    model: str | None = None
    usage: Usage | None = None
    index: str
    created: str
    timings_ms: dict[str, float] = {}


class SearchHit(Quote):
    """A ranked passage; `score` orders hits within one response and means nothing beyond it."""

    score: float


class SearchPage(BaseModel):
    """One page of `GET /v1/search`; pass `next_cursor` as `cursor` for the next one."""

    query: str
    hits: list[SearchHit]
    next_cursor: str | None = None
    index: str


class Origin(BaseModel):
    """Where a field of a description was taken from; a trust of 1 means that a person said so."""

    source: str
    trust: float


class Edition(BaseModel):
    """A document of a group of editions, or of a series of reports."""

    id: str
    title: str
    published: date | None = None


class DocumentSummary(DocumentRef):
    """A document of the library.

    `editions` are the editions of one document and `series` the reports under one title, each for a
    date of its own: newest first and this one among them; empty where there is no other.
    """

    format: str
    pages: int | None = None
    passages: int
    characters: int
    sources: list[str] = []
    licence: str | None = None
    supersedes: list[str] = []
    guessed: list[str] = []
    origins: dict[str, Origin] = {}
    other_files: list[str] = []
    editions: list[Edition] = []
    series: list[Edition] = []


class QuarantinedFile(BaseModel):
    """A file that ingest could not use, and why. `document` is its earlier version, if served."""

    file: str
    reason: str
    since: datetime
    sha256: str | None = None
    document: str | None = None


class Library(BaseModel):
    """What the index holds, with questions that its documents can answer, to start from.

    `quarantined` is filled where `state=quarantined` was asked for, `documents` otherwise.
    """

    index: str
    documents: list[DocumentSummary]
    suggested_questions: list[str] = []
    quarantined: list[QuarantinedFile] = []


class DocumentText(BaseModel):
    """A document's stored text: the string that every quote's offsets point into."""

    id: str
    text: str
    index: str


class Feedback(_In):
    """What a reader thought of an answer."""

    rating: Literal["up", "down"]
    reasons: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=10)] = []
    comment: Annotated[str, Field(max_length=2_000)] | None = None
