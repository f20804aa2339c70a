"""Files that are written whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingest.errors import FixSettings


def refuse_unwritable(paths: Iterable[Path | None]) -> None:
    """Said at once, not after all has been asked. Raises `FixSettings`."""
    for path in paths:
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise FixSettings(f"{path} can not be written: name a file in a folder that exists")


def write_whole(path: Path, text: str) -> None:
    """Whole or not at all: a reader never finds half a file. Raises `FixSettings`."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except OSError as error:
        raise FixSettings(f"{path} can not be written ({error.strerror})") from error
