"""Compares the files found with the live build: what is new, changed, unchanged, gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from ingest.discovery import Found, Source, place
from ingest.errors import FixSettings
from ingest.loaders import LOADERS
from ingest.metadata import slug
from ingest.records import DocumentRecord
from ingest.report import Skipped


@dataclass(slots=True)
class Plan:
    """`read` are files to load, each with the record that it replaces (None for a new file)."""

    read: list[tuple[Source, DocumentRecord | None]] = field(default_factory=list)
    unchanged: list[DocumentRecord] = field(default_factory=list)
    removed: list[DocumentRecord] = field(default_factory=list)
    duplicates: list[Skipped] = field(default_factory=list)


def make_plan(found: Found, live: Sequence[DocumentRecord], paths: Sequence[Path]) -> Plan:
    """What to do so that the index mirrors `paths`; documents from elsewhere are left alone."""
    plan = Plan()
    by_path = {record.path: record for record in live}
    originals = _originals(found.sources, by_path)
    for source in found.sources:
        known = by_path.get(source.place)
        digest = _digest(source)
        if digest is None:
            plan.read.append((source, known))
        elif originals[digest] is not source:
            reason = f"the same content as {originals[digest].file}"
            plan.duplicates.append(Skipped(source.file, reason))
        else:
            _compare(source, known or _moved_from(digest, live), plan)
    kept = {record.id for record in plan.unchanged}
    kept |= {known.id for _, known in plan.read if known is not None}
    roots = [place(path) for path in paths]
    plan.removed = [
        record
        for record in live
        if record.id not in kept
        and _is_under(Path(record.path), roots)
        and not _is_under(Path(record.path), found.closed)
    ]
    return plan


def taken_ids(plan: Plan, live: Sequence[DocumentRecord]) -> set[str]:
    """The ids that no guess may use. Raises `FixSettings` where a catalogue gives one twice.

    A document that is given a new id still holds its old one: it may turn out unreadable.
    """
    gone = {record.id for record in plan.removed}
    holders = {record.id: record.path for record in live if record.id not in gone}
    for source, known in plan.read:
        given = source.entry.id if source.entry else None
        own = known.path if known and known.id == given else source.place
        if given and holders.setdefault(given, own) != own:
            raise FixSettings(
                f"the id {given!r} belongs to {holders[given]}: give {source.file} another"
            )
    return set(holders)


def free_id(record: DocumentRecord, taken: set[str]) -> str:
    """The file's own name where it is free, else with its format, folder, digest, a number."""
    stem = slug(Path(record.file).stem)
    longer = (f"{stem}-{record.format}", slug(record.file), f"{stem}-{record.sha256[:8]}")
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(name for name in chain((stem, *longer), numbered) if name not in taken)


def _compare(source: Source, known: DocumentRecord | None, plan: Plan) -> None:
    """A file in a new place is read again: the next ingest must know where to miss it."""
    same = known and (known.path, known.fingerprint) == (source.place, source.fingerprint)
    if known and same:
        plan.unchanged.append(known)
    else:
        plan.read.append((source, known))


def _digest(source: Source) -> str | None:
    """None for a file that cannot be opened: reading it will say why."""
    try:
        return source.sha256
    except OSError:
        return None


def _originals(
    sources: Sequence[Source], by_path: Mapping[str, DocumentRecord]
) -> dict[str, Source]:
    """Of files with the same content, the one that counts: of a format that can be read, in the
    catalogue, known from before, first by name."""

    def rank(source: Source) -> tuple[bool, bool, bool, str]:
        unsupported = source.path.suffix.lower() not in LOADERS
        return unsupported, source.entry is None, source.place not in by_path, source.file

    originals: dict[str, Source] = {}
    for source in sorted(sources, key=rank):
        digest = _digest(source)
        if digest is not None:
            originals.setdefault(digest, source)
    return originals


def _moved_from(digest: str, live: Sequence[DocumentRecord]) -> DocumentRecord | None:
    """The document with this content whose own file is gone: it was moved, not added."""
    same = (record for record in live if record.sha256 == digest)
    return next((record for record in same if _is_gone(Path(record.path))), None)


def _is_gone(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _is_under(path: Path, roots: Sequence[Path]) -> bool:
    return any(path == root or root in path.parents for root in roots)
