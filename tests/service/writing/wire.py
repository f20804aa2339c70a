"""A small server that speaks as OpenAI, Azure, Ollama and Anthropic do, streaming."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

READ, WRITTEN = 321, 45  # the tokens that it counts
PIECE = 9


@dataclass
class Wire:
    """`says` is the text; `status` another than 200 refuses; `hangs` stops in the middle until the
    client has gone, which `left` tells."""

    says: str = ""
    status: int = 200
    hangs: bool = False
    ending: str | None = None
    left: threading.Event = field(default_factory=threading.Event)
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def pieces(self) -> list[str]:
        return [self.says[n : n + PIECE] for n in range(0, len(self.says), PIECE)]


@contextmanager
def serving(wire: Wire) -> Iterator[Wire]:
    """Serve until the block ends."""
    handler = type("Handler", (_Handler,), {"wire": wire})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    wire.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    wire: Wire

    def do_POST(self) -> None:
        self.wire.paths.append(self.path)
        self.wire.headers.append({name.lower(): value for name, value in self.headers.items()})
        length = int(self.headers["content-length"])
        self.wire.bodies.append(json.loads(self.rfile.read(length)))
        kind = "application/x-ndjson" if self.path == "/api/chat" else "text/event-stream"
        refused = self.wire.status != 200
        self.send_response(self.wire.status)
        self.send_header("content-type", "application/json" if refused else kind)
        self.end_headers()
        if refused:
            self.wfile.write(b'{"error": {"message": "no", "type": "refused", "code": "no"}}')
            return
        try:
            self._speak()
        except OSError:
            self.wire.left.set()

    def _speak(self) -> None:
        events = list(_events(self.path, self.wire))
        for number, event in enumerate(events):
            if self.wire.hangs and number == len(events) // 2:
                self.connection.settimeout(30)
                if not self.connection.recv(1):  # nothing more comes: the client has gone
                    self.wire.left.set()
                return
            self.wfile.write(event.encode())
            self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


def _events(path: str, wire: Wire) -> Iterator[str]:
    if path == "/api/chat":
        return _ollama(wire)
    return _anthropic(wire) if path == "/v1/messages" else _openai(wire)


def _openai(wire: Wire) -> Iterator[str]:
    """Chat completions, as Azure sends them too: there a first chunk has no choices."""
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake"}

    def event(choices: list[dict[str, Any]], **more: Any) -> str:
        return f"data: {json.dumps({**head, 'choices': choices, **more})}\n\n"

    def choice(delta: dict[str, Any], ending: str | None = None) -> list[dict[str, Any]]:
        return [{"index": 0, "delta": delta, "finish_reason": ending}]

    yield event([], prompt_filter_results=[])
    yield event(choice({"role": "assistant", "content": ""}))
    for piece in wire.pieces():
        yield event(choice({"content": piece}))
    yield event(choice({}, wire.ending or "stop"))
    total = READ + WRITTEN
    usage = {"prompt_tokens": READ, "completion_tokens": WRITTEN, "total_tokens": total}
    yield event([], usage=usage)
    yield "data: [DONE]\n\n"


def _ollama(wire: Wire) -> Iterator[str]:
    head = {"model": "fake", "created_at": "2026-01-01T00:00:00Z"}
    for piece in wire.pieces():
        message = {"role": "assistant", "content": piece}
        yield json.dumps({**head, "message": message, "done": False}) + "\n"
    end = {"done": True, "done_reason": wire.ending or "stop"}
    counts = {"prompt_eval_count": READ, "eval_count": WRITTEN}
    empty = {"role": "assistant", "content": ""}
    yield json.dumps({**head, "message": empty, **end, **counts}) + "\n"


def _anthropic(wire: Wire) -> Iterator[str]:
    def event(kind: str, **data: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"

    usage = {"input_tokens": READ, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "fake",
        "content": [],
    }
    message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
    yield event("message_start", message=message)
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for piece in wire.pieces():
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
    yield event("content_block_stop", index=0)
    ended = {"stop_reason": wire.ending or "end_turn", "stop_sequence": None}
    yield event(
        "message_delta", delta=ended, usage={"input_tokens": READ, "output_tokens": WRITTEN}
    )
    yield event("message_stop")
