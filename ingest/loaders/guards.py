"""Bounds on what a file may ask of us before any parser sees it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from ingest.errors import Unreadable

MAX_FILE_BYTES: Final = 200 * 1024 * 1024
MAX_TEXT_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 400 * 1024 * 1024
MAX_XML_BYTES: Final = 60 * 1024 * 1024
MAX_ENTRIES: Final = 10_000
_OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0"


def check_size(path: Path, limit: int = MAX_FILE_BYTES) -> None:
    """Refuse an empty file and an absurdly large one."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("it is empty")
    if size > limit:
        raise Unreadable(f"it is larger than {limit // 1024 // 1024} MB")


def check_office_zip(path: Path, main_part: str) -> None:
    """Refuse what is not the Office file that its name promises, and what unpacks to too much."""
    check_size(path)
    with path.open("rb") as file:
        if file.read(4) == _OLE_SIGNATURE:
            raise Unreadable(
                "it is encrypted or in the old binary Office format: supply a copy saved as"
                f" {path.suffix} without a password"
            )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(f"it is damaged or not a {path.suffix} file") from error
    if main_part not in {entry.filename for entry in entries}:
        raise Unreadable(f"it is damaged or not a {path.suffix} file")
    unpacked = sum(entry.file_size for entry in entries)
    largest_xml = max(
        (entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels"))),
        default=0,
    )
    if unpacked > MAX_UNPACKED_BYTES or largest_xml > MAX_XML_BYTES or len(entries) > MAX_ENTRIES:
        raise Unreadable("it unpacks to far more than a document holds")


def read_text_bytes(path: Path) -> bytes:
    """The bytes of a text format, bounded."""
    check_size(path, MAX_TEXT_BYTES)
    return path.read_bytes()
