"""`reform-evals run SET...`: ask question sets of an index and print what share is right."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.measure import Result, ask_all, by_kind, summary, unquoted
from evals.questions import load_sets
from ingest.errors import FixSettings, ReformQAError
from ingest.layout import IndexFolder
from ingest.settings import load_settings
from service.engine import Engine
from service.opened import OpenBuild


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0 when all was measured, 1 when a quote was not verbatim, 2 for wrong arguments."""
    options = _parser().parse_args(arguments)
    try:
        _refuse_unwritable(options.json)
        questions = load_sets(options.sets)
        settings = load_settings(index=options.index)
        engine = Engine(settings)
        build = OpenBuild(*IndexFolder(settings.index).live_build(), engine.identity)
        results = ask_all(engine, build, questions, _show)
        wrong_quotes = unquoted(results, build)
    except ReformQAError as error:
        print(f"reform-evals: {error}", file=sys.stderr)
        return 2
    _print(results, wrong_quotes)
    if options.json:
        options.json.write_text(json.dumps(_report(results), indent=1, ensure_ascii=False), "utf-8")
    return 1 if wrong_quotes else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reform-evals", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="ask question sets of an index, in-process")
    run.add_argument("sets", nargs="+", type=Path, metavar="SET", help="YAML or JSON Lines files")
    run.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
    run.add_argument("--json", type=Path, metavar="FILE", help="write every answer here")
    return parser


def _refuse_unwritable(report: Path | None) -> None:
    """Said at once, not after all has been asked."""
    if report is not None and (report.is_dir() or not report.parent.is_dir()):
        raise FixSettings(f"{report} can not be written: name a file in a folder that exists")


def _show(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def _print(results: list[Result], wrong_quotes: list[str]) -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    for name, value in summary(results).items():
        print(f"{name:<18}{value:g}")
    for kind, (count, share) in by_kind(results).items():
        print(f"  {kind:<16}{count:>4}  {share:.3f}")
    print(f"quotes that are not verbatim: {len(wrong_quotes)} {' '.join(wrong_quotes)}".rstrip())


def _report(results: list[Result]) -> dict[str, object]:
    return {
        "summary": summary(results),
        "results": [
            {"id": r.question.id, "right": r.right, "answer": r.answer.model_dump(mode="json")}
            for r in results
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
