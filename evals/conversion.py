"""Turns a public question set into one of ours, with its documents as files that can be indexed.

Such a set is a folder with `questions.jsonl` (`id`, `question`, `answerable` and, where there are
any, `answers`, `evidence`, `doc_ids`, `turns`, `meta`) and `documents.jsonl` (`doc_id`, `title`,
and `text` or `sections` with their tags).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from evals.entries import Entry, Faults, read_entries
from evals.questions import Text
from ingest.loaders.cleaning import clean
from ingest.metadata import slug
from service.schemas import MAX_HISTORY, MAX_HISTORY_TEXT, MAX_QUESTION

QUESTIONS, DOCUMENTS = "questions.jsonl", "documents.jsonl"
LONGEST_NAME = 80
LONGEST_TAG = 40
_VERDICTS = {"yes", "no"}


class Meta(BaseModel):
    """What the set says beside a question. Its other keys are kept: they choose and become tags."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Text | None = None
    conditional: bool = False
    candidate_doc_ids: tuple[str, ...] = ()

    def shown(self) -> dict[str, str]:
        """The single values, as `--only` and tags write them."""
        given = self.model_dump(exclude_unset=True).items()
        shown = {
            key: value if isinstance(value, str) else json.dumps(value) for key, value in given
        }
        return {key: shown[key] for key, value in given if isinstance(value, str | int | float)}


class _Turn(BaseModel):
    role: Literal["user", "assistant"]
    text: str


class SourceQuestion(BaseModel):
    """A line of `questions.jsonl`."""

    id: Text
    question: Text
    answerable: bool
    answers: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] = ()
    turns: tuple[_Turn, ...] = ()
    meta: Meta = Meta()


class Section(BaseModel):
    """A paragraph, heading, list item or table row, as its tag says."""

    tag: str = "p"
    text: str

    @property
    def cells(self) -> list[str]:
        """Those of a table's row, which the set parts by bars."""
        return [clean(cell) for cell in self.text.split("|")]


