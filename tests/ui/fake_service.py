"""A stand-in for the service, built from the contract. `asked` keeps what it was sent.

Run it by hand to look at the page: `python -m tests.ui.fake_service 8000`, then `reform-ui`.
"""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from PIL import Image, ImageDraw, ImageFont

from tests.ui.fake_answers import ANSWERED, BY_WORD, answer_to
from tests.ui.fake_documents import TEXTS, library

SUGGESTED = [
    "How much will the government invest in children’s social care reform?",
    "What must a council do before it gets the transformation grant?",
    "Which areas are *pathfinders*, and when do they start? :smile: $5",
]


UNUSED = {
    "file": "minutes/<b>scan</b>.pdf",
    "reason": "it has a password",
    "since": "2025-01-01T00:00:00Z",
    "sha256": None,
    "document": None,
}
QUOTE_PAGES = {"a-funding:1": (2, 3), "a-partial:1": (3, 3)}


class Fake:
    """The app and what it has seen. A "slow" question waits until `release` is set."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.asked: list[dict[str, Any]] = []
        self.pages: list[str] = []
        self.rated: list[dict[str, Any]] = []
        self.users: list[str | None] = []
        self.release = threading.Event()
        self.hold = threading.Event()
        self._routes()

    def _routes(self) -> None:
        self.app.get("/v1/documents")(self._library)
        self.app.get("/v1/about")(self._about)
        self.app.post("/v1/answers")(self._answer)
        self.app.get("/v1/answers/{identity}")(self._stored)
        self.app.post("/v1/answers/{identity}/feedback")(self._rate)
        self.app.get("/v1/documents/{identity:path}/text")(self._text)
        self.app.get("/v1/documents/{identity:path}/file")(self._file)
        self.app.get("/v1/documents/{identity:path}/pages/{page}.png")(self._page)

    def _library(self, state: str = "indexed") -> dict[str, Any]:
        if state == "quarantined":
            return {"index": "build-1", "documents": [], "quarantined": [UNUSED]}
        return {"index": "build-1", "documents": library(), "suggested_questions": SUGGESTED}

    def _about(self) -> dict[str, Any]:
        return {"retention_days": 90, "personal_data": "refuse"}

    def _stored(self, identity: str) -> Response:
        found = [a for a in (ANSWERED, *BY_WORD.values()) if a["id"] == identity]
        if not found:
            return _problem(404, "no answer is stored under this id")
        return JSONResponse({**found[0], "question": f"Stored as {identity}?"})

    def _rate(self, identity: str, body: dict[str, Any]) -> Response:
        self.rated.append({"answer": identity, **body})
        return Response(status_code=204)

    def _answer(self, request: Request, body: dict[str, Any]) -> Response:
        self.asked.append(body)
        self.users.append(request.headers.get("reform-end-user"))
        question = body["question"].lower()
        if "slow" in question:
            self.release.wait(30)
        for word, status, detail in (
            ("long", 422, "The question is too long: the limit is 1,000 characters."),
            ("busy", 429, "Too many requests."),
            ("starting", 503, "No index is open."),
            ("broken", 500, "Traceback: secret"),
        ):
            if word in question:
                return _problem(status, detail)
        answer = answer_to(body["question"])
        hold = self.hold if "drip" in question else None
        return StreamingResponse(_events(answer, hold), media_type="text/event-stream")

    def _text(self, identity: str) -> Response:
        if identity not in TEXTS:
            return _problem(404, "There is no such document.")
        return JSONResponse({"id": identity, "text": TEXTS[identity], "index": "build-1"})

    def _file(self, identity: str) -> Response:
        return Response(f"original of {identity}", media_type="application/octet-stream")

    def _page(self, request: Request, page: int) -> Response:
        self.pages.append(f"{page}?{request.url.query}")
        headers = {}
        first, last = QUOTE_PAGES.get(request.query_params.get("citation", ""), (0, 0))
        if last:
            headers = {"Reform-Quote-Pages": f"{first}-{last}"}
            if first <= page <= last:
                headers["Reform-Quote-Place"] = "0.093,0.288,0.911,0.336"
        return Response(picture(page), media_type="image/png", headers=headers)


def _events(answer: dict[str, Any], hold: threading.Event | None) -> Iterator[str]:
    """The answer as the service streams it; `hold` keeps what comes after the first statement."""
    yield _event("status", {"status": "working"})
    yield ": still there\n\n"
    for number, statement in enumerate(answer["statements"]):
        if number and hold is not None:
            hold.wait(30)
        yield _event("statement", statement)
    yield _event("done", answer)


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _problem(status: int, detail: str) -> Response:
    body = {"type": "about:blank", "title": "Problem", "status": status, "detail": detail}
    headers = {"Retry-After": "20"} if status == 429 else {}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def picture(page: int) -> bytes:
    """A page of grey lines of text with one sentence marked."""
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    draw.text((120, 120), f"Chapter {page}", fill="black", font=ImageFont.load_default(44))
    draw.rectangle((115, 505, 1130, 590), fill="#ffe680")
    line = "Children should grow up in loving, stable homes, wherever that is possible."
    for row in range(30):
        words = "We will invest £200 million by 2024-25 to address urgent issues and lay the"
        text = words if row == 7 else line
        y = 230 + row * 42
        draw.text((120, y), text, fill="black", font=ImageFont.load_default(26))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    fake = Fake()
    fake.release.set()
    fake.hold.set()
    uvicorn.run(fake.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
