"""Copies of a build with changed documents. The build itself is only read, never opened: even
opening a Chroma folder writes to it.

A changed document is cut and stored as ingest does it. It is not loaded from its file again: what
the loader made of that file (its text, blocks and pages) is changed instead, so that a table is
still the same table.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from evals.mutation.edits import Edit, changed
from ingest import passages as chunker
from ingest.document import LoadedDocument
from ingest.embedding import Embedder
from ingest.errors import BuildIndex, FixSettings
from ingest.layout import IndexFolder, Manifest
from ingest.records import DocumentRecord, Passage
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from ingest.vectorstores import IN_FOLDER, Stores, check_place, copy_vectors
from ingest.words import WordStore
from ingest.writing import EMBED_AT_ONCE


def copy_live(index: Path, to: Path, stores: Stores = IN_FOLDER) -> Manifest:
    """Copy the live build of an index, its vectors into the copy wherever they are. Raises
    `BuildIndex` where there is none that can be cut again, `FixSettings` where it cannot be copied.
    """
    build, manifest = IndexFolder(index).live_build()
    if manifest.chunker != chunker.VERSION:
        raise BuildIndex(
            "the index was made by an older version, whose passages differ: "
            "run `reform-ingest --rebuild`"
        )
    check_place(manifest, stores)
    copy(build, to)
    if manifest.vectors != IN_FOLDER.name:
        with (
            closing(stores.open(build)) as source,
            closing(IN_FOLDER.create(to, manifest.embedder.dimensions)) as target,
        ):
            copy_vectors(TextStore(to), source, target)
            target.finish()
    return replace(manifest, vectors=IN_FOLDER.name)


def copy(build: Path, to: Path) -> None:
    """Copy a build that nobody has open."""
    try:
        shutil.copytree(build, to)
    except (OSError, shutil.Error) as error:
        raise FixSettings(f"the index could not be copied to {to} ({error})") from error


def stored(texts: TextStore, document_id: str) -> LoadedDocument:
    """A document as its loader returned it, but for the file's own properties."""
    text = texts.text(document_id) or ""
    pages = (texts.page(document_id, number) for number, _, _ in texts.page_outline(document_id))
    return LoadedDocument(
        text=text,
        blocks=tuple(texts.blocks(document_id, -1, len(text) + 1)),
        pages=tuple(page for page in pages if page is not None),
    )


def mutate(
    build: Path,
    manifest: Manifest,
    embedder: Embedder,
    edits: Mapping[str, Sequence[Edit]],
    removed: Collection[str] = (),
) -> Manifest:
    """Change a copied build in place; returns its manifest. Only changed passages are embedded."""
    texts = TextStore(build)
    records = {record.id: record for record in texts.documents()}
    before = {p.id: p for id_ in (*edits, *removed) for p in texts.passages(id_)}
    for document_id in removed:
        texts.remove(document_id)
    for document_id, changes in edits.items():
        _rewrite(texts, records[document_id], changes)
    after = {p.id: p for id_ in edits for p in texts.passages(id_)}
    WordStore(build).write(
        (passage, record.title)
        for record in texts.documents()
        for passage in texts.passages(record.id)
    )
    gone = [id_ for id_ in before if id_ not in after]
    new = [passage for id_, passage in after.items() if id_ not in before]
    _store_vectors(build, embedder, gone, new)
    return replace(
        manifest,
        id=build.name,
        passages=_count(build),
        documents={k: v for k, v in manifest.documents.items() if k not in removed},
    )


def _rewrite(texts: TextStore, record: DocumentRecord, edits: Sequence[Edit]) -> None:
    document = changed(stored(texts, record.id), edits)
    texts.replace(record, document, chunker.cut_passages(document, record.id, record.title))


def _store_vectors(
    build: Path, embedder: Embedder, gone: Sequence[str], new: Sequence[Passage]
) -> None:
    store = VectorStore(build)
    try:
        store.remove(gone)
        for start in range(0, len(new), EMBED_AT_ONCE):
            part = new[start : start + EMBED_AT_ONCE]
            vectors = embedder.embed_passages([passage.search_text for passage in part])
            store.add([p.id for p in part], [p.document_id for p in part], vectors)
        store.finish()
    finally:
        store.close()


def _count(build: Path) -> int:
    """How many passages there are; raises `BuildIndex` where the three stores differ."""
    passages = {p for d in TextStore(build).documents() for p in _ids(build, d)}
    store = VectorStore(build)
    try:
        vectors = store.ids()
    finally:
        store.close()
    if passages != vectors or len(passages) != WordStore(build).count():
        raise BuildIndex(f"the changed copy {build} is inconsistent: this is a fault of ours")
    return len(passages)


def _ids(build: Path, record: DocumentRecord) -> list[str]:
    return [passage.id for passage in TextStore(build).passages(record.id)]
