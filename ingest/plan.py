"""Compares the files found with the live build: what is new, changed, unchanged, gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.discovery import Source
from ingest.records import DocumentRecord
from ingest.report import Skipped


@dataclass(slots=True)
class Plan:
    """`read` are files to load, each with the record that it replaces (None for a new file)."""

    read: list[tuple[Source, DocumentRecord | None]] = field(default_factory=list)
    unchanged: list[DocumentRecord] = field(default_factory=list)
    removed: list[DocumentRecord] = field(default_factory=list)
    duplicates: list[Skipped] = field(default_factory=list)


def make_plan(
    sources: Sequence[Source], live: Sequence[DocumentRecord], paths: Sequence[Path]
) -> Plan:
    """What to do so that the index mirrors `paths`; documents from elsewhere are left alone."""
    plan = Plan()
    by_path = {record.path: record for record in live}
    first_with: dict[str, str] = {}
    for source in sources:
        if source.sha256 in first_with:
            reason = f"the same content as {first_with[source.sha256]}"
            plan.duplicates.append(Skipped(source.file, reason))
            continue
        first_with[source.sha256] = source.file
        known = by_path.get(str(source.path.resolve())) or _moved_from(source, live)
        if known is not None and known.fingerprint == source.fingerprint:
            plan.unchanged.append(known)
        else:
            plan.read.append((source, known))
    kept = {record.id for record in plan.unchanged}
    kept |= {known.id for _, known in plan.read if known is not None}
    roots = [path.resolve() for path in paths]
    plan.removed = [r for r in live if r.id not in kept and _is_under(Path(r.path), roots)]
    return plan


def _moved_from(source: Source, live: Sequence[DocumentRecord]) -> DocumentRecord | None:
    """The document with this content whose own file is gone: it was moved, not added."""
    same = (record for record in live if record.sha256 == source.sha256)
    return next((record for record in same if not Path(record.path).exists()), None)


def _is_under(path: Path, roots: Sequence[Path]) -> bool:
    return any(path == root or root in path.parents for root in roots)
