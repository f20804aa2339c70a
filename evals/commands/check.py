"""`reform-evals check SET...`: are the sets right about the indexed documents?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from evals.checking import Finding, Library, check
from evals.commands.arguments import add_index, add_sets
from evals.entries import FORMATS
from evals.questions import QuestionSet, load_sets
from ingest.errors import FixSettings
from ingest.settings import load_settings

WELL, WRONG = 0, 1


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="look for mistakes in question sets",
        description="Compare question sets with the indexed documents: names, evidence, facts, "
        "pages. Asks nothing and loads no model. Exit 1 when something is wrong; a warning is not.",
    )
    add_sets(parser)
    add_index(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0: all is well, perhaps with warnings; 1: something is wrong. Raises `ReformQAError`."""
    for path in options.sets:
        _refuse(path)
    library = Library(load_settings(index=options.index).index)
    try:
        sets = load_sets(options.sets)
    except FixSettings as error:  # what the sets lack to be loaded is what this command is for
        print(error)
        return WRONG
    findings = check(sets, library)
    for finding in findings:
        print(finding.line())
    print(summary(sets, findings))
    return WRONG if any(finding.is_error for finding in findings) else WELL


def _refuse(path: Path) -> None:
    """A path that is no set is a wrong argument, not a mistake in a set."""
    if not path.is_file():
        raise FixSettings(f"{path} is not a file: name a question set ({', '.join(FORMATS)})")
    if path.suffix not in FORMATS:
        raise FixSettings(f"{path} is no question set: its name must end in {', '.join(FORMATS)}")


def summary(sets: Sequence[QuestionSet], findings: Sequence[Finding]) -> str:
    """The last line: how many questions, and whether all is well."""
    questions = [question for questions in sets for question in questions.questions]
    answerable = sum(question.answerable for question in questions)
    with_evidence = sum(bool(question.evidence) for question in questions)
    errors = sum(finding.is_error for finding in findings)
    counts = [_count(errors, "error"), _count(len(findings) - errors, "warning")]
    verdict = ", ".join(filter(None, counts)) or "all is well"
    return (
        f"{_count(len(questions), 'question')}, {verdict} "
        f"({answerable} answerable, {with_evidence} with evidence)"
    )


def _count(number: int, noun: str) -> str:
    """Nothing for none."""
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
