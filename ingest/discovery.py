"""Which files there are, and whether each is the one we already know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingest.catalogue import CATALOGUE_FILE, Entry, read_catalogue
from ingest.errors import FixSettings


@dataclass(frozen=True)
class Source:
    """One file as found: `file` is its name relative to the folder that was given."""

    path: Path
    file: str
    entry: Entry | None

    @cached_property
    def sha256(self) -> str:
        """The content's digest: under it the original is kept beside the builds."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the content, the name or the catalogue entry changes."""
        entry = self.entry.model_dump_json() if self.entry else ""
        return hashlib.sha256(f"{self.sha256}\n{self.file}\n{entry}".encode()).hexdigest()


def discover(paths: Sequence[Path]) -> list[Source]:
    """Every file under the paths that may be a document, once, in a stable order.

    Raises `FixSettings` for a path that does not exist or a catalogue that is wrong.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if not path.exists():
            raise FixSettings(f"{path} does not exist")
        for source in _in_folder(path) if path.is_dir() else _single(path):
            found.setdefault(source.path.resolve(), source)
    return sorted(found.values(), key=lambda source: source.file)


def _in_folder(folder: Path) -> Iterator[Source]:
    catalogue = read_catalogue(folder)
    for path in folder.rglob("*"):
        file = path.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "~$")) for part in Path(file).parts)
        if (
            path.is_file()
            and not hidden
            and file != CATALOGUE_FILE
            and not catalogue.excludes(file)
        ):
            yield Source(path, file, catalogue.entry(file))


def _single(path: Path) -> Iterator[Source]:
    yield Source(path, path.name, read_catalogue(path.parent).entry(path.name))
