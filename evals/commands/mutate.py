"""`reform-evals mutate SET...`: change what the documents say; do the answers follow?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.commands.arguments import add_index, add_sets, number_from_one
from evals.files import refuse_unwritable
from evals.mutation.experiment import Experiment
from evals.mutation.report import Report
from evals.mutation.terminal import render
from evals.questions import load_sets
from ingest.embedding import Embedder, open_embedder
from ingest.layout import IndexFolder
from ingest.settings import Settings, load_settings
from ingest.vectorstores import open_stores
from service.engine import Engine

FOLLOWED, FROM_OUTSIDE = 0, 1


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "mutate",
        help="change what the documents say, and see whether the answers follow",
        description="Copy the index; swap a figure, a date or a name where the documents say it, "
        "or remove the documents; build and ask again. The index itself is only read. Exit 1 when "
        "an answer came from anywhere but the documents.",
    )
    add_sets(parser)
    add_index(parser)
    parser.add_argument("--limit", type=number_from_one(), metavar="N", help="N questions at most")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every answer here")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0: every answer came from the documents; 1: not so. Raises `ReformQAError`."""
    refuse_unwritable([options.json])
    sets = load_sets(options.sets)
    settings = load_settings(index=options.index)
    IndexFolder(settings.index).live_build()  # that there is none is said before the models load
    engine, embedder = open_models(settings)
    try:
        experiment = Experiment(
            engine, embedder, settings.index, options.limit, _show, open_stores(settings)
        )
        report = experiment.run(sets)
    finally:
        _show("")
    _tell(report, options.json)
    return FOLLOWED if report.grounded else FROM_OUTSIDE


def open_models(settings: Settings) -> tuple[Engine, Embedder]:
    """The engine that answers, and the embedder for what was changed."""
    return Engine(settings), open_embedder(settings)


def _show(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def _tell(report: Report, file: Path | None) -> None:
    print(render(report))
    if file is not None:
        report.write(file)
