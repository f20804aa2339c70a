"""`reform-evals import-feedback OUT.yaml`: draft questions from answers found wrong."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from evals.feedback import drafts, from_export, from_store, write_drafts
from ingest.errors import FixSettings
from ingest.settings import load_settings

ENDINGS = (".yaml", ".yml")
EPILOG = """\
An export is JSON Lines: each line an answer as GET /v1/answers/{id} gives it, with a key more,
"feedback": [{"rating": "down", "reasons": ["wrong"], "comment": "..."}], the last one last.

The last judgement of an answer counts. A draft is refused by every other command until a person
has filled in its `answerable`. Questions and comments may be personal: take out what is before
you commit the file.
"""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "import-feedback",
        help="draft questions from answers that readers found wrong",
        description="Write the questions whose answers got a thumbs-down as drafts for a person to "
        "finish.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, metavar="OUT.yaml", help="a file that is not there yet")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--answers", type=Path, metavar="FILE.sqlite", help="answer store (that of the settings)"
    )
    source.add_argument("--export", type=Path, metavar="FILE.jsonl", help="answers with feedback")
    parser.add_argument(
        "--since", type=_date, metavar="DATE", help="only what was said on this day or later"
    )
    parser.set_defaults(run=run)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-01-31") from error


def run(options: argparse.Namespace) -> int:
    """Write the drafts and say how many; that there is nothing to import is no error."""
    out: Path = options.out
    if out.suffix not in ENDINGS:
        raise FixSettings(f"{out} is no name for drafts: it must end in {' or '.join(ENDINGS)}")
    if out.exists():
        raise FixSettings(f"{out} is there already: name a new file")
    if options.export:
        path, complaints = options.export, from_export(options.export)
    else:
        settings = load_settings(answers=options.answers)
        path, complaints = settings.answers, from_store(settings.answers, settings.retention_days)
    recent = [c for c in complaints if options.since is None or c.day >= options.since]
    since = f" since {options.since}" if options.since else ""
    if not recent:
        print(f"{path} has no answer with a thumbs-down{since}: nothing was written")
        return 0
    entries = drafts(recent)
    write_drafts(out, entries)
    answers = f"{len(recent)} answer{'' if len(recent) == 1 else 's'}"
    print(f"{out}: {len(entries)} to finish, from {answers} with a thumbs-down{since}")
    print("take out what is personal, fill in `answerable` and what is right, then run")
    print(f"reform-evals check {out}")
    return 0
