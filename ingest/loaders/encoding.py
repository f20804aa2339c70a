"""Bytes to text for the formats that do not say how they are encoded."""

from __future__ import annotations

import codecs
from typing import Final

from ingest.errors import Unreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """UTF-8, or what the byte order mark says, or Windows-1252, as old briefings are saved."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if text.count("\0") > len(text) // 100:
        raise Unreadable("it is not text: it holds binary data")
    return text
