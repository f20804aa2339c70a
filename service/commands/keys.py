"""`reform-service keys create | list | revoke`: who may ask."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from ingest.settings import load_settings

if TYPE_CHECKING:
    from service.keys import Key, KeyStore

ROLES = ("ask", "evaluate", "admin")
EPILOG = """\
roles: ask: questions, searches, documents, feedback. evaluate: also measures. admin: also all
stored answers. The first key that is made closes the service for whoever has none.
"""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    parser = commands.add_parser("keys", help="who may ask")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    create = actions.add_parser("create", help="make a key; it is shown once", epilog=EPILOG)
    create.add_argument("name", metavar="NAME", help="for whom or what it is")
    create.add_argument("--role", choices=ROLES, default="ask", help="(ask)")
    create.add_argument("--expires", type=_moment, metavar="DATE", help="its last day, or a time")
    create.add_argument("--trusted", action="store_true", help="may name end users in a header")
    create.add_argument(
        "--answers-a-minute", type=_positive, metavar="N", help="its own limit, not the settings'"
    )
    create.add_argument("--burst", type=_positive, metavar="N", help="answers at once, likewise")
    create.set_defaults(run=_create)
    actions.add_parser("list", help="every key that was ever made").set_defaults(run=_list)
    revoke = actions.add_parser("revoke", help="end a key, within a second")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=_revoke)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-01-31") from error
    if len(text) == len("2026-01-31"):
        moment = datetime.combine(moment, time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= 100_000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 100000")
    return int(text)


def _create(options: argparse.Namespace) -> int:
    from service.keys import Key, Role

    key = Key(
        name=options.name,
        role=Role.named(options.role),
        created=datetime.now(UTC),
        expires=options.expires,
        trusted=options.trusted,
        answers_a_minute=options.answers_a_minute,
        burst=options.burst,
    )
    secret = _store().create(key)
    print(f"The key {key.name!r} ({key.role}); it is not shown again:", file=sys.stderr)
    print(secret)
    return 0


def _list(_: argparse.Namespace) -> int:
    rows = [_shown(key) for key in _store().all()]
    titles = ("name", "role", "state", "created", "expires", "trusted", "limits")
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    for row in (titles, *rows):
        print("  ".join(map(str.ljust, row, widths)).rstrip())
    return 0


def _shown(key: Key) -> tuple[str, ...]:
    limits = [f"{key.answers_a_minute}/min"] if key.answers_a_minute else []
    limits += [f"burst {key.burst}"] if key.burst else []
    return (
        key.name,
        str(key.role),
        key.state,
        f"{key.created:%Y-%m-%d}",
        f"{key.expires:%Y-%m-%d}" if key.expires else "never",
        "yes" if key.trusted else "no",
        " ".join(limits) or "usual",
    )


def _revoke(options: argparse.Namespace) -> int:
    _store().revoke(options.name)
    print(f"the key {options.name!r} is revoked")
    return 0


def _store() -> KeyStore:
    from service.database import Database, place_of
    from service.keys import KeyStore

    return KeyStore(Database(place_of(load_settings())))
