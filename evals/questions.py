"""Question sets: YAML or JSON Lines, one question each, as the contract describes them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import FixSettings
from service.schemas import MAX_HISTORY, MAX_QUESTION


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class EvalQuestion(BaseModel):
    """One question with what a right answer must hold. Unknown keys are kept and ignored.

    `facts`: every group needs one of its patterns to match the answer, case-insensitively.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    question: Annotated[str, Field(max_length=MAX_QUESTION)]
    answerable: bool
    kind: str = "fact"
    history: Annotated[tuple[tuple[str, str], ...], Field(max_length=MAX_HISTORY)] = ()
    facts: tuple[Annotated[tuple[Pattern, ...], Field(min_length=1)], ...] = ()
    docs: tuple[str, ...] = ()
    must_not: tuple[Pattern, ...] = ()

    def has_facts(self, answer: str) -> bool:
        """Whether an answer holds every fact."""
        return all(any(_matches(fact, answer) for fact in group) for group in self.facts)

    def forbidden(self, answer: str) -> bool:
        """Whether an answer says what it must not."""
        return any(_matches(pattern, answer) for pattern in self.must_not)


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def load_sets(paths: Sequence[Path]) -> list[EvalQuestion]:
    """Read several sets to be asked together. Raises `FixSettings`, also for an id given twice."""
    questions = [question for path in paths for question in load_set(path)]
    doubles = [id_ for id_, count in Counter(q.id for q in questions).items() if count > 1]
    if doubles:
        raise FixSettings(f"two questions have the same id: {', '.join(doubles)}")
    return questions


def load_set(path: Path) -> list[EvalQuestion]:
    """Read one set. Raises `FixSettings` naming every wrong entry, its place and its field."""
    try:
        entries = list(_entries(path))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FixSettings(f"{path} could not be read: {error}") from error
    questions, errors = [], []
    for place, entry in entries:
        try:
            questions.append(EvalQuestion.model_validate(entry))
        except ValidationError as error:
            for item in error.errors():
                field = ".".join(str(part) for part in item["loc"])
                errors.append(f"{path}:{place}: {field}: {item['msg']}")
    if errors:
        raise FixSettings("\n".join(errors))
    if not questions:
        raise FixSettings(f"{path} has no questions")
    return questions


def _entries(path: Path) -> Iterator[tuple[int, Any]]:
    """Each entry with its line (JSON Lines) or its number in the list (YAML)."""
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        yield from _lines(path, text)
        return
    entries = yaml.safe_load(text) or []
    if not isinstance(entries, list):
        raise FixSettings(f"{path} is not a list of questions")
    yield from enumerate(entries, 1)


def _lines(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise FixSettings(f"{path}:{number}: this is not JSON: {error.msg}") from error