class SourceDocument(BaseModel):
    """A line of `documents.jsonl`. The paragraphs of plain text are its sections."""

    doc_id: Text
    title: str = ""
    text: str = ""
    sections: tuple[Section, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> SourceDocument:
        if not any(clean(section.text) for section in self.parts):
            raise ValueError("it has no text: give `text`, or `sections` with `tag` and `text`")
        return self

    @property
    def parts(self) -> list[Section]:
        paragraphs = re.split(r"\n\s*\n", self.text)
        return [*(Section(text=text) for text in paragraphs), *self.sections]

    @property
    def shown_title(self) -> str:
        return clean(self.title) or clean(self.doc_id)


@dataclass(frozen=True, slots=True)
class Source:
    """A set as it was read. `ids` are those that its documents get: fit for a file name too."""

    questions: list[SourceQuestion]
    documents: list[SourceDocument]
    ids: dict[str, str]


_Line = TypeVar("_Line", SourceQuestion, SourceDocument)


def read_source(folder: Path) -> Source:
    """Raises `FixSettings` with a line for everything that is wrong: file, line, field."""
    faults = Faults()
    asked = _read(folder / QUESTIONS, SourceQuestion, "id", faults)
    documents = [line for _, line in _read(folder / DOCUMENTS, SourceDocument, "doc_id", faults)]
    ids = _ids([document.doc_id for document in documents])
    for entry, question in asked if documents else ():
        fields = {"doc_ids": question.doc_ids, "meta": question.meta.candidate_doc_ids}
        for name, doc_ids in fields.items():
            for doc_id in doc_ids:
                if doc_id not in ids:
                    faults.add(entry.fault([name], f"{DOCUMENTS} has no {doc_id!r}"))
    faults.raise_any()
    return Source([question for _, question in asked], documents, ids)


def _read(path: Path, shape: type[_Line], key: str, faults: Faults) -> list[tuple[Entry, _Line]]:
    lines: dict[str, tuple[Entry, _Line]] = {}
    known = faults.count
    for entry in read_entries(path, faults):
        try:
            line = shape.model_validate(entry.data)
        except ValidationError as error:
            for item in error.errors():
                faults.add(entry.fault([str(part) for part in item["loc"]], item["msg"]))
            continue
        name = str(getattr(line, key))
        if name in lines:
            faults.add(entry.fault([key], f"{name} is also on line {lines[name][0].line}"))
        lines.setdefault(name, (entry, line))
    if not lines and faults.count == known:
        faults.add(f"{path} is empty")
    return list(lines.values())


def _ids(names: Sequence[str]) -> dict[str, str]:
    """An id for each name that is fit for an address and, with any ending, for a file."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        short = slug(name)[:LONGEST_NAME].strip("-")
        ids[name] = next(
            id_ for id_ in chain([short], (f"{short}-{n}" for n in count(2))) if id_ not in taken
        )
        taken.add(ids[name])
    return ids


def our_questions(
    chosen: Sequence[SourceQuestion], source: Source, left_out: Counter[str]
) -> Iterator[dict[str, Any]]:
    """The entries of our set; what they had to leave out is counted in `left_out`."""
    rows = {
        clean(section.text): "\t".join(section.cells).strip()
        for document in source.documents
        for section in document.parts
        if section.tag == "tr"
    }
    for question in chosen:
        if len(question.question) > MAX_QUESTION:
            left_out[f"questions longer than {MAX_QUESTION} characters"] += 1
            continue
        pieces = [clean(piece) for piece in question.evidence if question.answerable]
        evidence = [rows.get(piece, piece) for piece in pieces if piece]
        candidates = [source.ids[name] for name in question.meta.candidate_doc_ids]
        entry = {
            "id": question.id,
            "kind": _kind(question),
            "question": question.question,
            "history": _history(question.turns, left_out),
            "filters": {"documents": candidates} if candidates else None,
            "answerable": question.answerable,
            "facts": _facts(question, evidence, left_out),
            "docs": [source.ids[name] for name in question.doc_ids],
            "evidence": evidence,
            "tags": _tags(question.meta),
            "answers": question.answers,
        }
        yield {key: value for key, value in entry.items() if value not in (None, [], ())}


def _kind(question: SourceQuestion) -> str:
    if not question.answerable:
        return "unanswerable"
    return question.meta.kind or ("conditional" if question.meta.conditional else "fact")


def _history(turns: Sequence[_Turn], left_out: Counter[str]) -> list[tuple[str, str]]:
    """Questions with their answers, the latest that fit. A scenario is a turn without an answer."""
    pairs: list[tuple[str, str]] = []
    for turn in turns:
        if turn.role == "user":
            pairs.append((turn.text, ""))
        elif pairs and not pairs[-1][1]:
            pairs[-1] = (pairs[-1][0], turn.text)
        else:
            left_out["turns of the assistant that follow no turn of the user"] += 1
    fit = [pair for pair in pairs if pair[0].strip() and max(map(len, pair)) <= MAX_HISTORY_TEXT]
    if lost := len(pairs) - len(fit[-MAX_HISTORY:]):
        left_out[f"turns that are empty, too long, or before the last {MAX_HISTORY}"] += lost
    return fit[-MAX_HISTORY:]


def _facts(
    question: SourceQuestion, evidence: Sequence[str], left_out: Counter[str]
) -> list[list[str]]:
    """One group: any of the answers will do. Only what a quotation can say can be looked for."""
    answers = [answer for answer in map(clean, question.answers) if answer]
    if not question.answerable or not answers:
        return []
    if any(answer.casefold().strip(".!") in _VERDICTS for answer in answers):
        left_out["facts of yes/no questions: a quotation says neither"] += 1
        return []
    patterns = list(dict.fromkeys(map(_pattern, answers)))
    said = "\n".join(evidence)
    quoted = [fact for fact in patterns if not said or re.search(fact, said, re.IGNORECASE)]
    if not quoted:
        left_out["facts of questions whose evidence says none of the answers in its words"] += 1
    return [quoted] if quoted else []


def _pattern(answer: str) -> str:
    """The answer in any spacing, not inside a longer word or figure."""
    words = r"\s+".join(re.escape(word) for word in answer.split())
    return rf"(?<!\w)(?<!\d[.,]){words}(?!\w|[.,]\d)"


def _tags(meta: Meta) -> list[str]:
    """What holds of a question, and short values without a space, as `key=value`."""
    shown = {k: v for k, v in meta.shown().items() if k != "kind" and v != "false"}
    tags = (key if value == "true" else f"{key}={value}" for key, value in shown.items())
    return [tag for tag in tags if len(tag) <= LONGEST_TAG and len(tag.split()) == 1]
