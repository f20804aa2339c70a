"""`reform-service audit verify | export`: the record of who asked when, and whether it is whole."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING

from ingest.settings import load_settings
from service.commands.existing import existing_place

if TYPE_CHECKING:
    from service.database import Database

OK, BROKEN = 0, 1


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    parser = commands.add_parser("audit", help="who asked when, and whether that record is whole")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        help="follow the chain of hashes; exit 1 where it is broken",
        description="Prints the last hash: note it elsewhere, so that a cut-off end is noticed.",
    )
    verify.add_argument("--head", type=_hash, metavar="HASH", help="a last hash noted earlier")
    verify.set_defaults(run=_verify)
    actions.add_parser("export", help="every entry as JSON Lines").set_defaults(run=_export)


def _hash(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a hash of 64 digits 0-9 and a-f")
    return text


def _verify(options: argparse.Namespace) -> int:
    from service.audit import verify

    verdict = verify(_database(), options.head)
    if verdict.problem:
        print(f"reform-service: the audit log is broken: {verdict.problem}", file=sys.stderr)
        return BROKEN
    entries = f"{verdict.entries} entr{'y' if verdict.entries == 1 else 'ies'}"
    print(f"the audit log is whole: {entries}, the last hash is {verdict.head}")
    return OK


def _export(_: argparse.Namespace) -> int:
    from service.audit import entries

    for line in entries(_database()):
        print(line)
    return OK


def _database() -> Database:
    from service.database import Database

    return Database(existing_place(load_settings(), "is no audit log"))
