"""The real application over a small real index, on a port of the loopback address, with a front
that counts, slows down and answers in its place whatever a test wants of a service."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from evals.questions import EvalQuestion
from ingest.layout import IndexFolder
from ingest.settings import Settings
from service.app import build_app
from service.live import LiveIndex
from service.state import ServiceState
from service.store import AnswerStore
from tests.service.api.fakes import FakeEngine

ANSWERS, LIBRARY = "/v1/answers", "/v1/documents"

Instead = Callable[[Request], Response | None]


class Front:
    """`instead` may answer a request in the application's place; `seconds` passes before each
    answer. `paths` is what was asked for, `most` how many requests there were at once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._now = 0
        self.reset()

    def reset(self) -> None:
        """As at the start: nothing seen, nothing changed."""
        self.instead: Instead = lambda _: None
        self.seconds = 0.0
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        self.paths.append(request.url.path)
        self.headers.append(dict(request.headers))
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            await asyncio.sleep(self.seconds)
            await (self.instead(request) or self.app)(scope, receive, send)
        finally:
            self._now -= 1

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return self.paths.count(path)


class Server:
    """An application on a port, until it is stopped; `start` starts it again on the same one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        config = uvicorn.Config(self._app, host="127.0.0.1", port=self.port, log_level="critical")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        end = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < end and self._thread.is_alive(), "it did not start"
            time.sleep(0.01)

    def ask_to_stop(self, patience: int | None = None) -> None:
        """As a signal does: no new connections, and what is under way is finished, or broken off
        after so many seconds."""
        self._server.config.timeout_graceful_shutdown = patience
        self._server.should_exit = True

    def wait(self) -> None:
        """Until it has ended."""
        self._thread.join(30)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        """Break everything off, as the end of a process does."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()


def small_service(folder: Path, engine: FakeEngine | None = None) -> Front:
    """The application over the index in `folder`; it sees at once when that is replaced."""
    fake = engine or FakeEngine()
    settings = Settings(index=folder / "index", answers=folder / "answers.sqlite")
    live = LiveIndex(IndexFolder(settings.index), fake.identity, check_every=0, retry_every=0)
    return Front(build_app(ServiceState(settings, fake, live, AnswerStore(settings.answers))))


def about(text: str = "When will family help be offered?", **more: object) -> EvalQuestion:
    """A question about the small index."""
    return EvalQuestion.model_validate({"id": "h001", "question": text, "answerable": True, **more})


def problem(status: int, title: str = "", detail: str = "", **headers: str) -> Response:
    """An error as the service tells it."""
    body = {"type": "/problems/some", "title": title, "status": status, "detail": detail}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse(body, status, named, "application/problem+json")


class Times:
    """Answers the first requests for a path in the application's place, one of `responses` each;
    the last one for ever if `always`."""

    def __init__(self, path: str, *responses: Response, always: bool = False) -> None:
        self._path = path
        self._responses = list(responses)
        self._always = always

    def __call__(self, request: Request) -> Response | None:
        if request.url.path != self._path or not self._responses:
            return None
        if self._always and len(self._responses) == 1:
            return self._responses[0]
        return self._responses.pop(0)
