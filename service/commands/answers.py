"""`reform-service answers export`: the stored answers as JSON Lines or CSV."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from ingest.errors import FixSettings
from ingest.settings import load_settings
from service.commands.existing import existing_place
from service.schemas import Status


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("answers", help="the stored answers")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    export = actions.add_parser(
        "export",
        help="write them as JSON Lines or CSV",
        description="Newest first, with what readers thought of them. They may be personal.",
    )
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="(jsonl)")
    export.add_argument("--output", type=Path, metavar="FILE", help="a new file, not the terminal")
    export.add_argument("--since", type=_moment, metavar="DATE", help="from this day or time on")
    export.add_argument(
        "--status", action="append", type=Status, choices=list(Status), help="may be repeated"
    )
    export.set_defaults(run=_export)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-01-31") from error


def _export(options: argparse.Namespace) -> int:
    from service import audit
    from service.export import write_csv, write_jsonl
    from service.store import AnswerStore, Chosen

    settings = load_settings()
    place = existing_place(settings, "are no stored answers")
    store = AnswerStore(place, settings.retention_days)
    chosen = Chosen(options.since, options.status or ())
    write = write_csv if options.format == "csv" else write_jsonl
    with _open(options.output) as out:
        audit.note(store.database, "answers_exported", audit.operator(), format=options.format)
        count = write(store.all(chosen), out)
    if options.output:
        print(f"{options.output}: {count} answer{'' if count == 1 else 's'}")
    return 0


@contextmanager
def _open(path: Path | None) -> Iterator[IO[str]]:
    """Nobody but the one who exports reads what was asked, as in the store."""
    if path is None:
        yield sys.stdout
        return
    try:
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise FixSettings(f"{path} is there already: name a new file") from error
    except OSError as error:
        raise FixSettings(f"{path} cannot be written ({error.strerror}): name another") from error
    with os.fdopen(number, "w", encoding="utf-8", newline="") as out:
        yield out
