"""The folders of an index, and the pointer that makes one build the live one.

var/index/
  CURRENT            the live build's id; replaced by one atomic rename
  builds/<id>/       an immutable build: text.sqlite, vectors/, words/, manifest.json
  files/<sha256>     the originals, kept once, so that a quote can always be opened
  .lock              held by the one ingest at work
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, TryLater

MANIFEST = "manifest.json"
KEPT_BUILDS = 3
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build was made with and from. `documents` maps id to the original's SHA-256."""

    format: int
    id: str
    created: str
    embedder: EmbedderIdentity
    chunker: str
    passages: int
    documents: dict[str, str]


class IndexFolder:
    """Names the parts of an index and swaps builds; it does not know what is in them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.builds = root / "builds"
        self.files = root / "files"
        self._current = root / "CURRENT"

    def live_id(self) -> str | None:
        """The id of the live build, None where nothing has been published yet."""
        try:
            return self._current.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def live_build(self) -> tuple[Path, Manifest]:
        """The live build's folder and manifest. Raises `BuildIndex`, saying what is wrong."""
        build_id = self.live_id()
        if build_id is None:
            raise BuildIndex(f"there is no index in {self.root}: run `reform-ingest`")
        return self.builds / build_id, read_manifest(self.builds / build_id)

    def new_build(self, clone: Path | None) -> Path:
        """A working folder for a new build, a copy of `clone` where given. Not live yet."""
        self.builds.mkdir(parents=True, exist_ok=True)
        self.files.mkdir(exist_ok=True)
        for leftover in self.builds.glob(".*.partial"):
            shutil.rmtree(leftover)
        build_id = self._free_id()
        work = self.builds / f".{build_id}.partial"
        if clone is None:
            work.mkdir()
        else:
            shutil.copytree(clone, work)
            (work / MANIFEST).unlink()
        return work

    def _free_id(self) -> str:
        """Ids sort by time; two ingests within a second get a suffix."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        taken = len(list(self.builds.glob(f"{stamp}*")))
        return f"{stamp}-{taken}" if taken else stamp

    def publish(self, work: Path, manifest: Manifest) -> None:
        """Write the manifest, flush all to disk, rename, and point CURRENT at the new build."""
        data = json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
        (work / MANIFEST).write_text(data, "utf-8")
        for path in work.rglob("*"):
            _flush(path)
        work.rename(self.builds / manifest.id)
        _flush(self.builds)
        pointer = self.root / "CURRENT.new"
        pointer.write_text(manifest.id + "\n", "utf-8")
        _flush(pointer)
        pointer.replace(self._current)
        _flush(self.root)
        self._prune()

    def _prune(self) -> None:
        """Keep the newest builds: the live one, and some to roll back to or still being read."""
        builds = sorted(path for path in self.builds.iterdir() if not path.name.startswith("."))
        for old in builds[:-KEPT_BUILDS]:
            if old.name != self.live_id():
                shutil.rmtree(old, ignore_errors=True)
        self._prune_originals()

    def _prune_originals(self) -> None:
        """Drop the originals that no kept build speaks of any more."""
        builds = [path for path in self.builds.iterdir() if (path / MANIFEST).is_file()]
        used = {digest for build in builds for digest in read_manifest(build).documents.values()}
        for original in self.files.iterdir():
            if original.name not in used:
                original.unlink()

    def keep_original(self, path: Path, sha256: str) -> None:
        """Copy a file into the index under its digest, unless it is there already."""
        target = self.files / sha256
        if not target.exists():
            partial = target.with_suffix(".partial")
            shutil.copyfile(path, partial)
            partial.replace(target)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the index for writing. Raises `TryLater` when another ingest holds it."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise TryLater(f"another reform-ingest is at work on {self.root}: try later") from error
        with lock:
            yield


def read_manifest(build: Path) -> Manifest:
    """A build's manifest. Raises `BuildIndex` for one that is missing, damaged or too new."""
    try:
        data = json.loads((build / MANIFEST).read_text("utf-8"))
        embedder = EmbedderIdentity(**data.pop("embedder"))
        manifest = Manifest(embedder=embedder, **data)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BuildIndex(
            f"the index {build} is incomplete or damaged ({type(error).__name__}): "
            "run `reform-ingest --rebuild`"
        ) from error
    if manifest.format != FORMAT:
        raise BuildIndex(
            f"the index {build} has format {manifest.format}, this version reads {FORMAT}: "
            "run `reform-ingest --rebuild`"
        )
    return manifest


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
