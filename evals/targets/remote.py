"""A live service, asked over HTTP as its users ask it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from evals.questions import EvalQuestion
from evals.results import Span
from evals.targets.connection import KEY_VARIABLE, Connection, problem_of, said
from ingest.errors import FixSettings, ReformQAError, TryLater
from ingest.report import visible
from service.schemas import (
    MAX_QUESTION,
    Answer,
    DocumentRef,
    DocumentText,
    Library,
    SearchPage,
)

READ_SECONDS = 120.0

Shape = TypeVar("Shape", bound=BaseModel)


class Reindexed(ReformQAError):
    """The service went over to another index: run again, from the beginning. What the two indexes
    answer is not one run, so this is no `TryLater`, after which a run may be resumed."""


class Remote:
    """A service and the index that it served at the start. Each text is fetched once.

    Raises `FixSettings` when there is no such service or it refuses the key or a question,
    `TryLater` when it does not answer, `Reindexed` when its index was replaced in the meantime.
    """

    def __init__(self, url: str, key: str | None = None, timeout: float = READ_SECONDS) -> None:
        """`timeout`: seconds that an answer may take."""
        self._connection = Connection(url, key, timeout)
        self.name = self._connection.address
        self._fetching = threading.Lock()
        self._texts: dict[str, str] = {}
        try:
            self._library = self._ask(Library, "its library", "GET", "/v1/documents")
        except BaseException:
            self._connection.close()
            raise
        self._ids = frozenset(document.id for document in self._library.documents)

    @property
    def index(self) -> str:
        return self._library.index

    @property
    def documents(self) -> Sequence[DocumentRef]:
        return self._library.documents

    def text(self, document_id: str) -> str:
        if document_id not in self._ids:
            return ""
        if document_id not in self._texts:
            with self._fetching:
                if document_id not in self._texts:
                    self._texts[document_id] = self._fetch_text(document_id)
        return self._texts[document_id]

    def answer(self, question: EvalQuestion) -> Answer:
        subject, body = f"question {question.id}", question.asked.model_dump(mode="json")
        found = self._ask(Answer, subject, "POST", "/v1/answers", json=body)
        self._refuse_other(found.index)
        return found

    def search(self, query: str, limit: int) -> Sequence[Span]:
        """A query that is longer than the API takes is cut."""
        params = {"q": query[:MAX_QUESTION], "limit": limit}
        page = self._ask(SearchPage, "a search", "GET", "/v1/search", params=params)
        self._refuse_other(page.index)
        return [Span(hit.document.id, hit.start, hit.end) for hit in page.hits]

    def stop(self) -> None:
        """Wait for nothing more: what is on its way may arrive, nothing is sent a second time."""
        self._connection.stop()

    def close(self) -> None:
        self._connection.close()

    def _fetch_text(self, document_id: str) -> str:
        path = f"/v1/documents/{quote(document_id, safe='')}/text"
        found = self._ask(DocumentText, f"the text of {document_id}", "GET", path)
        self._refuse_other(found.index)
        return found.text

    def _refuse_other(self, index: str) -> None:
        if index != self.index:
            raise self._reindexed()

    def _ask(
        self, shape: type[Shape], subject: str, method: str, path: str, **content: Any
    ) -> Shape:
        """`subject` says in a message what was asked for."""
        subject = visible(subject)
        response = self._connection.send(method, path, **content)
        if not response.is_success:
            raise self._refusal(response, subject)
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            kind = visible(response.headers.get("content-type", "something without a type"))
            raise FixSettings(
                f"{self.name} is no Reform QA service of this version: for {subject} it sent "
                f"{kind} that is not what it should be"
            ) from error

    def _refusal(self, response: httpx.Response, subject: str) -> ReformQAError:
        status = response.status_code
        if response.is_redirect:
            place = visible(response.headers.get("location", "nowhere").partition("?")[0])
            return FixSettings(f"{self.name} redirects to {place}: give the final address to --url")
        if status in (401, 403):
            told = "refuses the key" if self._connection.has_key else "wants a key"
            return FixSettings(f"{self.name} {told} ({said(response)}): set {KEY_VARIABLE}")
        if problem_of(response).type == "/problems/unknown-document":  # the library has it
            return self._reindexed()
        if status in (404, 405):
            return FixSettings(f"there is no Reform QA service at {self.name} ({said(response)})")
        told = f"the service at {self.name} could not take {subject} ({said(response)})"
        return TryLater(told) if status >= 500 else FixSettings(told)

    def _reindexed(self) -> Reindexed:
        return Reindexed(
            f"the service at {self.name} no longer serves the index {visible(self.index)} that "
            "the run began with: run again without --resume"
        )
