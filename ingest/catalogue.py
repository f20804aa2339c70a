"""`catalogue.toml`: what people know of each file and its own properties may get wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from ingest.errors import FixSettings

CATALOGUE_FILE = "catalogue.toml"

Kind = Literal[
    "strategy",
    "consultation",
    "response",
    "guidance",
    "legislation",
    "inspection",
    "council_report",
    "briefing",
    "news",
    "summary",
]
KINDS: tuple[str, ...] = get_args(Kind)


class Entry(BaseModel):
    """One document's entry. Every key but `file` may be left out and is then guessed.

    `questions` are examples that this document answers; the chat page suggests them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    kind: Kind | None = None
    published: date | None = None
    url: str | None = None
    licence: str | None = None
    supersedes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Catalogue(BaseModel):
    """A folder's catalogue: entries by file, and patterns of files that are not documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exclude: tuple[str, ...] = ()
    document: tuple[Entry, ...] = ()

    @model_validator(mode="after")
    def _no_doubles(self) -> Catalogue:
        for key in ("file", "id"):
            values = [value for entry in self.document if (value := getattr(entry, key))]
            doubles = sorted({value for value in values if values.count(value) > 1})
            if doubles:
                raise ValueError(f"two entries have the same {key} {doubles[0]!r}")
        return self

    def entry(self, file: str) -> Entry | None:
        """The entry of a file, named relative to the catalogue's folder."""
        return next((entry for entry in self.document if entry.file == file), None)

    def excludes(self, file: str) -> bool:
        """Whether a file is listed as not being a document."""
        return any(fnmatch(file, pattern) for pattern in self.exclude)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder and the catalogue that speaks for it; `home` is the folder the catalogue lies in."""

    home: Path
    catalogue: Catalogue

    def name(self, path: Path) -> str:
        """A file as the catalogue calls it. `path` must be whole, as `home` is."""
        return path.relative_to(self.home).as_posix()

    def entry(self, path: Path) -> Entry | None:
        return self.catalogue.entry(self.name(path))

    def excludes(self, path: Path, is_folder: bool = False) -> bool:
        return self.catalogue.excludes(self.name(path) + ("/" if is_folder else ""))


def nearest_shelf(folder: Path) -> Shelf:
    """The nearest catalogue upwards from a folder, so that a sub-folder is described as it is when
    the whole library is read. What lies above a repository or on another disk does not count.
    """
    own = folder.resolve()
    device = own.stat().st_dev
    for home in (own, *own.parents):
        if home.stat().st_dev != device:
            break
        if (home / CATALOGUE_FILE).exists():  # called as it was given, where it is the folder's own
            return Shelf(home, read_catalogue(folder if home == own else home))
        if (home / ".git").exists():
            break
    return Shelf(own, Catalogue())


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder, empty where it has none. Raises `FixSettings` naming the key."""
    path = folder / CATALOGUE_FILE
    try:
        return Catalogue.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return Catalogue()
    except OSError as error:
        raise FixSettings(f"{path} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FixSettings(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "document"
        message = first["msg"].removeprefix("Value error, ")
        raise FixSettings(f"{path}: {where}: {message}") from error
