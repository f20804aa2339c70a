"""What the page reads of the service's answers. Fields that it does not show are ignored.

Kept apart from the service's own shapes on purpose: the page is one client of a public API, and
must go on working when the service adds a field, a status or a kind of notice.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

STATES_SOMETHING = frozenset({"answered", "partial"})


class Document(BaseModel):
    """The document that a quote comes from."""

    id: str
    title: str
    publisher: str | None = None
    kind: str
    published: date | None = None
    file: str


class Edition(BaseModel):
    """Another edition of a document, or another report of a series."""

    id: str
    title: str
    published: date | None = None


class LibraryDocument(Document):
    """A document of the library; `pages` where its format has any."""

    format: str = ""
    pages: int | None = None
    url: str | None = None
    licence: str | None = None
    sources: list[str] = []
    editions: list[Edition] = []
    series: list[Edition] = []


class Quarantined(BaseModel):
    """A file that could not be used, and why; `document` is its earlier version, if served."""

    file: str
    reason: str
    since: datetime
    document: str | None = None


class Locator(BaseModel):
    """Where in the document: as many of these as its format has.

    `ocr_confidence` is there where the page is a scan that a machine has read.
    """

    page: int | None = None
    page_label: str | None = None
    paragraph: str | None = None
    heading: list[str] = []
    slide: int | None = None
    ocr_confidence: float | None = None


class Citation(BaseModel):
    """A verbatim quote: equal to the document's stored text at `[start:end)`."""

    number: int
    quote: str
    start: int
    end: int
    document: Document
    locator: Locator = Locator()

    @property
    def page(self) -> int | None:
        """The page to show as a picture: only PDF files have one."""
        return self.locator.page if self.document.file.lower().endswith(".pdf") else None


class Statement(BaseModel):
    """One thing that the answer states, with the numbers of its citations."""

    text: str
    citations: list[int] = []


class Notice(BaseModel):
    """Something a reader must know about the answer as a whole."""

    kind: str
    text: str


class Answer(BaseModel):
    """What the service answers to one question."""

    id: str
    status: str
    question: str = ""
    answer: str = ""
    statements: list[Statement] = []
    citations: list[Citation] = []
    nearest: list[Citation] = []
    notices: list[Notice] = []
    interpreted_question: str | None = None
    missing: list[str] = []
    engine: str = "extractive"
    timings_ms: dict[str, float] = {}

    @property
    def states_something(self) -> bool:
        return self.status in STATES_SOMETHING

    @property
    def sources(self) -> list[Citation]:
        """What can be opened: the citations, or the nearest passages of an answer without any."""
        return self.citations if self.states_something else self.nearest

    def source(self, number: int) -> Citation | None:
        return next((source for source in self.sources if source.number == number), None)


class Library(BaseModel):
    """What the index holds, and questions to start from."""

    documents: list[LibraryDocument] = []
    suggested_questions: list[str] = []
    quarantined: list[Quarantined] = []

    def document(self, document_id: str) -> LibraryDocument | None:
        return next((d for d in self.documents if d.id == document_id), None)

    def pages(self, document_id: str) -> int | None:
        """How many pages a document has, where that is known."""
        found = self.document(document_id)
        return found.pages if found else None


class DocumentText(BaseModel):
    """A document's stored text, which every quote's offsets point into."""

    text: str


class Place(BaseModel):
    """Where a quote stands on a page: edges in parts of the page's width and height."""

    left: float
    top: float
    right: float
    bottom: float


class Picture(BaseModel):
    """A page as PNG. `first` to `last` are the pages of the quote, `place` where it is on this."""

    png: bytes
    first: int | None = None
    last: int | None = None
    place: Place | None = None


class About(BaseModel):
    """What the service says of itself: how long answers are kept, and what it does to questions
    with personal data."""

    retention_days: int | None = None
    personal_data: str = "refuse"


class Problem(BaseModel):
    """`application/problem+json`: an error as the service words it."""

    type: str = ""
    title: str = ""
    status: int = 500
    detail: str = ""


class Exchange(BaseModel):
    """An earlier question and its answer, sent so that a follow-up can be understood."""

    question: str
    answer: str


class Judgement(BaseModel):
    """What a reader thought of an answer: `rating` is "up" or "down"."""

    rating: str
    reasons: list[str] = []
    comment: str | None = None
