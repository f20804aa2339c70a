"""Copies: a changed build is one that ingest could have made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evals.mutation.copies import copy_live, mutate, stored
from evals.mutation.edits import Edit
from ingest import passages as chunker
from ingest.errors import BuildIndex
from ingest.layout import IndexFolder, Manifest
from ingest.postgres import PostgresStores
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from service.opened import OpenBuild
from tests.end_to_end.real import CORPUS
from tests.evals.mutation.small import FILES, library
from tests.fakes import BagOfWords
from tests.ingest.library import Library
from tests.service.steps.small import build_of


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copies")
    library(folder).close()
    return folder / "index"


@pytest.fixture
def made(live: Path, tmp_path: Path) -> tuple[Path, Manifest]:
    return tmp_path / "copy", copy_live(live, tmp_path / "copy")


@pytest.fixture
def opened(made: tuple[Path, Manifest]) -> Iterator[tuple[OpenBuild, Manifest]]:
    """The copy with £3,000 swapped and a document removed, and its manifest."""
    build, manifest = made
    at = (TextStore(build).text("kinship") or "").index("3,000")
    edits = {"kinship": [Edit(at, at + 5, "12,500")]}
    after = mutate(build, manifest, BagOfWords(), edits, {"advocacy"})
    opened = OpenBuild(build, after, BagOfWords().identity)
    yield opened, after
    opened.close()


def test_a_stored_document_is_cut_into_the_passages_it_had(tmp_path: Path) -> None:
    """In every format: an unchanged copy answers as the index does."""
    shipped = {path.suffix: path for path in sorted(CORPUS.glob("guidance-*"))}
    assert {".pdf", ".docx", ".pptx", ".html", ".md", ".txt"} <= set(shipped)
    build = build_of(tmp_path, {path.name: path.read_bytes() for path in shipped.values()})
    for record in build.documents.values():
        again = chunker.cut_passages(stored(build.texts, record.id), record.id, record.title)
        assert again == build.texts.passages(record.id)
    build.close()


def test_the_changed_copy_is_what_ingest_makes_of_changed_files(
    opened: tuple[OpenBuild, Manifest], tmp_path: Path
) -> None:
    files = {name: text for name, text in FILES.items() if name != "advocacy.txt"}
    files["kinship.md"] = files["kinship.md"].replace("£3,000", "£12,500")
    ingested = build_of(tmp_path / "again", files)
    build, manifest = opened
    try:
        assert set(build.documents) == set(ingested.documents) == set(manifest.documents)
        for document in ingested.documents:
            assert stored(build.texts, document) == stored(ingested.texts, document)
            assert build.texts.passages(document) == ingested.texts.passages(document)
        assert build.vectors.ids() == ingested.vectors.ids()
        vector = BagOfWords().embed_question("Kinship carers receive £12,500")
        ours, theirs = (dict(b.vectors.search(vector, 3)) for b in (build, ingested))
        assert ours == pytest.approx(theirs)
        assert build.words.search("12 500 kinship", 5) == ingested.words.search("12 500 kinship", 5)
    finally:
        ingested.close()


def test_only_changed_passages_are_embedded(made: tuple[Path, Manifest]) -> None:
    embedded: list[str] = []

    class Counting(BagOfWords):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            embedded.extend(texts)
            return super().embed_passages(texts)

    build, manifest = made
    at = (TextStore(build).text("kinship") or "").index("ten working")
    mutate(build, manifest, Counting(), {"kinship": [Edit(at, at + 3, "two")]})
    assert len(embedded) == 1
    assert "two working days" in embedded[0]


def test_stores_that_differ_are_noticed(made: tuple[Path, Manifest]) -> None:
    build, manifest = made
    store = VectorStore(build)
    store.remove([next(iter(store.ids()))])
    store.close()
    with pytest.raises(BuildIndex, match="inconsistent"):
        mutate(build, manifest, BagOfWords(), {})


def test_an_index_whose_passages_would_be_cut_otherwise_is_refused(
    live: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(live, index)
    manifest = IndexFolder(index).live_build()[0] / "manifest.json"
    text = manifest.read_text("utf-8").replace(f'"chunker": "{chunker.VERSION}"', '"chunker": "0"')
    manifest.write_text(text, "utf-8")
    with pytest.raises(BuildIndex, match="older version"):
        copy_live(index, tmp_path / "copy")


@pytest.mark.postgres
def test_a_copy_has_its_vectors_with_it_wherever_the_index_has_them(
    tmp_path: Path, vectors_url: str
) -> None:
    remote = Library(tmp_path, PostgresStores(vectors_url))
    remote.write("visits.txt", "Visits\n\nA social worker visits every six weeks.\n")
    remote.ingest()
    copied = tmp_path / "copy"
    manifest = copy_live(remote.root, copied, remote.stores)
    with closing(OpenBuild(copied, manifest, BagOfWords().identity)) as build:
        asked = BagOfWords().embed_question("visits")
        with closing(remote.stores.open(remote.live)) as there:
            assert dict(build.vectors.search(asked, 9)) == pytest.approx(
                dict(there.search(asked, 9))
            )
