"""The outermost layer of the API: bounds bodies, adds headers, and lets no crash through."""

from __future__ import annotations

import asyncio
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import log_request
from service.metrics import Metrics
from service.problems import CHAT, RETRY_SECONDS, log_crash, make_problem, respond

MAX_BODY = 64 * 1024
# Chat clients send the whole conversation again each time, with our sources in it.
MAX_CHAT_BODY = 512 * 1024
STOPPING = "the service is stopping: try again in a few seconds"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class BrokenOff(Exception):
    """A response that had begun could not be finished; the server closes the connection."""


class Gone(Exception):
    """Whoever asked has broken the connection off: there is nobody to respond to."""


class Edge:
    """ASGI middleware. HEAD is answered as GET without its body, on every address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, begun = secrets.token_urlsafe(9), time.perf_counter()
        method = scope["method"]
        response = _Response(send, request_id, without_body=method == "HEAD")
        inner = {**scope, "method": "GET" if method == "HEAD" else method}
        inner["state"] = {**scope.get("state", {})}
        try:
            await self._answer(inner, receive, response)
        finally:
            seconds = time.perf_counter() - begun
            log_request(inner, method, request_id, response.status, seconds)
            self._metrics.requested(inner, method, response.status, seconds)

    async def _answer(self, scope: Scope, receive: Receive, response: _Response) -> None:
        most = MAX_CHAT_BODY if scope["path"] in CHAT else MAX_BODY
        if _declared_length(scope) > most:
            await respond(make_problem("too-large"), scope)(scope, receive, response.send)
            return
        try:
            await self._app(scope, _Body(receive, most).receive, response.send)
        except Gone:
            return
        except asyncio.CancelledError:  # the server stops, and has waited as long as it does
            if response.started:
                raise
            problem, headers = make_problem("not-ready", STOPPING), {"Retry-After": RETRY_SECONDS}
            await respond(problem, scope, headers)(scope, receive, response.send)
        except Exception as error:
            log_crash(error)
            if response.started:
                raise BrokenOff from None
            await respond(make_problem("internal-error"), scope)(scope, receive, response.send)


class _Body:
    """Counts what arrives: a chunked body declares no length."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise HTTPException(413)
        return message


class _Response:
    """Adds our headers where a route has not set its own, and knows whether it has begun."""

    def __init__(self, send: Send, request_id: str, without_body: bool) -> None:
        self._send = send
        self._request_id = request_id
        self.without_body = without_body
        self.status: int | None = None

    @property
    def started(self) -> bool:
        return self.status is not None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        elif self.without_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _declared_length(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() and length.isascii() else 0
