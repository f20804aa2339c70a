"""Compares the files found with the live build: what is new, changed, unchanged, gone.

Content counts, not place: a file that was moved, renamed, copied or described anew is the document
that it was, and only its record changes. One content is one document, whatever its files are called
and in whichever run they were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path

from ingest.discovery import Found, Source, place, single
from ingest.errors import FixSettings
from ingest.loaders import LOADERS
from ingest.metadata import redescribe, slug
from ingest.records import Copy, DocumentRecord
from ingest.report import Skipped
from ingest.trust import CATALOGUE


@dataclass(slots=True)
class Plan:
    """`read` are files to load, each with the record that it replaces (None for a new file);
    `relabelled` are new records of documents whose text stays."""

    read: list[tuple[Source, DocumentRecord | None]] = field(default_factory=list)
    unchanged: list[DocumentRecord] = field(default_factory=list)
    relabelled: list[DocumentRecord] = field(default_factory=list)
    removed: list[DocumentRecord] = field(default_factory=list)
    duplicates: list[Skipped] = field(default_factory=list)


def make_plan(found: Found, live: Sequence[DocumentRecord], paths: Sequence[Path]) -> Plan:
    """What to do so that the index mirrors `paths`; documents from elsewhere are left alone."""
    return _Planner(found, live, paths).plan()


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


class _Planner:
    """Takes the files found content by content, then looks at the documents that are left."""

    def __init__(self, found: Found, live: Sequence[DocumentRecord], paths: Sequence[Path]) -> None:
        self._found = found
        self._live = live
        self._roots = [place(path) for path in paths]
        self._by_path = {record.path: record for record in live}
        self._digests = {source.place: _digest(source) for source in found.sources}
        self._plan = Plan()
        self._done: set[str] = set()

    def plan(self) -> Plan:
        for group in self._groups():
            self._one_content(group)
        for record in self._live:
            if record.id not in self._done:
                self._not_found(record)
        return self._plan

    def _groups(self) -> list[list[Source]]:
        """The files of each content, the one that counts first: of a format that can be read, in
        the catalogue, known from before, first by name. One that cannot be opened is by itself."""

        def rank(source: Source) -> tuple[bool, bool, bool, str]:
            unsupported = source.path.suffix.lower() not in LOADERS
            return unsupported, source.entry is None, source.place not in self._by_path, source.file

        groups: dict[str, list[Source]] = {}
        for source in self._found.sources:
            groups.setdefault(self._digests[source.place] or source.place, []).append(source)
        return [sorted(group, key=rank) for group in groups.values()]

    def _one_content(self, group: Sequence[Source]) -> None:
        """One document: the known one where there is one, under all the names it has now."""
        first = group[0]
        digest = self._digests[first.place]
        holders = [r for r in self._live if r.sha256 == digest and not self._is_rewritten(r)]
        known = self._known(group, holders)
        elsewhere = self._names_elsewhere([*holders, *([known] if known else [])])
        self._done |= {record.id for record in (*holders, *([known] if known else []))}
        self._plan.removed += [record for record in holders if record is not known]
        if known in holders and known and self._stays_first(known, first):
            self._keep(known, [*_names(group), *elsewhere])
            self._skip(group, Copy(known.file, known.path))
            return
        copies = [*_names(group[1:]), *(each for each in elsewhere if each.path != first.place)]
        if known and known not in holders:  # rewritten: its other names have its old content
            self._read_old_content(known, elsewhere)
            copies = _names(group[1:])
        self._compare(replace(first, copies=tuple(copies)) if copies else first, known)
        self._skip(group[1:], Copy(first.file, first.place))

    def _known(
        self, group: Sequence[Source], holders: Sequence[DocumentRecord]
    ) -> DocumentRecord | None:
        """By place and content, else by content, else by place: then its file was rewritten."""
        places = [source.place for source in group]
        in_place = (record for record in holders if record.path in places)
        held = next(in_place, None) or next(iter(holders), None)
        return held or self._by_path.get(places[0])

    def _is_rewritten(self, record: DocumentRecord) -> bool:
        """Whether the document's file has other content now, and so is that document, changed."""
        return self._digests.get(record.path) not in (None, record.sha256)

    def _stays_first(self, known: DocumentRecord, first: Source) -> bool:
        """Whether a file elsewhere goes on being the one that counts."""
        said = any(origin.source == CATALOGUE for origin in known.origins)
        return self._remains(known.path) and (said or first.entry is None)

    def _names_elsewhere(self, records: Iterable[DocumentRecord]) -> list[Copy]:
        names = chain.from_iterable((Copy(r.file, r.path), *r.copies) for r in records)
        return [name for name in dict.fromkeys(names) if self._remains(name.path)]

    def _remains(self, path: str) -> bool:
        """Whether a file that this run did not look at is still there."""
        if path in self._digests or (self._covers(path) and not self._is_closed(path)):
            return False
        return not _is_gone(Path(path))

    def _compare(self, source: Source, known: DocumentRecord | None) -> None:
        same = known is not None and self._digests[source.place] == known.sha256
        if known is None or not same:
            self._plan.read.append((source, known))
        elif (known.path, known.fingerprint, set(known.copies)) == (
            source.place,
            source.fingerprint,
            set(source.copies),
        ):
            self._plan.unchanged.append(known)
        elif new := redescribe(source, known):
            self._plan.relabelled.append(new)
        else:
            self._plan.read.append((source, known))

    def _keep(self, known: DocumentRecord, names: Iterable[Copy]) -> None:
        """The document as it is, but for its copies."""
        copies = tuple(dict.fromkeys(name for name in names if name.path != known.path))
        if set(copies) == set(known.copies):
            self._plan.unchanged.append(known)
        else:
            self._plan.relabelled.append(replace(known, copies=copies))

    def _read_old_content(self, record: DocumentRecord, names: Sequence[Copy]) -> None:
        """The copies of a document that was rewritten are a document of their own from now on."""
        if names and record.sha256 not in self._digests.values():
            source = single(Path(names[0].path))
            self._plan.read.append((replace(source, copies=tuple(names[1:])), None))

    def _not_found(self, record: DocumentRecord) -> None:
        """A copy takes over from a file that is gone; without one the document goes too."""
        names = self._names_elsewhere([record])
        if not self._covers(record.path) or self._is_closed(record.path):
            if set(record.copies) - set(names):
                self._keep(record, names)
            return
        heirs = [name for name in names if Path(name.path).suffix.lower() == f".{record.format}"]
        if not heirs:
            self._plan.removed.append(record)
            return
        heir, rest = heirs[0], tuple(name for name in names if name != heirs[0])
        self._plan.relabelled.append(
            replace(record, file=heir.file, path=heir.path, fingerprint="", copies=rest)
        )

    def _covers(self, path: str) -> bool:
        return _is_under(Path(path), self._roots)

    def _is_closed(self, path: str) -> bool:
        return _is_under(Path(path), self._found.closed)

    def _skip(self, group: Iterable[Source], kept: Copy) -> None:
        for source in group:
            name = kept.file if kept.file != source.file else kept.path
            self._plan.duplicates.append(Skipped(source.file, f"the same content as {name}"))


def _names(sources: Iterable[Source]) -> list[Copy]:
    return [Copy(source.file, source.place) for source in sources]


def _digest(source: Source) -> str | None:
    """None for a file that cannot be opened: reading it will say why."""
    try:
        return source.sha256
    except OSError:
        return None


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
