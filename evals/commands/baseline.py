"""`reform-evals baseline RUN.json`: later runs are held against this one. Never done in passing."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.baseline import of_run, write_baseline
from evals.files import refuse_unwritable
from evals.measuring import rescored
from evals.runfile import read_run

DEFAULT = Path("evals/baseline.json")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("baseline", help="make a run the baseline of later ones")
    parser.add_argument("run_file", type=Path, metavar="RUN.json", help="what `run --json` wrote")
    parser.add_argument("--to", type=Path, default=DEFAULT, metavar="FILE", help=f"({DEFAULT})")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the baseline."""
    refuse_unwritable([options.to])
    baseline = of_run(rescored(read_run(options.run_file)))
    write_baseline(baseline, options.to)
    print(f"{options.to}: the baseline is now the run of {baseline.created}")
    return 0
