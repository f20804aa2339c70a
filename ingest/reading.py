"""Reads the files of a plan: each becomes a record, a text and passages, or a reason why not.

A thread reads on while the caller stores and embeds, but never far: what is read waits in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import passages as chunker
from ingest.discovery import Source
from ingest.document import LoadedDocument
from ingest.errors import TryAgain, Unreadable
from ingest.metadata import describe
from ingest.plan import Plan, free_id, taken_ids
from ingest.progress import Progress
from ingest.quarantine import Quarantine
from ingest.records import DocumentRecord, Passage, ScannedPage
from ingest.report import Report
from ingest.workers import Reader

AHEAD = 1

Keep = Callable[[Path, str], None]
Planned = tuple[Source, DocumentRecord | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read, ready to be stored."""

    record: DocumentRecord
    document: LoadedDocument
    passages: list[Passage]
    replaces: DocumentRecord | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading needs at hand, and where it notes what came of each file."""

    reader: Reader
    keep: Keep
    quarantine: Quarantine
    report: Report
    progress: Progress


def read_planned(
    plan: Plan, live: Sequence[DocumentRecord], desk: Desk
) -> Generator[Reading, None, None]:
    """Load what is new or changed, one after the other, in the order of the plan.

    A file that cannot be read is noted and leaves its earlier version live. Whoever stops early
    must close the iterator, which ends the reading that is under way.
    """
    desk.report.unchanged = [record.file for record in plan.unchanged]
    desk.report.removed = [record.file for record in plan.removed]
    for record in plan.relabelled:
        desk.report.changed.append(record.file)
        desk.report.note(record)
    taken = taken_ids(plan, live)
    desk.progress.planned(len(plan.read), sum(_size(source) for source, _ in plan.read))
    for (source, known), document in _ahead(plan.read, desk):
        try:
            reading = _describe(source, known, document(), taken)
            desk.keep(source.path, source.sha256)
        except Unreadable as error:
            _note(source, known, error, desk)
            continue
        taken.add(reading.record.id)
        _note_read(reading, source, desk)
        yield reading


def _ahead(
    planned: Iterable[Planned], desk: Desk
) -> Iterator[tuple[Planned, Callable[[], LoadedDocument]]]:
    """Each file with the call that waits for its document, some files before it is asked for."""
    waiting: deque[tuple[Planned, Future[LoadedDocument]]] = deque()
    with ThreadPoolExecutor(1, "reader") as thread:
        try:
            for item in planned:
                waiting.append((item, thread.submit(_load, item[0], desk)))
                if len(waiting) > AHEAD:
                    yield _next(waiting)
            while waiting:
                yield _next(waiting)
        finally:
            desk.reader.close()
            thread.shutdown(cancel_futures=True)


def _next(
    waiting: deque[tuple[Planned, Future[LoadedDocument]]],
) -> tuple[Planned, Callable[[], LoadedDocument]]:
    item, future = waiting.popleft()
    return item, future.result


def _load(source: Source, desk: Desk) -> LoadedDocument:
    cause = desk.quarantine.knows(source)
    if cause:
        raise Unreadable(cause)
    return desk.reader.read(source.path)


def _describe(
    source: Source, known: DocumentRecord | None, document: LoadedDocument, taken: set[str]
) -> Reading:
    try:
        record = describe(source, document.properties.claims)
    except OSError as error:
        raise TryAgain(f"it could not be opened ({error.strerror})") from error
    scanned = tuple(ScannedPage(page.number, page.ocr) for page in document.pages if page.ocr)
    record = replace(record, ocr=scanned, remarks=document.remarks)
    if not (source.entry and source.entry.id):
        record = replace(record, id=known.id if known else free_id(record, taken))
    passages = chunker.cut_passages(document, record.id, record.title)
    return Reading(record, document, passages, known)


def _note(source: Source, known: DocumentRecord | None, error: Unreadable, desk: Desk) -> None:
    skipped = desk.quarantine.refused(source, error, known)
    desk.report.quarantined.append(skipped)
    desk.progress.quarantined(source.file, _size(source), skipped.reason)


def _note_read(reading: Reading, source: Source, desk: Desk) -> None:
    (desk.report.changed if reading.replaces else desk.report.added).append(source.file)
    desk.report.note(reading.record)
    desk.progress.read(source.file, _size(source), len(reading.document.pages))


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError:
        return 0
