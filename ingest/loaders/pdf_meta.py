"""What a PDF says about itself (metadata, printed page labels) and why it cannot be opened."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from ingest.errors import Unreadable

_HEAD: Final = 1024  # the signature may stand a little way in
_WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<head", b"<body")

# pypdf logs every oddity of a damaged file; what matters about it we say ourselves.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Meta:
    title: str | None = None
    author: str | None = None
    company: str | None = None
    created: datetime | None = None
    labels: tuple[str, ...] = ()


def check_signature(path: Path) -> None:
    """Refuse what only has the name of a PDF, such as a web error page saved under it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"%PDF-" in head or b"%!PS-Adobe" in head:
        return
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        raise Unreadable("it is a web page saved under the name of a PDF")
    raise Unreadable("it is damaged or not a PDF")


def read_meta(path: Path) -> Meta:
    """Metadata and labels. A file that pypdf cannot follow simply has none of them."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            reader.decrypt("")
        found = reader.metadata
        return Meta(
            _text(found.title if found else None),
            _text(found.author if found else None),
            _text(found.get("/Company") if found else None),
            found.creation_date if found else None,
            # To number the pages of a file without labels, pypdf would read every one of them.
            tuple(reader.page_labels) if "/PageLabels" in reader.root_object else (),
        )
    except Exception:
        return Meta()


def _text(value: object) -> str | None:
    return str(value) if value else None
