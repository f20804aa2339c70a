"""Describes a document: of what catalogue, file and file name claim, the most trusted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from ingest.catalogue import Entry
from ingest.discovery import Source
from ingest.loaders.dates import named_date
from ingest.records import DocumentRecord
from ingest.trust import CATALOGUE, DEFAULT, Claim, best, claim

FIELDS = ("title", "publisher", "kind", "published")
OF_THE_TEXT = ("editions", "series", "ocr", "remarks")  # what no name or entry changes
# The first pattern that occurs in the file name or title decides; "briefing" is the careful
# default: it never outranks a primary document.
KIND_WORDS: tuple[tuple[str, str], ...] = (
    ("inspection", r"inspection|ofsted|ilacs"),
    ("summary", r"summary|digest"),
    ("response", r"consultation[ -]response|government[ -]response"),
    ("council_report", r"committee|council[ -]report|cabinet|scrutiny"),
    ("legislation", r"\bact[ -](of[ -])?(19|20)\d\d|regulations[ -](19|20)\d\d"),
    ("guidance", r"guidance|guide\b|working together|advice|framework"),
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


def describe(source: Source, claims: Sequence[Claim]) -> DocumentRecord:
    """The record of a document; every field that no catalogue entry gave is listed in `guessed`.

    `claims` is what the file says of itself.
    """
    entry = source.entry or Entry(file=source.file)
    stem = PurePosixPath(source.file).stem
    believed = believe(entry, source.file, claims)
    published = believed.get("published")
    publisher = believed.get("publisher")
    return DocumentRecord(
        id=entry.id or slug(stem),
        title=believed["title"].value[:LONGEST_TITLE],
        publisher=publisher.value if publisher else None,
        kind=believed["kind"].value,
        published=date.fromisoformat(published.value) if published else None,
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
        guessed=tuple(f for f in FIELDS if f in believed and believed[f].source != CATALOGUE),
        origins=tuple(believed.values()),
        claims=tuple(claims),
        copies=source.copies,
    )


def redescribe(source: Source, known: DocumentRecord) -> DocumentRecord | None:
    """The record of a known document under a new name, entry or set of copies, without reading it.

    None where it must be read: in another format its text may differ, and every passage is
    searched and stored under its document's title and id.
    """
    if not known.claims and not known.origins:  # made before claims were kept
        return None
    described = describe(source, known.claims)
    new = replace(described, **{field: getattr(known, field) for field in OF_THE_TEXT})
    if not (source.entry and source.entry.id):
        new = replace(new, id=known.id)
    same = (new.id, new.title, new.format) == (known.id, known.title, known.format)
    return new if same else None


def believe(entry: Entry, file: str, claims: Sequence[Claim]) -> dict[str, Claim]:
    """The most trusted claim about each field; publisher and date may have none."""
    stem = PurePosixPath(file).stem
    said = [*_of_entry(entry), *claims, *_of_name(stem, claims)]
    title = best(said, "title")
    said += _kinds(stem, "file name")
    said += _kinds(title.value if title else "", "title")
    said.append(claim("kind", DEFAULT_KIND, DEFAULT))
    return {field: found for field in FIELDS if (found := best(said, field))}


def _of_entry(entry: Entry) -> Iterator[Claim]:
    for field in FIELDS:
        value = getattr(entry, field)
        if value is not None:
            yield claim(field, str(value), CATALOGUE)


def _of_name(stem: str, claims: Sequence[Claim]) -> Iterator[Claim]:
    """The name as a title, and its date, which is sure where the file was saved that month."""
    yield claim("title", stem.replace("-", " ").replace("_", " "), "file name")
    day, exact = named_date(stem)
    if day is None:
        return
    saved = [each.value[:7] for each in claims if each.source.startswith("file date")]
    if day.isoformat()[:7] in saved:
        yield claim("published", day.isoformat(), "file name and file date")
    else:
        source = "day in the file name" if exact else "month in the file name"
        yield claim("published", day.isoformat(), source)


def _kinds(name: str, source: str) -> Iterator[Claim]:
    lowered = name.replace("_", " ").lower()
    for kind, pattern in KIND_WORDS:
        if re.search(pattern, lowered):
            yield claim("kind", kind, source)
            return
