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
from ingest.display import display
from ingest.embedding import open_embedder
from ingest.errors import ReformQAError
from ingest.layout import IndexFolder
from ingest.loaders import ocr
from ingest.models import known_models
from ingest.progress import Show
from ingest.report import Report
from ingest.settings import Settings, load_settings
from ingest.vectorstores import open_stores
from ingest.workers import Limits

LIVE, UNUSABLE, STOPPED = 0, 2, 130
DESCRIBE = "describe"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0 when the index is live, 2 when nothing usable was found or arguments are wrong."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == [DESCRIBE]:
        return draft.main(given[1:])
    options = _parser().parse_args(given)
    try:
        settings = load_settings(index=options.index)
        with display(options.events) as show:
            report = _ingest(options, settings, show)
    except ReformQAError as error:
        print(f"reform-ingest: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("reform-ingest: stopped; the index stays as it was", file=sys.stderr)
        return STOPPED
    if options.events:
        print(json.dumps({"event": "report", **report.as_dict()}))
    elif options.json:
        print(json.dumps(report.as_dict(), indent=1))
    else:
        print("\n".join(report.lines()))
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
    parser.add_argument("--retry", action="store_true", help="try quarantined files again")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the report as JSON")
    output.add_argument(
        "--events", action="store_true", help="print each step as a line of JSON, the report last"
    )
    return parser


def _ingest(options: argparse.Namespace, settings: Settings, show: Show) -> Report:
    os.environ[ocr.SETTING] = settings.ocr  # the loaders may run in other processes
    name = settings.embedder
    return update_index(
        IndexFolder(settings.index),
        options.paths or [settings.corpus],
        lambda: open_embedder(settings),
        name if name in known_models() else Path(name).name,
        rebuild=options.rebuild,
        retry=options.retry,
        dry_run=options.dry_run,
        limits=Limits(settings.file_seconds, settings.file_megabytes),
        stores=open_stores(settings),
        progress=show,
    )


if __name__ == "__main__":
    sys.exit(main())
