"""Which files there are, and whether each is the one we already know."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ingest.catalogue import CATALOGUE_FILE, Entry, Shelf, nearest_shelf
from ingest.errors import FixSettings
from ingest.records import Copy
from ingest.report import Skipped


def place(path: Path) -> Path:
    """Where a file or folder lies, as an index remembers it: a link is itself, not its target."""
    return path.resolve() if path.is_dir() else _itself(path)


def _itself(path: Path) -> Path:
    return path.parent.resolve() / path.name


@dataclass(frozen=True)
class Source:
    """One file as found: `file` is its name relative to its catalogue's folder, or where there is
    none to the folder that was given. `copies` are files with the same content."""

    path: Path
    file: str
    entry: Entry | None
    copies: tuple[Copy, ...] = ()

    @cached_property
    def place(self) -> str:
        """Its whole path, by which the next ingest knows it again."""
        return str(_itself(self.path))

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


@dataclass(slots=True)
class Found:
    """`closed` are folders that could not be listed: nobody knows whether their files are gone.

    `unusable` holds what is no file that could be read, by its place.
    """

    sources: list[Source] = field(default_factory=list)
    unusable: dict[str, Skipped] = field(default_factory=dict)
    closed: list[Path] = field(default_factory=list)

    @property
    def skipped(self) -> list[Skipped]:
        """What is no file that could be read, in the order found."""
        return list(self.unusable.values())


def discover(paths: Sequence[Path], leave_out: Path | None = None) -> Found:
    """Every file under the paths that may be a document, once, in a stable order.

    `leave_out` is a folder that is none of the library's: the index itself. Raises `FixSettings`
    for a path that is neither a file nor a folder, or for a catalogue that is wrong.
    """
    found = Found()
    by_place: dict[str, Source] = {}
    for path in paths:
        _refuse(path)
        sources = _Walk(path, leave_out, found).all() if path.is_dir() else [single(path)]
        for source in sources:
            by_place.setdefault(source.place, source)
    found.sources = sorted(by_place.values(), key=lambda source: source.file)
    return found


def _refuse(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FixSettings(f"{path} does not exist") from error
    except OSError as error:
        raise FixSettings(f"{path} cannot be opened ({error.strerror})") from error
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise FixSettings(f"{path} is neither a file nor a folder")
    if not _is_text(str(path.resolve())):
        raise FixSettings(f"{_shown(str(path))}: its name is not valid UTF-8, rename it")


def single(path: Path) -> Source:
    """One file by itself, called and described as its catalogue does."""
    shelf, own = nearest_shelf(path.parent), _itself(path)
    return Source(path, shelf.name(own), shelf.entry(own))


class _Walk:
    """One folder given. The nearest catalogue above a file speaks for it, here and below."""

    def __init__(self, root: Path, leave_out: Path | None, found: Found) -> None:
        self._root = root
        self._shelf = nearest_shelf(root)
        self._leave_out = leave_out.resolve() if leave_out else None
        self._found = found

    def all(self) -> Iterator[Source]:
        return self._sources(self._root, self._shelf)

    def _sources(self, folder: Path, shelf: Shelf) -> Iterator[Source]:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            self._found.closed.append(folder.resolve())
            self._skip(folder, f"the folder could not be opened ({error.strerror})")
            return
        if any(entry.name == CATALOGUE_FILE for entry in entries):
            shelf = nearest_shelf(folder)
        for entry in entries:
            if not entry.name.startswith((".", "~$")) and entry.name != CATALOGUE_FILE:
                is_folder = entry.is_dir(follow_symlinks=False)
                yield from self._entry(folder / entry.name, is_folder, shelf)

    def _entry(self, path: Path, is_folder: bool, shelf: Shelf) -> Iterator[Source]:
        if not _is_text(path.name):
            self._skip(path, "its name is not valid UTF-8: rename it")
        elif shelf.excludes(_itself(path), is_folder):
            return
        elif not is_folder:
            yield from self._file(path, shelf)
        elif path.resolve() != self._leave_out:
            yield from self._sources(path, shelf)

    def _file(self, path: Path, shelf: Shelf) -> Iterator[Source]:
        reason = _why_no_file(path)
        if reason:
            self._skip(path, reason)
        else:
            # Called as in the whole library, even where only a part of it was given.
            yield Source(path, self._shelf.name(_itself(path)), shelf.entry(_itself(path)))

    def _skip(self, path: Path, reason: str) -> None:
        name = _shown(path.relative_to(self._root).as_posix())
        self._found.unusable[_shown(str(_itself(path)))] = Skipped(name, reason)


def _why_no_file(path: Path) -> str | None:
    """Why something cannot be a document. What cannot be opened may be one: reading it says why."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return "a link to a folder is not followed: give that folder as a PATH"
    return None if stat.S_ISREG(mode) else "it is neither a file nor a folder"


def _is_text(name: str) -> bool:
    """Python shows bytes that are no UTF-8 as lone surrogates, which no store can hold."""
    return _shown(name) == name


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")
