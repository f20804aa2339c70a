"""Makes a new build out of the live one and the files given, then publishes it.

The steps: plan → clone → (read → store → embed) for each file → check → publish. Until the last one
nothing that is live has been touched, so a crash at any point leaves the index as it was.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from itertools import chain
from pathlib import Path

from ingest import passages as chunker
from ingest.discovery import discover, place
from ingest.embedding import Embedder
from ingest.errors import BuildIndex, FixSettings, ReformQAError
from ingest.layout import IndexFolder, read_manifest
from ingest.plan import Plan, make_plan
from ingest.progress import Progress, Show
from ingest.quarantine import Quarantine, Quarantined, read_quarantine, reader_version
from ingest.reading import Desk, Keep, Reading, read_planned
from ingest.report import Report, visible
from ingest.textstore import TextStore
from ingest.vectorstores import IN_FOLDER, Stores
from ingest.workers import Limits, Reader, WorkerReader


def update_index(
    folder: IndexFolder,
    paths: Sequence[Path],
    open_embedder: Callable[[], Embedder],
    embedder_name: str,
    *,
    rebuild: bool = False,
    retry: bool = False,
    dry_run: bool = False,
    limits: Limits | None = None,
    open_reader: Callable[[Limits], Reader] = WorkerReader,
    stores: Stores = IN_FOLDER,
    progress: Show = lambda _: None,
) -> Report:
    """Make the index mirror the files under `paths`. The model is opened only if needed.

    A file in quarantine is tried again when it or what reads it has changed, or for `retry`.
    Raises `FixSettings` when a path or catalogue is wrong or nothing usable was found, `TryLater`
    when another ingest is at work, `BuildIndex` when the live build cannot be extended. `stores`:
    where the vectors go; those of a live build move there.
    """
    started = time.monotonic()
    limits = limits or Limits()
    found = discover(paths, leave_out=folder.root)
    with nullcontext() if dry_run else folder.locked(), _plainly():
        live = None if rebuild else _live(folder, embedder_name)
        records = TextStore(live).documents() if live else []
        plan = make_plan(found, records, paths)
        report = Report(
            build=live.name if live else None, duplicates=plan.duplicates, dry_run=dry_run
        )
        forgetful = rebuild or retry
        quarantine = Quarantine(_noted(folder), reader_version(limits), forgetful=forgetful)
        report.quarantined = quarantine.passed_over(found.unusable)
        keep: Keep = _keep_nothing if dry_run else folder.keep_original
        desk = Desk(open_reader(limits), keep, quarantine, report, Progress(progress))
        with closing(read_planned(plan, records, desk)) as readings:
            any_read, every = _peeked(readings)
            if not report.usable:
                raise FixSettings(_nothing_usable(paths, report))
            report.moved = _is_elsewhere(live, stores)
            if dry_run:
                deque(every, maxlen=0)
            elif any_read or plan.removed or plan.relabelled or report.moved:
                _write(folder, live, open_embedder(), stores, plan, every, desk)
        if not dry_run:
            roots = [Path("/")] if rebuild else [place(path) for path in paths]
            quarantine.save(folder, roots, found.closed)
    report.seconds = time.monotonic() - started
    return report


def _peeked(readings: Iterator[Reading]) -> tuple[bool, Iterator[Reading]]:
    """Whether there are any, and all of them; nobody holds the first once it is consumed."""
    first = next(readings, None)
    return first is not None, chain([] if first is None else [first], readings)


def _write(
    folder: IndexFolder,
    live: Path | None,
    embedder: Embedder,
    stores: Stores,
    plan: Plan,
    readings: Iterable[Reading],
    desk: Desk,
) -> None:
    # Imported here: Chroma alone takes longer than finding that nothing has changed.
    from ingest.writing import BuildWriter

    with BuildWriter(folder, live, embedder, stores, desk.progress) as writer:
        writer.remove(plan.removed)
        writer.relabel(plan.relabelled)
        for reading in readings:
            writer.add(reading)
        writer.publish(desk.report)


def _is_elsewhere(live: Path | None, stores: Stores) -> bool:
    """Whether the live build has its vectors elsewhere."""
    return live is not None and read_manifest(live).vectors != stores.name


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


def _noted(folder: IndexFolder) -> list[Quarantined] | None:
    """What earlier runs could not use; None where that can not be read, so that it is made anew."""
    with suppress(BuildIndex):
        return read_quarantine(folder)
    return None


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
