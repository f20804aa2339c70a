"""`reform-evals`: measures the service with question sets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from evals.commands import baseline, check, compare, convert, import_feedback, mutate, run
from ingest.errors import ReformQAError

COMMANDS = (run, compare, baseline, check, mutate, convert, import_feedback)
WRONG_ARGUMENTS, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done, and every gate passed; 1: a gate failed or something was found wrong; 2: it could
    not be done, said in one line each for what is wrong."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except ReformQAError as error:
        for line in str(error).splitlines():
            print(f"reform-evals: {line}", file=sys.stderr)
        return WRONG_ARGUMENTS
    except KeyboardInterrupt as stopped:
        print(f"reform-evals: {stopped or 'stopped'}", file=sys.stderr)
        return INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reform-evals", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
