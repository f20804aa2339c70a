"""The committed question sets are sound: they load, ids are unique, patterns can match."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from evals.questions import EvalQuestion, load_set

SETS = sorted((Path(__file__).parents[2] / "evals" / "sets").glob("*.yaml"))


@pytest.fixture(scope="module")
def questions() -> list[EvalQuestion]:
    return [question for path in SETS for question in load_set(path)]


def test_there_are_sets() -> None:
    assert {path.name for path in SETS} >= {"reform.yaml", "guidance.yaml"}


def test_ids_are_unique_over_all_sets(questions: list[EvalQuestion]) -> None:
    doubles = [id_ for id_, count in Counter(q.id for q in questions).items() if count > 1]
    assert doubles == []


def test_no_question_is_asked_twice(questions: list[EvalQuestion]) -> None:
    asked = Counter((q.question.casefold(), q.history) for q in questions)
    assert [text for text, count in asked.items() if count > 1] == []


def test_every_pattern_compiles_and_says_something(questions: list[EvalQuestion]) -> None:
    for question in questions:
        for pattern in [*question.must_not, *(p for group in question.facts for p in group)]:
            assert re.search(pattern, "", re.IGNORECASE) is None, (question.id, pattern)


def test_answerable_questions_have_facts_and_the_others_none(
    questions: list[EvalQuestion],
) -> None:
    assert [q.id for q in questions if q.answerable != bool(q.facts)] == []


def test_follow_ups_have_a_history(questions: list[EvalQuestion]) -> None:
    assert [q.id for q in questions if q.kind == "followup" and not q.history] == []


def test_there_are_questions_of_both_sorts_in_every_set() -> None:
    for path in SETS:
        answerable = {question.answerable for question in load_set(path)}
        assert answerable == {True, False}, path.name
