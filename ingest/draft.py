"""`reform-ingest describe [PATH ...]`: draft a catalogue entry for every file that has none."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from ingest.catalogue import KINDS, Entry
from ingest.discovery import Source, discover
from ingest.errors import FixSettings, ReformQAError, Unreadable
from ingest.loaders import load, ocr
from ingest.metadata import FIELDS, LONGEST_TITLE, believe
from ingest.report import Skipped, visible
from ingest.settings import load_settings
from ingest.trust import CATALOGUE, Claim

DONE, WRONG = 0, 2
HEAD = (
    "A draft: check each entry and move it into catalogue.toml. The comments say where a value was "
    "taken from and how far that source is trusted, 1 being certain."
)


def main(arguments: Sequence[str]) -> int:
    """Exit 0 when the draft was written or nothing is to be described, 2 when a path is wrong."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        os.environ[ocr.SETTING] = settings.ocr
        text = draft(options.paths or [settings.corpus], everything=options.all)
        if text is None:
            print("reform-ingest: the catalogue has every file: nothing to draft", file=sys.stderr)
        elif options.to:
            _write(options.to, text)
        else:
            print(text, end="")
    except ReformQAError as error:
        print(f"reform-ingest: {error}", file=sys.stderr)
        return WRONG
    return DONE


def draft(paths: Sequence[Path], *, everything: bool = False) -> str | None:
    """The draft as TOML; None where there is nothing to describe.

    What is in a catalogue is left out, or with `everything` is given as the catalogue has it.
    """
    found = discover(paths)
    skipped, entries = list(found.skipped), tomlkit.aot()
    seen: dict[str, str] = {}
    for source in found.sources:
        if source.entry is not None and not everything:
            continue
        try:
            first = seen.setdefault(source.sha256, source.file)
            if first != source.file:
                raise Unreadable(f"the same content as {first}")
            entries.append(_entry(source, load(source.path).properties.claims))
        except Unreadable as error:
            skipped.append(Skipped(source.file, str(error)))
        except OSError as error:
            skipped.append(Skipped(source.file, f"it could not be opened ({error.strerror})"))
    return _document(entries, skipped) if entries or skipped else None


def _document(entries: Any, skipped: Sequence[Skipped]) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment(HEAD))
    for item in skipped:
        document.add(tomlkit.comment(f"left out: {visible(item.file)}: {visible(item.reason)}"))
    document.add(tomlkit.nl())
    if entries:
        document.add("document", entries)
    return tomlkit.dumps(document)


def _entry(source: Source, claims: Sequence[Claim]) -> Table:
    table = tomlkit.table()
    table.add("file", source.file)
    entry = source.entry or Entry(file=source.file)
    believed = believe(entry, source.file, claims)
    for field in FIELDS:
        if field in believed:
            table.add(field, _value(believed[field]))
            table[field].comment(_origin(believed[field]))
        else:
            table.add(tomlkit.comment(f"{field}: nothing says"))
    for key, value in _rest(entry):
        table.add(key, value)
    return table


def _value(claim: Claim) -> Any:
    if claim.field == "published":
        return tomlkit.item(date.fromisoformat(claim.value))
    return tomlkit.item(claim.value[:LONGEST_TITLE])


def _origin(claim: Claim) -> str:
    if claim.source == CATALOGUE:
        return "as in the catalogue"
    choices = f"; one of {', '.join(KINDS)}" if claim.field == "kind" and claim.trust < 0.5 else ""
    return f"{claim.source}, {claim.trust:g}{choices}"


def _rest(entry: Entry) -> Iterator[tuple[str, Any]]:
    """What only a catalogue can say, where it does."""
    for key, value in entry.model_dump(exclude={"file", *FIELDS}).items():
        if value:
            yield key, list(value) if isinstance(value, tuple) else value


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise FixSettings(f"{path} exists already: give another name with --to") from error
    except OSError as error:
        raise FixSettings(f"{path} cannot be written ({error.strerror})") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reform-ingest describe",
        description="Draft a catalogue entry for every file that has none, as TOML, with a comment "
        "on where each value was taken from and how sure it is. No index is read or written.",
        epilog="To index a folder that is called describe: reform-ingest ./describe",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files and folders")
    parser.add_argument("--to", type=Path, metavar="FILE", help="write to a new file")
    parser.add_argument("--all", action="store_true", help="also what is in a catalogue already")
    return parser
