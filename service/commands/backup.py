"""`reform-service backup FILE`: a whole copy of the database, while the service goes on."""

from __future__ import annotations

import argparse
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from ingest.errors import FixSettings
from ingest.settings import load_settings
from service.commands.existing import existing_place


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "backup",
        help="copy stored answers, keys and audit log while the service goes on",
        description="The copy is checked before it gets its name. It has questions of readers and "
        "is not deleted by the retention: keep it as safe, and no longer.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file")
    parser.set_defaults(run=_backup)


def _backup(options: argparse.Namespace) -> int:
    from service import audit
    from service.database import Database

    file: Path = options.file
    place = existing_place(load_settings(), "is nothing to copy")
    if not isinstance(place, Path):
        raise FixSettings("PostgreSQL has a tool of its own for this: use pg_dump")
    if file.exists():
        raise FixSettings(f"{file} is there already: name a new file")
    partial = file.with_name(f"{file.name}.partial")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        audit.note(Database(place), "backed_up", audit.operator())
        _copy(place, partial)
        log = audit.verify(Database(partial, migrate=False))
        if log.problem:
            raise FixSettings(f"the audit log is not whole ({log.problem}): nothing was kept")
        partial.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise FixSettings(f"{file} could not be written ({error})") from error
    finally:
        partial.unlink(missing_ok=True)
    print(
        f"{file}: whole, with {log.entries} entries in the audit log; the last hash is {log.head}"
    )
    return 0


def _copy(place: Path, copy: Path) -> None:
    """One state of the database, in one file without a log beside it."""
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        (found,) = target.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
