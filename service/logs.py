"""What the operator must know, on standard error: lines for a terminal, or JSON for a collector.

Neither has a word of what was asked: of a request they name the route, never the address or the
body. `X-Request-ID` of a response is the `request` of its line.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

from starlette.types import Scope

requests = logging.getLogger("service.requests")

Style = Literal["auto", "json", "text"]


class JsonLines(logging.Formatter):
    """A record as one line of JSON; `extra={"fields": {...}}` adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:  # the message may quote what was asked
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line)


def set_up(style: Style) -> None:
    """Warnings of everybody and news of the service; on a terminal, no line for each request."""
    handler = logging.StreamHandler()
    as_text = style == "text" or (style == "auto" and sys.stderr.isatty())
    handler.setFormatter(
        logging.Formatter("reform-service: %(message)s") if as_text else JsonLines()
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("service").setLevel(logging.INFO)
    requests.setLevel(logging.WARNING if as_text else logging.INFO)


def log_request(
    scope: Scope, method: str, request_id: str, status: int | None, seconds: float
) -> None:
    """A line for a request that has ended; without a status it was broken off."""
    state = scope["state"]
    caller = state.get("caller")
    fields = {
        "request": request_id,
        "method": method,
        "route": getattr(scope.get("route"), "path", None),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "key": caller.key.name if caller and caller.key else None,
    }
    requests.info("request", extra={"fields": fields})
