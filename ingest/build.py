"""Makes a new build out of the live one and the files given, then publishes it.

The steps: plan → clone → read → apply → check → publish. Until the last one nothing that is live
has been touched, so a crash at any point leaves the index as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from ingest import passages as chunker
from ingest.discovery import discover
from ingest.editions import linked
from ingest.embedding import Embedder
from ingest.errors import BuildIndex, FixSettings, ReformQAError
from ingest.layout import FORMAT, IndexFolder, Manifest, read_manifest
from ingest.plan import Plan, make_plan
from ingest.reading import Keep, Progress, Reading, read_planned
from ingest.records import Passage
from ingest.report import Report, visible
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from ingest.words import WordStore

EMBED_AT_ONCE = 64


def update_index(
    folder: IndexFolder,
    paths: Sequence[Path],
    open_embedder: Callable[[], Embedder],
    embedder_name: str,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda _: None,
) -> Report:
    """Make the index mirror the files under `paths`. The model is opened only if needed.

    Raises `FixSettings` when a path or catalogue is wrong or nothing usable was found, `TryLater`
    when another ingest is at work, `BuildIndex` when the live build cannot be extended.
    """
    started = time.monotonic()
    found = discover(paths, leave_out=folder.root)
    with nullcontext() if dry_run else folder.locked(), _plainly():
        live = None if rebuild else _live(folder, embedder_name)
        records = TextStore(live).documents() if live else []
        plan = make_plan(found, records, paths)
        report = Report(
            build=live.name if live else None,
            quarantined=found.skipped,
            duplicates=plan.duplicates,
            dry_run=dry_run,
        )
        keep: Keep = _keep_nothing if dry_run else folder.keep_original
        readings = read_planned(plan, records, report, keep, progress)
        if not report.usable:
            raise FixSettings(_nothing_usable(paths, report))
        if report.differs and not dry_run:
            _write(folder, live, plan, readings, open_embedder(), report, progress)
    report.seconds = time.monotonic() - started
    return report


@contextmanager
def _plainly() -> Iterator[None]:
    """Whatever the disk or a store refuses ends in one line; what is live has not been touched."""
    try:
        yield
    except ReformQAError:
        raise
    except OSError as error:
        where = f" to {error.filename}" if error.filename else ""
        raise FixSettings(
            f"could not write{where} ({error.strerror or error}); the index stays as it was"
        ) from error
    except BaseException as error:
        # A Rust store that meets damaged data panics, and a panic is not an `Exception`.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise BuildIndex(
            f"the new build failed ({type(error).__name__}: {' '.join(str(error).split())}); "
            "the index stays as it was"
        ) from error


def _keep_nothing(path: Path, sha256: str) -> None:
    """A dry run keeps no originals."""


def _live(folder: IndexFolder, embedder_name: str) -> Path | None:
    """The build to extend, None where a new one must be made from nothing."""
    if folder.live_id() is None:
        return None
    build, manifest = folder.live_build()
    if manifest.embedder.name != embedder_name:
        raise BuildIndex(
            f"the index was made with the embedder {manifest.embedder.name}, the settings name "
            f"{embedder_name}: set REFORM_QA_EMBEDDER back or run `reform-ingest --rebuild`"
        )
    if manifest.chunker != chunker.VERSION:
        raise BuildIndex(
            "the index was made by an older version, whose passages differ: "
            "run `reform-ingest --rebuild`"
        )
    return build


def _nothing_usable(paths: Sequence[Path], report: Report) -> str:
    where = ", ".join(str(path) for path in paths)
    reasons = "".join(f"\n  {visible(item.file)}: {item.reason}" for item in report.quarantined)
    return f"nothing usable was found in {where}; the index stays as it was{reasons}"


def _write(
    folder: IndexFolder,
    live: Path | None,
    plan: Plan,
    readings: Sequence[Reading],
    embedder: Embedder,
    report: Report,
    progress: Progress,
) -> None:
    if live is not None and read_manifest(live).embedder != embedder.identity:
        raise BuildIndex(
            f"the index was made with another model of the name {embedder.identity.name}: "
            "run `reform-ingest --rebuild`"
        )
    with folder.new_build(live) as work:
        if live is None:
            for store in (TextStore, WordStore, VectorStore):
                store.create(work)
        report.embedded = _apply(work, plan, readings, embedder, progress)
        report.passages = _check(work)
        documents = {record.id: record.sha256 for record in TextStore(work).documents()}
        report.build = work.name.removeprefix(".").removesuffix(".partial")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        folder.publish(
            work,
            Manifest(
                format=FORMAT,
                id=report.build,
                created=now,
                embedder=embedder.identity,
                chunker=chunker.VERSION,
                passages=report.passages,
                documents=documents,
            ),
        )


def _apply(
    work: Path,
    plan: Plan,
    readings: Sequence[Reading],
    embedder: Embedder,
    progress: Progress,
) -> int:
    """Bring the three stores to the new state; returns how many passages were embedded."""
    texts = TextStore(work)
    leaving = [*plan.removed, *(r.replaces for r in readings if r.replaces is not None)]
    before = {p.id: p for record in leaving for p in texts.passages(record.id)}
    for record in leaving:
        texts.remove(record.id)
    for record in plan.relabelled:
        texts.relabel(record)
    for reading in readings:
        texts.replace(reading.record, reading.document, reading.passages)
    for record in linked(texts.documents(), texts.marks()):
        texts.relabel(record)
    after = {p.id: p for reading in readings for p in reading.passages}
    gone = [passage_id for passage_id in before if passage_id not in after]
    new = [passage for passage_id, passage in after.items() if passage_id not in before]
    WordStore(work).write(
        (passage, record.title)
        for record in texts.documents()
        for passage in texts.passages(record.id)
    )
    _apply_vectors(work, gone, new, embedder, progress)
    return len(new)


def _apply_vectors(
    work: Path, gone: list[str], new: list[Passage], embedder: Embedder, progress: Progress
) -> None:
    store = VectorStore(work)
    try:
        store.remove(gone)
        for start in range(0, len(new), EMBED_AT_ONCE):
            part = new[start : start + EMBED_AT_ONCE]
            vectors = embedder.embed_passages([passage.search_text for passage in part])
            store.add([p.id for p in part], [p.document_id for p in part], vectors)
            progress(f"embedding {start + len(part)} of {len(new)} passages")
    finally:
        store.close()


def _check(work: Path) -> int:
    """The three stores must hold the same passages; returns how many. Raises `BuildIndex`."""
    counts = TextStore(work).passage_counts()
    total = sum(counts.values())
    store = VectorStore(work)
    try:
        vectors = len(store.ids())
    finally:
        store.close()
    words = WordStore(work).count()
    if not total == vectors == words:
        raise BuildIndex(
            f"the new build is inconsistent ({total} passages, {vectors} vectors, {words} in the "
            "word index) and was not published; run `reform-ingest --rebuild`"
        )
    return total
