"""A small library: a folder of text files, its index, and short ways to look into both."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from ingest.build import update_index
from ingest.document import LoadedDocument
from ingest.embedding import EmbedderIdentity, Vectors
from ingest.layout import IndexFolder
from ingest.loaders import load
from ingest.progress import Show
from ingest.report import Report, Skipped
from ingest.textstore import TextStore
from ingest.vectorstores import IN_FOLDER, Stores
from ingest.words import WordStore
from ingest.workers import Limits, Reader
from tests.fakes import BagOfWords


class Counting(BagOfWords):
    """Remembers what was embedded; `before` runs first, so that a test may fail or look there."""

    def __init__(self, name: str = "bag-of-words") -> None:
        super().__init__(name)
        self.embedded: list[str] = []
        self.before: Callable[[], object] = lambda: None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.before()
        self.embedded += texts
        return super().embed_passages(texts)

    def with_digest(self, digest: str) -> Counting:
        """The same name, other weights."""
        self.identity = EmbedderIdentity(self.identity.name, digest, self.identity.dimensions)
        return self


class InProcess:
    """Reads without a worker, which takes a moment to start; most tests are not about workers."""

    def __init__(self, limits: Limits) -> None:
        pass

    def read(self, path: Path) -> LoadedDocument:
        return load(path)

    def close(self) -> None:
        pass


class Library:
    """`files` are written to `corpus/`; `ingest` makes the index mirror it."""

    def __init__(self, folder: Path, stores: Stores = IN_FOLDER) -> None:
        self.stores = stores
        self.corpus = folder / "corpus"
        self.corpus.mkdir(parents=True, exist_ok=True)
        self.root = folder / "index"
        self.folder = IndexFolder(self.root)
        self.embedder = Counting()

    def write(self, file: str, text: str) -> Path:
        path = self.corpus / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def ingest(
        self,
        *paths: Path,
        rebuild: bool = False,
        retry: bool = False,
        dry_run: bool = False,
        reader: Callable[[Limits], Reader] = InProcess,
        limits: Limits | None = None,
        progress: Show = lambda _: None,
    ) -> Report:
        self.embedder.embedded.clear()
        return update_index(
            self.folder,
            paths or [self.corpus],
            lambda: self.embedder,
            self.embedder.identity.name,
            rebuild=rebuild,
            dry_run=dry_run,
            progress=progress,
            open_reader=reader,
            retry=retry,
            limits=limits,
            stores=self.stores,
        )

    @property
    def live(self) -> Path:
        return self.folder.live_build()[0]

    @property
    def documents(self) -> dict[str, str]:
        """File names by id."""
        return {record.id: record.file for record in TextStore(self.live).documents()}

    def passages_with(self, word: str) -> int:
        return WordStore(self.live).passages_with(word)

    def counts(self) -> tuple[int, int, int]:
        """Passages in each of the three stores."""
        with closing(self.stores.open(self.live)) as vectors:
            known = len(vectors.ids())
        return (
            sum(TextStore(self.live).passage_counts().values()),
            known,
            WordStore(self.live).count(),
        )

    def builds(self) -> list[str]:
        return sorted(path.name for path in self.folder.builds.iterdir())

    def originals(self) -> set[str]:
        return {path.name for path in self.folder.files.iterdir()}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def reasons(skipped: Sequence[Skipped]) -> dict[str, str]:
    return {item.file: item.reason for item in skipped}
