"""`reform-ingest [PATH ...]`: build or update the index and say what was done.

`reform-ingest describe [PATH ...]` writes a draft of a catalogue instead.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest import draft
from ingest.build import update_index
from ingest.embedding import Embedder, open_embedder
from ingest.errors import ReformQAError
from ingest.layout import IndexFolder
from ingest.loaders import ocr
from ingest.models import known_models
from ingest.report import Report, visible
from ingest.settings import Settings, load_settings

LIVE, UNUSABLE = 0, 2
DESCRIBE = "describe"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0 when the index is live, 2 when nothing usable was found or arguments are wrong."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == [DESCRIBE]:
        return draft.main(given[1:])
    options = _parser().parse_args(given)
    try:
        report = _ingest(options, load_settings(index=options.index))
    except ReformQAError as error:
        _clear_progress()
        print(f"reform-ingest: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        _clear_progress()
        print("reform-ingest: stopped; the index stays as it was", file=sys.stderr)
        return 130
    _clear_progress()
    print(json.dumps(report.as_dict(), indent=1) if options.json else "\n".join(report.lines()))
    return LIVE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reform-ingest",
        description="Build or update the index from files and folders and say what was done.",
        epilog="`reform-ingest describe PATH ...` writes a draft of catalogue entries instead (see "
        "`reform-ingest describe --help`). A folder of that name is given as ./describe.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files and folders")
    parser.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
    parser.add_argument("--rebuild", action="store_true", help="start from nothing but these PATHs")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _ingest(options: argparse.Namespace, settings: Settings) -> Report:
    def embedder() -> Embedder:
        _show_progress("loading the embedding model")
        return open_embedder(settings)

    os.environ[ocr.SETTING] = settings.ocr  # the loaders may run in other processes
    name = settings.embedder
    return update_index(
        IndexFolder(settings.index),
        options.paths or [settings.corpus],
        embedder,
        name if name in known_models() else Path(name).name,
        rebuild=options.rebuild,
        dry_run=options.dry_run,
        progress=_show_progress,
    )


def _show_progress(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{visible(line)}", end="", file=sys.stderr, flush=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
