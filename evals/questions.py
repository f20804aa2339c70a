"""Question sets: YAML or JSON Lines, one question each, as the contract describes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from evals.entries import Entry, Faults, read_entries
from service.schemas import MAX_HISTORY, MAX_HISTORY_TEXT, MAX_QUESTION, Filters, Question, Turn


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def _not_empty(group: tuple[str, ...]) -> tuple[str, ...]:
    if not group:
        raise ValueError("a group of facts needs a pattern")
    return group


Pattern = Annotated[str, AfterValidator(_compiles)]
Text = Annotated[str, Field(pattern=r"\S")]
Said = Annotated[str, Field(max_length=MAX_HISTORY_TEXT)]


class EvalQuestion(BaseModel):
    """One question with what a right answer must hold. Unknown keys are kept and ignored.

    `facts`: every group needs one of its patterns to match the answer, case-insensitively.
    `evidence`: verbatim pieces of the documents that hold the answer. `docs`: ids, file names or
    file stems of documents that a right answer may cite; `pages`: the same with their pages.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    id: Text
    question: Annotated[Text, Field(max_length=MAX_QUESTION)]
    answerable: bool
    kind: Text = "fact"
    tags: tuple[Text, ...] = ()
    history: Annotated[tuple[tuple[Said, Said], ...], Field(max_length=MAX_HISTORY)] = ()
    filters: Filters = Filters()
    as_of: date | None = None
    facts: tuple[Annotated[tuple[Pattern, ...], AfterValidator(_not_empty)], ...] = ()
    must_not: tuple[Pattern, ...] = ()
    docs: tuple[Text, ...] = ()
    pages: dict[str, tuple[Annotated[int, Field(ge=1)], ...]] = {}
    evidence: tuple[Text, ...] = ()

    @property
    def turns(self) -> list[Turn]:
        """The conversation before the question."""
        return [Turn(question=asked, answer=answered) for asked, answered in self.history]

    @property
    def asked(self) -> Question:
        """What the service is asked: the same whichever way the question reaches it."""
        return Question(
            question=self.question,
            history=self.turns,
            filters=self.filters,
            as_of=self.as_of,
        )

    @property
    def digest(self) -> str:
        """Changes when the question or what is expected of its answer changes."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def facts_in(self, answer: str) -> list[bool]:
        """For each group of facts whether an answer holds it."""
        return [any(_matches(fact, answer) for fact in group) for group in self.facts]

    def forbidden_in(self, answer: str) -> list[str]:
        """The `must_not` patterns that an answer matches."""
        return [pattern for pattern in self.must_not if _matches(pattern, answer)]


_MARK = re.compile(r"\s*\[\d+\]")


def _matches(pattern: str, answer: str) -> bool:
    """Without its citation marks: "[3]" is not the answer "three"."""
    return re.search(pattern, _MARK.sub("", answer), re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file; `name` is the file's stem, `lines` says where each begins."""

    name: str
    path: Path
    questions: tuple[EvalQuestion, ...]
    lines: dict[str, int]

    def place(self, question: EvalQuestion) -> str:
        """File and line of a question, for a message."""
        return f"{self.path}:{self.lines[question.id]}"


def load_sets(paths: Sequence[Path]) -> list[QuestionSet]:
    """Read sets to be asked together.

    Raises `FixSettings` with a line for everything that is wrong: file, line, question, field.
    """
    faults = Faults()
    sets = [_read_set(path, faults) for path in paths]
    _refuse_doubles(sets, faults)
    faults.raise_any()
    return sets


def load_set(path: Path) -> QuestionSet:
    """Read one set; as `load_sets`."""
    return load_sets([path])[0]


def questions_of(paths: Sequence[Path]) -> list[EvalQuestion]:
    """All questions of several sets; as `load_sets`."""
    return [question for questions in load_sets(paths) for question in questions.questions]


def _read_set(path: Path, faults: Faults) -> QuestionSet:
    known = faults.count
    entries = list(read_entries(path, faults))
    if not entries and faults.count == known:
        faults.add(f"{path} has no questions")
    found = list(_valid(entries, faults))
    lines: dict[str, int] = {}
    for entry, question in found:
        if question.id in lines:
            faults.add(f"{entry.at('id')}: id: {question.id} is also on line {lines[question.id]}")
        lines.setdefault(question.id, entry.line)
    return QuestionSet(path.stem, path, tuple(question for _, question in found), lines)


def _valid(entries: Sequence[Entry], faults: Faults) -> Iterator[tuple[Entry, EvalQuestion]]:
    for entry in entries:
        try:
            yield entry, EvalQuestion.model_validate(entry.data)
        except ValidationError as error:
            for item in error.errors():
                faults.add(entry.fault([str(part) for part in item["loc"]], item["msg"]))


def _refuse_doubles(sets: Sequence[QuestionSet], faults: Faults) -> None:
    """Results are told apart by id and sets by name, so neither may be there twice."""
    names: dict[str, Path] = {}
    places: dict[str, str] = {}
    for questions in sets:
        other = names.get(questions.name)
        if other == questions.path:
            faults.add(f"{questions.path} is given twice")
        elif other:
            faults.add(f"{questions.path}: {other} has the same name: rename one of them")
        names.setdefault(questions.name, questions.path)
        for question in questions.questions:
            place = questions.place(question)
            if places.get(question.id, place) != place:
                faults.add(f"{place}: id: {question.id} is also at {places[question.id]}")
            places.setdefault(question.id, place)
