"""`reform-evals convert FOLDER OUT`: make a public question set one that can be run here."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.commands.arguments import number_from_one
from evals.conversion import (
    QUESTIONS,
    Source,
    SourceQuestion,
    our_questions,
    read_source,
)
from evals.webpages import catalogue, web_page
from ingest.catalogue import CATALOGUE_FILE
from ingest.errors import FixSettings

DOCUMENTS = "documents"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "convert",
        help="make a public question set one that can be run here",
        description="Turn FOLDER/questions.jsonl and FOLDER/documents.jsonl into "
        f"OUT/{QUESTIONS} and OUT/{DOCUMENTS} with a catalogue, for `reform-ingest` and "
        "`reform-evals run`. Texts stay under their source's licence: read it before you pass "
        "them on.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the set as it was published")
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that is new or empty")
    parser.add_argument(
        "--only",
        action="append",
        type=_pair,
        default=[],
        metavar="KEY=VALUE",
        help="only questions whose `meta` says so (split=dev); again for a further condition",
    )
    parser.add_argument(
        "--limit", type=number_from_one(), metavar="N", help="only the first N of them"
    )
    parser.set_defaults(run=run)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE, such as split=dev")
    return key, value


def run(options: argparse.Namespace) -> int:
    """Write the folder and say what is in it. Raises `FixSettings`."""
    out: Path = options.out
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise FixSettings(f"{out} is there already: name a folder that is new or empty")
    source = read_source(options.folder)
    left_out: Counter[str] = Counter()
    chosen = _chosen(source.questions, options.only)[: options.limit]
    entries = list(our_questions(chosen, source, left_out))
    try:
        _write(out, source, entries)
    except OSError as error:
        raise FixSettings(
            f"{error.filename or out} can not be written: {error.strerror}"
        ) from error
    print("\n".join(_report(out, source, entries, left_out)))
    return 0


def _chosen(
    questions: Sequence[SourceQuestion], only: Sequence[tuple[str, str]]
) -> list[SourceQuestion]:
    """The questions that meet every condition. One that none meets is a slip, so it is said."""
    chosen = list(questions)
    for key, value in only:
        values = Counter(q.meta.shown()[key] for q in chosen if key in q.meta.shown())
        if value not in values:
            keys = sorted({key for question in questions for key in question.meta.shown()})
            known = f"its values: {_some(list(values))}" if values else f"keys: {_some(keys)}"
            raise FixSettings(f"--only {key}={value}: no question has it in `meta`; {known}")
        chosen = [question for question in chosen if question.meta.shown().get(key) == value]
    return chosen


def _some(names: Sequence[str], most: int = 10) -> str:
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "") or "none"


def _write(out: Path, source: Source, entries: Sequence[dict[str, Any]]) -> None:
    """The questions last: where they are, the rest is."""
    folder = out / DOCUMENTS
    folder.mkdir(parents=True, exist_ok=True)
    for document in source.documents:
        page = folder / f"{source.ids[document.doc_id]}.html"
        page.write_text(web_page(document), "utf-8")
    (folder / CATALOGUE_FILE).write_text(catalogue(source), "utf-8")
    lines = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries]
    (out / QUESTIONS).write_text("".join(lines), "utf-8")


def _report(
    out: Path, source: Source, entries: Sequence[dict[str, Any]], left_out: Counter[str]
) -> Iterator[str]:
    counts = {
        key: sum(bool(entry.get(key)) for entry in entries) for key in ("answerable", "facts")
    }
    counts["evidence"] = sum("evidence" in entry for entry in entries)
    yield (
        f"{out}: {len(entries)} questions ({counts['answerable']} answerable, {counts['facts']} "
        f"with facts, {counts['evidence']} with evidence), {len(source.documents)} documents"
    )
    for what, number in left_out.items():
        yield f"left out: {number} {what}"
    yield f"next: reform-ingest {out / DOCUMENTS} --index {out / 'index'}"
