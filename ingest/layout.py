"""The folders of an index, and the pointer that makes one build the live one.

var/index/
  CURRENT            the live build's id; replaced by one atomic rename
  builds/<id>/       an immutable build: text.sqlite, vectors/, words/, lexicon.sqlite,
                     manifest.json
  files/<sha256>     the originals, kept once, so that a quote can always be opened
  quarantine.json    the files that could not be used, and why
  vectors.schema     where on a server the vectors of its builds are, if they are on one
  .lock              held by the one ingest at work
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, FixSettings, TryAgain, TryLater

MANIFEST = "manifest.json"
VECTORS = "vectors"
EMBEDDED = "embedded"
KEPT_BUILDS = 3
FORMAT = 1
BUILD_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build was made with and from. `documents` maps id to the original's SHA-256;
    `vectors` is where they are: in the build's folder, or on what kind of server."""

    format: int
    id: str
    created: str
    embedder: EmbedderIdentity
    chunker: str
    passages: int
    documents: dict[str, str]
    vectors: str = EMBEDDED


class IndexFolder:
    """Names the parts of an index and swaps builds; it does not know what is in them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.builds = root / "builds"
        self.files = root / "files"
        self._current = root / "CURRENT"

    def live_id(self) -> str | None:
        """The id of the live build, None where nothing has been published yet.

        Raises `BuildIndex` where CURRENT cannot be read or names no build.
        """
        try:
            name = self._current.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not text"
            raise BuildIndex(f"{self._current} cannot be read ({reason})") from error
        if name and not BUILD_ID.fullmatch(name):
            raise BuildIndex(f"{self._current} names no build: run `reform-ingest --rebuild`")
        return name or None

    def live_build(self) -> tuple[Path, Manifest]:
        """The live build's folder and manifest. Raises `BuildIndex`, saying what is wrong."""
        build_id = self.live_id()
        if build_id is None:
            raise BuildIndex(f"there is no index in {self.root}: run `reform-ingest`")
        return self.builds / build_id, read_manifest(self.builds / build_id)

    @contextmanager
    def new_build(self, clone: Path | None) -> Iterator[Path]:
        """A working folder for a new build, a copy of `clone` where given. Not live yet.

        It goes when the block fails; what a killed ingest has left goes with the next one.
        """
        self.builds.mkdir(parents=True, exist_ok=True)
        for leftover in self.builds.glob(".*.partial"):
            shutil.rmtree(leftover)
        work = self.builds / f".{self._free_id()}.partial"
        try:
            if clone is None:
                work.mkdir()
            else:
                shutil.copytree(clone, work)
                (work / MANIFEST).unlink()
            yield work
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def _free_id(self) -> str:
        """Ids sort by time; two ingests within a second get a suffix."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        last = max((build.name for build in self.builds.glob(f"{stamp}*")), default=None)
        if last is None:
            return stamp
        return f"{stamp}-{int(last.removeprefix(stamp).strip('-') or 0) + 1:03}"

    def publish(self, work: Path, manifest: Manifest) -> None:
        """Write the manifest, flush all to disk, rename, and point CURRENT at the new build."""
        in_use = {manifest.id}
        with suppress(BuildIndex):
            in_use.add(self.live_id() or manifest.id)
        data = json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
        (work / MANIFEST).write_text(data, "utf-8")
        for path in work.rglob("*"):
            _flush(path)
        work.rename(self.builds / manifest.id)
        _flush(self.builds)
        replace_file(self._current, manifest.id + "\n")
        self._prune(in_use)

    def _prune(self, in_use: Collection[str]) -> None:
        """Keep the newest builds, to roll back to, and those that are or were live till now."""
        builds = sorted(path for path in self.builds.iterdir() if not path.name.startswith("."))
        for old in builds[:-KEPT_BUILDS]:
            if old.name not in in_use:
                shutil.rmtree(old, ignore_errors=True)
        # The new build is live by now: what cannot be tidied up is left for the next time.
        with suppress(BuildIndex, OSError):
            self._prune_originals()

    def _prune_originals(self) -> None:
        """Drop the originals that no kept build speaks of any more. Raises `BuildIndex` where the
        manifest of one cannot be read: then nobody knows what it speaks of."""
        builds = [path for path in self.builds.iterdir() if (path / MANIFEST).is_file()]
        used = {digest for build in builds for digest in read_manifest(build).documents.values()}
        for original in self.files.iterdir():
            if original.name not in used:
                original.unlink()

    def keep_original(self, path: Path, sha256: str) -> None:
        """Copy a file into the index under its digest, unless it is there.

        Raises `TryAgain` when that is no longer what the file holds.
        """
        self.files.mkdir(exist_ok=True)
        kept, partial = self.files / sha256, self.files / f".{sha256}.partial"
        try:
            original = path.open("rb")
        except OSError as error:
            raise TryAgain(f"it could not be opened ({error.strerror})") from error
        with original:
            if _holds(kept, sha256):
                digest = hashlib.file_digest(original, "sha256").hexdigest()
            else:
                digest = _copy(original, partial)
        if digest != sha256:
            partial.unlink(missing_ok=True)
            raise TryAgain("it changed while it was being read: run again")
        if partial.exists():
            _flush(partial)
            partial.replace(kept)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the index for writing. Raises `TryLater` when another ingest holds it."""
        lock = FileLock(self.root / ".lock")
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise TryLater(f"another reform-ingest is at work on {self.root}: try later") from error
        except OSError as error:
            raise FixSettings(
                f"the index folder {self.root} cannot be written ({error.strerror}): "
                "choose another with --index"
            ) from error
        try:
            yield
        finally:
            lock.release()


def build_id(folder: Path) -> str:
    """The id of a build from its folder, before it is published and after."""
    return folder.name.removeprefix(".").removesuffix(".partial")


def read_manifest(build: Path) -> Manifest:
    """A build's manifest. Raises `BuildIndex` for one that is missing, damaged or too new."""
    try:
        data = json.loads((build / MANIFEST).read_text("utf-8"))
        if data["format"] != FORMAT:
            raise BuildIndex(
                f"the index {build} has format {data['format']}, this version reads {FORMAT}: "
                "run `reform-ingest --rebuild`"
            )
        return Manifest(embedder=EmbedderIdentity(**data.pop("embedder")), **data)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BuildIndex(
            f"the index {build} is incomplete or damaged ({type(error).__name__}): "
            "run `reform-ingest --rebuild`"
        ) from error


def _holds(path: Path, sha256: str) -> bool:
    """Whether a kept original is there and whole."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _copy(original: BinaryIO, partial: Path) -> str:
    """The digest is of the copy: that is what will be shown."""
    with partial.open("w+b") as copy:
        shutil.copyfileobj(original, copy)
        copy.seek(0)
        return hashlib.file_digest(copy, "sha256").hexdigest()


def replace_file(path: Path, text: str) -> None:
    """Write a file so that whoever reads it finds the old text or the new one, never a part."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, "utf-8")
    _flush(new)
    new.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
