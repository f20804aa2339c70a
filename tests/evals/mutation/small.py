"""A small library with questions whose answers stand in it, and engines that cheat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.asking import ask
from evals.questions import EvalQuestion
from evals.results import Result
from evals.targets.in_process import InProcess
from service.opened import OpenBuild
from service.schemas import Answer, Question, Statement, Status
from tests.service.steps.small import SmallEngine, build_of

FILES = {
    "kinship.md": """# Kinship care

Kinship carers receive £3,000 a year from the council for the costs of caring.

| Payment | Amount in pounds |
| --- | --- |
| Kinship carers receive from the council a year | 3,000 |

Special guardians meet the support worker Verian within ten working days of an order.
""",
    "summary.txt": """Summary of kinship care

In short, kinship carers receive from the council £3,000 a year for their costs.
""",
    "advocacy.txt": """Advocacy for children

The independent advocate of a child in care visits by 31 March 2024 at the latest.

A family that adopts gets one grant: £3,000.
""",
}

ENTRIES: list[dict[str, object]] = [
    {
        "id": "k1",
        "question": "How much do kinship carers receive a year?",
        "answerable": True,
        "facts": [[r"3,000\b"]],
        "docs": ["kinship", "summary.txt"],
        "evidence": ["Kinship carers receive £3,000 a year from the council"],
    },
    {
        "id": "k2",
        "question": "Within how many working days do special guardians meet the support worker?",
        "answerable": True,
        "facts": [[r"\b(10|ten)\s+working\s+days"]],
        "docs": ["kinship"],
        "evidence": ["within ten working days of an order"],
    },
    {
        "id": "a1",
        "question": "By when does the independent advocate visit a child in care?",
        "answerable": True,
        "facts": [[r"31\s+March"]],
        "docs": ["advocacy"],
        "evidence": ["visits by 31 March 2024"],
    },
    {"id": "n1", "question": "Who is the prime minister?", "answerable": False},
]
K1, K2, A1 = (EvalQuestion.model_validate(entry) for entry in ENTRIES[:3])


def library(folder: Path) -> OpenBuild:
    """The indexed files, with the index in `folder/index`."""
    return build_of(folder, FILES)


@contextmanager
def opened(folder: Path) -> Iterator[OpenBuild]:
    build = library(folder)
    try:
        yield build
    finally:
        build.close()


def control(build: OpenBuild, question: EvalQuestion) -> Result:
    """What the small engine answers from the unchanged documents."""
    return ask(InProcess(SmallEngine(), build, build.id), "set", question)


def write_set(folder: Path, entries: Sequence[dict[str, object]] = ENTRIES) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, entries)), "utf-8")
    return path


class Remembering(SmallEngine):
    """Says what it answered the first time, whatever the documents say by now."""

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, Answer] = {}

    def answer(self, question: Question, build: OpenBuild) -> Answer:
        return self._first.setdefault(question.question, super().answer(question, build))


class Embellishing(Remembering):
    """Says what it answered the first time, and cites what the documents say now."""

    def answer(self, question: Question, build: OpenBuild) -> Answer:
        remembered = super().answer(question, build)
        told = SmallEngine.answer(self, question, build)
        statement = Statement(
            text=remembered.statements[0].text, citations=[c.number for c in told.citations]
        )
        changes = {
            "answer": remembered.answer,
            "status": Status.ANSWERED,
            "statements": [statement],
        }
        return told.model_copy(update=changes)
