"""The service's HTTP API as the page uses it. Every failure is a `ServiceError` with advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from ui import errors
from ui.settings import Settings
from ui.shapes import Answer, DocumentText, Exchange, Library, Problem

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
PICTURE_PIXELS = 1_400  # across: sharp where the page is shown large

Shape = TypeVar("Shape", bound=BaseModel)


class Service:
    """One service; safe to share between the page's sessions."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        key = settings.api_key
        self._answer_seconds = settings.timeout
        self._http = httpx.Client(
            base_url=settings.service_url,
            headers={"Authorization": f"Bearer {key.get_secret_value()}"} if key else {},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,  # a proxy in the environment must not see the questions
            transport=transport,
        )

    def ask(self, question: str, history: Sequence[Exchange]) -> Answer:
        """Ask one question and wait for the whole answer."""
        body = {
            "question": question,
            "history": [turn.model_dump() for turn in history],
            "stream": False,
        }
        response = self._send("POST", "/v1/answers", seconds=self._answer_seconds, json=body)
        return _read(Answer, response)

    def library(self) -> Library:
        return _read(Library, self._send("GET", "/v1/documents"))

    def text(self, document_id: str) -> str:
        """A document's whole stored text, which quotes' offsets point into."""
        response = self._send("GET", f"{_document(document_id)}/text")
        return _read(DocumentText, response).text

    def file(self, document_id: str) -> bytes:
        """The original file."""
        return self._send("GET", f"{_document(document_id)}/file").content

    def page(self, document_id: str, page: int, citation: str) -> bytes:
        """A page's picture with the quote of `citation` ("ANSWER_ID:NUMBER") marked on it."""
        path = f"{_document(document_id)}/pages/{page}.png"
        params = {"citation": citation, "width": str(PICTURE_PIXELS)}
        response = self._send("GET", path, params=params)
        if not response.headers.get("content-type", "").startswith("image/"):
            raise errors.unreadable()
        return response.content

    def _send(
        self,
        method: str,
        path: str,
        *,
        seconds: float = READ_SECONDS,
        params: dict[str, str] | None = None,
        json: object = None,
    ) -> httpx.Response:
        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        try:
            response = self._http.request(method, path, params=params, json=json, timeout=timeout)
        except httpx.ConnectTimeout as error:
            raise errors.unreachable() from error
        except httpx.TimeoutException as error:
            raise errors.too_slow(seconds) from error
        except httpx.HTTPError as error:
            raise errors.unreachable() from error
        if not response.is_success:
            raise _problem(response)
        return response


def _document(document_id: str) -> str:
    return f"/v1/documents/{quote(document_id, safe='')}"


def _read(shape: type[Shape], response: httpx.Response) -> Shape:
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        raise errors.unreadable() from error


def _problem(response: httpx.Response) -> errors.ServiceError:
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        problem = Problem()
    return errors.from_response(
        response.status_code, problem.detail, response.headers.get("retry-after"), problem.type
    )
