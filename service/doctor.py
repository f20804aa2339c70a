"""`reform-service doctor`: what is wrong with an installation, and what to do about it.

Nothing is written or repaired: every finding names the command that does.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from ingest.catalogue import CATALOGUE_FILE, read_catalogue
from ingest.errors import FetchModel, FixSettings, ReformQAError
from ingest.layout import IndexFolder, Manifest, read_manifest
from ingest.models import known_models, locate
from ingest.settings import Settings, load_settings
from ingest.vectorstores import open_stores
from service.database import Database, place_of
from service.installation import Finding, check_packages, check_python
from service.ports import bind
from service.verified import live_name, open_verified
from service.writing.writer import open_writer


def examine(index: Path | None = None, port: int | None = None) -> Iterator[Finding]:
    """Every check, one after the other, each finding as soon as it is known."""
    yield check_python()
    yield from check_packages()
    try:
        settings = load_settings(index=index, port=port)
    except FixSettings as error:
        yield _error(error)
        return
    yield Finding("ok", "settings are understood")
    for check in CHECKS:
        yield from check(settings)


def check_models(settings: Settings) -> Iterator[Finding]:
    """The models are there and are the files that were checked."""
    rerankers = [name for name, source in known_models().items() if source.purpose == "reranking"]
    embedder = [settings.embedder] if settings.embedder in known_models() else []
    for name in [*embedder, *rerankers]:
        try:
            locate(name, settings.models)
        except FetchModel as error:
            yield _error(error)
        else:
            yield Finding("ok", f"model {name} is verified")


def check_index(settings: Settings) -> Iterator[Finding]:
    """There is an index, it opens, it fits the embedder, and its originals are there."""
    folder = IndexFolder(settings.index)
    try:
        path = folder.builds / live_name(folder)
        manifest = read_manifest(path)
        open_verified(path, manifest.embedder, open_stores(settings)).close()
    except ReformQAError as error:
        yield _error(error)
        return
    counts = f"{len(manifest.documents)} documents, {manifest.passages} passages"
    yield Finding("ok", f"index {manifest.id} opens ({counts}, vectors {manifest.vectors})")
    yield _embedder(settings, manifest)
    gone = [id_ for id_, digest in manifest.documents.items() if not _has(folder.files / digest)]
    if gone:
        what = f"the original files of {', '.join(gone)} are missing from the index"
        yield Finding("warning", what, "run `reform-ingest --rebuild`")


def check_answers(settings: Settings) -> Iterator[Finding]:
    """Answers can be stored. An existing file is tried, a missing one is not made."""
    if settings.database_url:
        yield _server(settings)
        return
    path = settings.answers
    remedy = "make it writable or set REFORM_QA_ANSWERS"
    if not path.exists():
        parent = next(p for p in path.absolute().parents if p.exists())
        usable = parent.is_dir() and os.access(parent, os.W_OK)
        yield (
            Finding("ok", f"answers will be stored in {path}")
            if usable
            else Finding("error", f"{parent} is not writable, so answers cannot be stored", remedy)
        )
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as file:
            file.execute("BEGIN IMMEDIATE")
            (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
            file.rollback()
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict == "ok":
        yield Finding("ok", f"answers are stored in {path}")
    else:
        yield Finding("error", f"answers cannot be stored in {path} ({verdict})", remedy)


def check_port(settings: Settings) -> Iterator[Finding]:
    """The port is free; a service that is running has it, which is no error."""
    try:
        bind(settings.host, settings.port).close()
    except FixSettings as error:
        yield Finding("warning", *_split(error))
    else:
        yield Finding("ok", f"port {settings.port} is free")


def check_corpus(settings: Settings) -> Iterator[Finding]:
    """The corpus is there, and its catalogue speaks of files that exist."""
    corpus = settings.corpus
    if not corpus.is_dir():
        yield Finding("warning", f"the corpus {corpus} is not there", "set REFORM_QA_CORPUS")
        return
    try:
        entries = read_catalogue(corpus).document
    except FixSettings as error:
        yield _error(error)
        return
    for entry in entries:
        if not (corpus / entry.file).is_file():
            what = f"{corpus / CATALOGUE_FILE} describes {entry.file}, which is not there"
            yield Finding("warning", what, "add the file or remove its entry")
    yield Finding("ok", f"the catalogue of {corpus} has {len(entries)} entries")


def check_llm(settings: Settings) -> Iterator[Finding]:
    """The language model of the settings can be opened; it is not called, which may cost money."""
    if settings.llm is None:
        yield Finding("ok", "answers are quotes: no language model is set")
        return
    try:
        open_writer(settings)
    except FixSettings as error:
        yield _error(error)
    else:
        yield Finding("ok", f"answers are worded by {settings.llm}, which was not called")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_models,
    check_llm,
    check_index,
    check_answers,
    check_port,
    check_corpus,
)


def _embedder(settings: Settings, manifest: Manifest) -> Finding:
    """Compared by what is known without loading a model."""
    made_with, source = manifest.embedder, known_models().get(settings.embedder)
    name = source.name if source else Path(settings.embedder).name
    if made_with.name != name or (source and made_with.digest != source.digest):
        return Finding(
            "error",
            f"the index was made with the embedder {made_with.name}, the settings name {name}",
            "set REFORM_QA_EMBEDDER back or run `reform-ingest --rebuild`",
        )
    return Finding("ok", f"the index fits the embedder {name}")


def _server(settings: Settings) -> Finding:
    try:
        with closing(Database(place_of(settings), migrate=False)) as database, database.reading():
            return Finding("ok", "the database of REFORM_QA_DATABASE_URL can be reached")
    except FixSettings as error:
        return _error(error)


def _has(path: Path) -> bool:
    return path.is_file()


def _error(error: ReformQAError) -> Finding:
    return Finding("error", *_split(error))


def _split(error: ReformQAError) -> tuple[str, str]:
    """Our errors end in what to do, after their last colon."""
    message, _, remedy = str(error).rpartition(": ")
    return (message, remedy) if message else (remedy, "")
