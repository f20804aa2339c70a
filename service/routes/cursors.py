"""Where a list goes on, as a word that clients hand back and need not understand."""

from __future__ import annotations

import base64
import json


def pack(place: list[str | int]) -> str:
    """The word for a place."""
    packed = json.dumps(place).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unpack(cursor: str) -> object:
    """The place that a word stands for, None for what is none: anybody may have written it."""
    try:
        return json.loads(base64.b64decode(cursor + "==", altchars=b"-_"))
    except (ValueError, RecursionError):
        return None
