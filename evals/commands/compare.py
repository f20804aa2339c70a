"""`reform-evals compare BEFORE.json AFTER.json`: what a change won and lost."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from evals.comparison import CHANGE_KINDS, Comparison, FigureChange, compare
from evals.files import refuse_unwritable, write_whole
from evals.measuring import rescored
from evals.metrics import METRICS
from evals.reports.html_compare import render_compare
from evals.runfile import read_run
from ingest.errors import FixSettings


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("compare", help="two runs, question by question")
    parser.add_argument("before", type=Path, metavar="BEFORE.json", help="what `run --json` wrote")
    parser.add_argument("after", type=Path, metavar="AFTER.json")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the page to read it on")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the comparison. Exit 0 whatever differs: whether that may be is for gates to say."""
    refuse_unwritable([options.html])
    before, after = (rescored(read_run(path)) for path in (options.before, options.after))
    comparison = compare(before, after)
    if not comparison.compared:
        raise FixSettings(
            f"{options.before} and {options.after} have no question in common: compare runs of "
            "the same sets"
        )
    print("\n".join(_lines(comparison)))
    if options.html:
        write_whole(options.html, render_compare(comparison))
    return 0


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"{comparison.compared} questions are the same in both runs"
    yield f"{'metric':<20}{'n':>5}{'before':>10}{'after':>10}{'change':>10}   p"
    yield from (_line(change) for change in comparison.figures)
    for kind in CHANGE_KINDS:
        ids = [change.id for change in comparison.changes if change.kind == kind]
        yield f"{kind}: {len(ids)}" + (f" ({', '.join(ids)})" if ids else "")
    others = (
        ("only in the first", comparison.only_before),
        ("only in the second", comparison.only_after),
        ("edited in between, not compared", comparison.edited),
    )
    yield from (f"{title}: {', '.join(ids)}" for title, ids in others if ids)


def _line(change: FigureChange) -> str:
    share = METRICS[change.metric].unit == "share"
    cells = [
        "-" if value is None else f"{value:{'+' if signed else ''}.{3 if share else 0}f}"
        for value, signed in (
            (change.before.value, False),
            (change.after.value, False),
            (change.difference, True),
        )
    ]
    chance = "-" if change.p_value is None else f"{change.p_value:.3f}"
    return f"{change.metric:<20}{change.n:>5}" + "".join(f"{c:>10}" for c in cells) + f"   {chance}"
