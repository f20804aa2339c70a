"""Describes a document: what the catalogue says, else what the file tells, marked as guessed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from ingest.catalogue import Entry
from ingest.discovery import Source
from ingest.document import LoadedDocument
from ingest.records import DocumentRecord

# The first pattern that occurs in the file name or title decides; "briefing" is the careful
# default: it never outranks a primary document.
KIND_WORDS: tuple[tuple[str, str], ...] = (
    ("inspection", r"inspection|ofsted|ilacs"),
    ("response", r"consultation[ -]response|government[ -]response"),
    ("council_report", r"committee|council[ -]report|cabinet|scrutiny"),
    ("legislation", r"\bact[ -](of[ -])?(19|20)\d\d|regulations[ -](19|20)\d\d"),
    ("guidance", r"guidance|guide\b|working together|advice|framework"),
    ("summary", r"summary|digest"),
    ("news", r"\bnews\b|press[ -]release|article"),
    ("consultation", r"consultation paper|consultation document"),
    ("strategy", r"strategy"),
)
DEFAULT_KIND = "briefing"
LONGEST_TITLE = 200


def slug(name: str) -> str:
    """A name fit for an id and an address: lower-case letters, digits and hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or "document"


def describe(source: Source, document: LoadedDocument) -> DocumentRecord:
    """The record of a document; every field that no catalogue entry gave is listed in `guessed`."""
    entry = source.entry or Entry(file=source.file)
    stem = PurePosixPath(source.file).stem
    hints = document.properties
    title = entry.title or hints.title or stem.replace("-", " ").replace("_", " ")
    guesses = {
        "title": entry.title is None,
        "publisher": entry.publisher is None and hints.publisher is not None,
        "kind": entry.kind is None,
        "published": entry.published is None and hints.published is not None,
    }
    return DocumentRecord(
        id=entry.id or slug(stem),
        title=title[:LONGEST_TITLE],
        publisher=entry.publisher or hints.publisher,
        kind=entry.kind or _guess_kind(source.file, title),
        published=entry.published or hints.published,
        url=entry.url,
        licence=entry.licence,
        file=source.file,
        path=source.place,
        format=source.path.suffix.lower().lstrip("."),
        sha256=source.sha256,
        fingerprint=source.fingerprint,
        supersedes=entry.supersedes,
        sources=entry.sources,
        questions=entry.questions,
        guessed=tuple(field for field, guessed in guesses.items() if guessed),
    )


def _guess_kind(file: str, title: str) -> str:
    """From the file name, which a person chose, else from the title."""
    for name in (file.replace("_", " "), title):
        for kind, pattern in KIND_WORDS:
            if re.search(pattern, name.lower()):
                return kind
    return DEFAULT_KIND
