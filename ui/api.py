"""The service's HTTP API as the page uses it. Every failure is a `ServiceError` with advice."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from ui import errors
from ui.limits import Limits
from ui.settings import Settings
from ui.shapes import (
    About,
    Answer,
    DocumentText,
    Exchange,
    Judgement,
    Library,
    Picture,
    Place,
    Problem,
    Statement,
)
from ui.stream import events, lines, said

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
PICTURE_PIXELS = 1_400  # across: sharp where the page is shown large
END_USER = "Reform-End-User"  # for whom a trusted key asks

Shape = TypeVar("Shape", bound=BaseModel)


class Service:
    """One service; safe to share between the page's sessions. `user` is who is signed in."""

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

    def ask(
        self,
        question: str,
        history: Sequence[Exchange],
        limits: Limits | None = None,
        user: str | None = None,
    ) -> Iterator[Statement | Answer | None]:
        """Ask one question: its statements as they are final, and last the whole answer; None
        where the service only says that it is still there."""
        body = {
            "question": question,
            "history": [turn.model_dump() for turn in history],
            "stream": True,
            **(limits.body() if limits else {}),
        }
        end = time.monotonic() + self._answer_seconds
        with self._failures(self._answer_seconds):
            timeout = httpx.Timeout(self._answer_seconds, connect=CONNECT_SECONDS)
            with self._http.stream(
                "POST", "/v1/answers", json=body, timeout=timeout, headers=_for(user)
            ) as response:
                if not response.is_success:
                    response.read()
                    raise _problem(response)
                for event in events(lines(response.iter_text())):
                    if time.monotonic() > end:
                        raise errors.too_slow(self._answer_seconds)
                    yield said(event)

    def answer(self, answer_id: str, user: str | None = None) -> Answer:
        """A stored answer."""
        path = f"/v1/answers/{quote(answer_id, safe='')}"
        return _read(Answer, self._send("GET", path, user=user))

    def rate(self, answer_id: str, judgement: Judgement, user: str | None = None) -> None:
        """Keep what a reader thought of an answer."""
        path = f"/v1/answers/{quote(answer_id, safe='')}/feedback"
        self._send("POST", path, json=judgement.model_dump(), user=user)

    def library(self) -> Library:
        return _read(Library, self._send("GET", "/v1/documents"))

    def quarantined(self) -> Library:
        """The files that could not be used."""
        return _read(Library, self._send("GET", "/v1/documents", params={"state": "quarantined"}))

    def about(self) -> About:
        return _read(About, self._send("GET", "/v1/about"))

    def text(self, document_id: str) -> str:
        """A document's whole stored text, which quotes' offsets point into."""
        response = self._send("GET", f"{_document(document_id)}/text")
        return _read(DocumentText, response).text

    def file(self, document_id: str) -> bytes:
        """The original file."""
        return self._send("GET", f"{_document(document_id)}/file").content

    def page(self, document_id: str, page: int, citation: str | None) -> Picture:
        """A page's picture, with the quote of `citation` ("ANSWER_ID:NUMBER") marked on it."""
        path = f"{_document(document_id)}/pages/{page}.png"
        params = {"width": str(PICTURE_PIXELS)}
        if citation is not None:
            params = {"citation": citation, **params}
        response = self._send("GET", path, params=params)
        if not response.headers.get("content-type", "").startswith("image/"):
            raise errors.unreadable()
        return _picture(response)

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: object = None,
        user: str | None = None,
    ) -> httpx.Response:
        with self._failures(READ_SECONDS):
            response = self._http.request(
                method, path, params=params, json=json, headers=_for(user)
            )
        if not response.is_success:
            raise _problem(response)
        return response

    @contextmanager
    def _failures(self, seconds: float) -> Iterator[None]:
        """What can go wrong on the way, as a `ServiceError`."""
        try:
            yield
        except httpx.ConnectTimeout as error:
            raise errors.unreachable() from error
        except httpx.TimeoutException as error:
            raise errors.too_slow(seconds) from error
        except httpx.HTTPError as error:
            raise errors.unreachable() from error


def _for(user: str | None) -> dict[str, str]:
    """The header that names the reader; a name that no header can hold is percent-encoded."""
    return {END_USER: quote(user, safe=" @.+-_'")[:200]} if user else {}


def _picture(response: httpx.Response) -> Picture:
    headers = response.headers
    first, _, last = headers.get("reform-quote-pages", "").partition("-")
    edges = headers.get("reform-quote-place", "").split(",")
    try:
        return Picture(
            png=response.content,
            first=int(first) if first else None,
            last=int(last) if last else None,
            place=Place.model_validate(dict(zip(Place.model_fields, edges, strict=True)))
            if edges != [""]
            else None,
        )
    except ValueError as error:
        raise errors.unreadable() from error


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
