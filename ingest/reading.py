"""Reads the files of a plan: each becomes a record, a text and passages, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import passages as chunker
from ingest.discovery import Source
from ingest.document import LoadedDocument
from ingest.errors import Unreadable
from ingest.loaders import load
from ingest.metadata import describe
from ingest.plan import Plan, free_id, taken_ids
from ingest.records import DocumentRecord, Passage, ScannedPage
from ingest.report import Report, Skipped

Progress = Callable[[str], None]
Keep = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read, ready to be stored."""

    record: DocumentRecord
    document: LoadedDocument
    passages: list[Passage]
    replaces: DocumentRecord | None


def read_planned(
    plan: Plan, live: Sequence[DocumentRecord], report: Report, keep: Keep, progress: Progress
) -> list[Reading]:
    """Load what is new or changed; a file that cannot be read leaves its earlier version live."""
    report.unchanged = [record.file for record in plan.unchanged]
    report.removed = [record.file for record in plan.removed]
    for record in plan.relabelled:
        report.changed.append(record.file)
        report.note(record)
    taken = taken_ids(plan, live)
    readings = []
    for number, (source, known) in enumerate(plan.read, 1):
        progress(f"reading {number} of {len(plan.read)}: {source.file}")
        try:
            reading = _read_one(source, known, taken)
            keep(source.path, source.sha256)
        except Unreadable as error:
            kept = "; the version read before stays in the index" if known else ""
            report.quarantined.append(Skipped(source.file, f"{error}{kept}"))
            continue
        taken.add(reading.record.id)
        readings.append(reading)
        (report.changed if known else report.added).append(source.file)
        report.note(reading.record)
    return readings


def _read_one(source: Source, known: DocumentRecord | None, taken: set[str]) -> Reading:
    document = load(source.path)
    try:
        record = describe(source, document.properties.claims)
    except OSError as error:
        raise Unreadable(f"it could not be opened ({error.strerror})") from error
    scanned = tuple(ScannedPage(page.number, page.ocr) for page in document.pages if page.ocr)
    record = replace(record, ocr=scanned, remarks=document.remarks)
    if not (source.entry and source.entry.id):
        record = replace(record, id=known.id if known else free_id(record, taken))
    passages = chunker.cut_passages(document, record.id, record.title)
    return Reading(record, document, passages, known)
