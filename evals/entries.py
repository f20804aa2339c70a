"""Reads the entries of a YAML or JSON Lines file, each with the lines that its fields stand on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ingest.errors import FixSettings

FORMATS = (".yaml", ".yml", ".jsonl")


class Faults:
    """Everything that is wrong with what was given, so that it can be said all at once."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    @property
    def count(self) -> int:
        return len(self._lines)

    def add(self, line: str) -> None:
        """One line for one thing that is wrong."""
        self._lines.append(line)

    def raise_any(self) -> None:
        """Raises `FixSettings` with every line."""
        if self._lines:
            raise FixSettings("\n".join(self._lines))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with the line it begins on and the lines of its fields."""

    path: Path
    line: int
    data: Any
    lines: dict[str, int] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """File and line of a field, of the entry where it has none of that name."""
        return f"{self.path}:{self.lines.get(name, self.line)}"

    def _id(self) -> object:
        """A document of a public set calls its id otherwise."""
        known = self.data if isinstance(self.data, dict) else {}
        return known.get("id") or known.get("doc_id")

    def fault(self, location: Sequence[str], message: str) -> str:
        """One line that names the place, the entry's id where it has one, and the field."""
        name = location[0] if location else ""
        id_ = self._id()
        said = message.removeprefix("Value error, ")
        parts = [self.at(name), str(id_) if id_ else "", ".".join(location), said]
        return ": ".join(part for part in parts if part)


def read_entries(path: Path, faults: Faults) -> Iterator[Entry]:
    """The entries of a file; what cannot be read is added to `faults`, and the rest still comes."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        faults.add(f"{path} could not be read: {reason}")
        return
    if path.suffix == ".jsonl":
        yield from _json_lines(path, text, faults)
    elif path.suffix in FORMATS:
        yield from _yaml_list(path, text, faults)
    else:
        faults.add(f"{path} is not a question set: its name must end in {', '.join(FORMATS)}")


def _json_lines(path: Path, text: str, faults: Faults) -> Iterator[Entry]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield Entry(path, number, json.loads(line))
        except json.JSONDecodeError as error:
            faults.add(f"{path}:{number}: this is not JSON: {error.msg} at column {error.colno}")


def _yaml_list(path: Path, text: str, faults: Faults) -> Iterator[Entry]:
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        faults.add(f"{place}: this is not YAML: {getattr(error, 'problem', None) or error}")
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        faults.add(f"{path}:{root.start_mark.line + 1}: this is not a list of questions")
        return
    for node in root.value:
        yield _yaml_entry(path, loader, node, faults)


def _yaml_entry(path: Path, loader: yaml.SafeLoader, node: yaml.Node, faults: Faults) -> Entry:
    line = node.start_mark.line + 1
    lines: dict[str, int] = {}
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value in lines:
            faults.add(f"{path}:{key.start_mark.line + 1}: {key.value}: this field is there twice")
        lines[key.value] = key.start_mark.line + 1
    try:
        data = loader.construct_object(node, deep=True)
    except yaml.YAMLError as error:
        faults.add(f"{path}:{line}: this is not YAML: {getattr(error, 'problem', None) or error}")
        data = {}
    return Entry(path, line, data, lines)
