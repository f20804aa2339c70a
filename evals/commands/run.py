"""`reform-evals run SET...`: ask, measure, judge, report."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path

from evals.asking import ask_all
from evals.baseline import Baseline, read_baseline, refuse_another
from evals.commands.arguments import add_index, add_sets, number_from_one
from evals.files import refuse_unwritable, write_whole
from evals.gates import PACKAGED, judge, load_gates
from evals.journal import Journal, header_of, journal_path, open_journal
from evals.measuring import measure
from evals.progress import showing
from evals.questions import QuestionSet, load_sets
from evals.reports.html import render_run
from evals.reports.junit import render_junit
from evals.runfile import Run, write_run
from evals.targets import Target
from evals.terminal import changes, render
from ingest.settings import load_settings

KEPT = Path("var/evals")
PASSED, FAILED = 0, 1
MOST_WORKERS = 32


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = commands.add_parser("run", help="ask question sets, measure, and judge by the gates")
    add_sets(parser)
    asked = parser.add_mutually_exclusive_group()
    add_index(asked)
    asked.add_argument("--url", help="a live service; its key: environment REFORM_EVALS_KEY")
    parser.add_argument(
        "--workers",
        type=number_from_one(MOST_WORKERS),
        default=1,
        metavar="N",
        help=f"questions asked at once, {MOST_WORKERS} at most (1)",
    )
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted run")
    parser.add_argument("--gates", type=Path, default=PACKAGED, metavar="FILE", help="other gates")
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="an earlier run's scores")
    for name, what in (("json", "everything"), ("html", "a page to read"), ("junit", "for CI")):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write {what}")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit 1 when a gate fails. Everything that can be wrong beforehand is said beforehand."""
    refuse_unwritable([options.json, options.html, options.junit])
    sets, gates = load_sets(options.sets), load_gates(options.gates)
    baseline = _baseline(options.baseline, sets)
    target = _target(options)
    path = journal_path(KEPT, target.name, sets)
    try:
        with open_journal(path, header_of(target, sets), options.resume) as journal:
            if journal.set_aside:
                print(f"answers of an unfinished run are now in {journal.set_aside}")
            measured = _ask(target, sets, journal, options.workers)
            measured.gates = judge(gates, measured.results, baseline)
            _write(measured, options)
            journal.discard()
    finally:
        target.close()
    print(render(measured))
    if baseline:
        print("\n".join(changes(baseline.pairs(measured.results))))
    return FAILED if any(gate.outcome == "failed" for gate in measured.gates) else PASSED


def _baseline(path: Path | None, sets: Sequence[QuestionSet]) -> Baseline | None:
    if path is None:
        return None
    baseline = read_baseline(path)
    refuse_another(baseline, path, sets)
    return baseline


def _target(options: argparse.Namespace) -> Target:
    """Opened last: the models of an index take some seconds."""
    if options.url:
        from evals.targets.connection import KEY_VARIABLE
        from evals.targets.remote import Remote

        return Remote(options.url, os.environ.get(KEY_VARIABLE))
    from evals.targets.in_process import open_index

    return open_index(load_settings(index=options.index))


def _ask(target: Target, sets: Sequence[QuestionSet], journal: Journal, workers: int) -> Run:
    total = sum(len(questions.questions) for questions in sets)
    begun = time.monotonic()
    with showing(total, journal.kept(sets)) as advance:
        results = ask_all(target, sets, journal, workers, advance)
    return measure(results, sets, target.name, target.index, time.monotonic() - begun)


def _write(measured: Run, options: argparse.Namespace) -> None:
    if options.json:
        write_run(measured, options.json)
    if options.html:
        write_whole(options.html, render_run(measured))
    if options.junit:
        write_whole(options.junit, render_junit(measured))
