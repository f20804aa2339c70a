"""What the questions of a public set become, and what is said of a set that is wrong."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.conversion import our_questions, read_source
from evals.questions import EvalQuestion
from ingest.errors import FixSettings
from service.schemas import MAX_HISTORY, MAX_HISTORY_TEXT, MAX_QUESTION
from tests.evals.public_set import DOCUMENT, QUESTION, lay


def converted(
    folder: Path, change: dict[str, Any], document: dict[str, Any] = DOCUMENT
) -> tuple[list[EvalQuestion], Counter[str]]:
    """The questions that a set of one question becomes, and what was left out."""
    source = read_source(lay(folder / "set", [{**QUESTION, **change}], [document]))
    left_out: Counter[str] = Counter()
    entries = list(our_questions(source.questions, source, left_out))
    return [EvalQuestion.model_validate(entry) for entry in entries], left_out


def test_turns_become_history(tmp_path: Path) -> None:
    turns = [
        {"role": "assistant", "text": "Welcome."},
        {"role": "user", "text": "I am 19."},
        {"role": "user", "text": "Can I apply?"},
        {"role": "assistant", "text": "Yes."},
        {"role": "user", "text": "x" * (MAX_HISTORY_TEXT + 1)},
        {"role": "assistant", "text": "That was long."},
    ]
    ((question,), left_out) = converted(tmp_path, {"turns": turns})
    assert question.history == (("I am 19.", ""), ("Can I apply?", "Yes."))
    assert sorted(left_out.values()) == [1, 1]
    many = [{"role": "user", "text": str(number)} for number in range(MAX_HISTORY + 3)]
    ((question,), left_out) = converted(tmp_path, {"turns": many})
    assert question.history[0] == ("3", "")
    assert list(left_out.values()) == [3]


def test_a_question_that_is_too_long_is_left_out(tmp_path: Path) -> None:
    questions, left_out = converted(tmp_path, {"question": "x" * (MAX_QUESTION + 1)})
    assert (questions, left_out) == ([], {f"questions longer than {MAX_QUESTION} characters": 1})


@pytest.mark.parametrize(
    ("answer", "said", "is_held"),
    [
        ("£18 a week", "you get £18  A\nWEEK now", True),
        ("18", "£18.", True),
        ("18", "£18.50", False),
        ("18", "£2,18", False),
        ("18", "£180", False),
        ("18", "£18, or more", True),
        ("(a+b)?", "it is (a+b)? so", True),
    ],
)
def test_an_answer_becomes_a_fact(tmp_path: Path, answer: str, said: str, is_held: bool) -> None:
    ((question,), _) = converted(tmp_path, {"answers": [answer]})
    assert question.facts_in(said) == [is_held]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"answers": ["yes", "£18"]}, "yes/no"),
        ({"answers": ["No."]}, "yes/no"),
        ({"answers": ["eighteen pounds"]}, "none of the answers"),
        ({"answers": ["£18"], "answerable": False}, None),
        ({"answers": [" "]}, None),
        ({}, None),
    ],
)
def test_what_a_quotation_cannot_say_is_no_fact(
    tmp_path: Path, change: dict[str, Any], why: str | None
) -> None:
    evidence = ["You get £18 a week."]
    ((question,), left_out) = converted(tmp_path, {"evidence": evidence, **change})
    assert question.facts == ()
    assert [bool(why and re.search(why, reason)) for reason in left_out] == [True] * bool(why)
    assert question.evidence == (tuple(evidence) if question.answerable else ())


def test_any_answer_that_the_evidence_says_will_do(tmp_path: Path) -> None:
    change = {"evidence": ["You get £18 a week."], "answers": ["£18", "a week", "monthly", "£18"]}
    ((question,), _) = converted(tmp_path, change)
    assert len(question.facts[0]) == 2
    assert question.facts_in("£18") == question.facts_in("once a week") == [True]


@pytest.mark.parametrize(
    ("change", "kind", "tags"),
    [
        (
            {"meta": {"split": "dev", "conditional": True}},
            "conditional",
            ("conditional", "split=dev"),
        ),
        ({"meta": {"kind": "list", "conditional": False, "level": 3}}, "list", ("level=3",)),
        ({"meta": {"scenario": "Two words.", "many": ["a"], "none": None}}, "fact", ()),
        ({"meta": {"kind": "list"}, "answerable": False}, "unanswerable", ()),
    ],
)
def test_kind_and_tags_come_from_meta(
    tmp_path: Path, change: dict[str, Any], kind: str, tags: tuple[str, ...]
) -> None:
    ((question,), _) = converted(tmp_path, change)
    assert (question.kind, question.tags) == (kind, tags)


def test_candidates_become_a_filter(tmp_path: Path) -> None:
    ((question,), _) = converted(tmp_path, {"meta": {"candidate_doc_ids": ["rates#2"]}})
    assert question.filters.documents == ["rates-2"]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    questions = [
        {**QUESTION, "answers": "18"},
        QUESTION,
        {**QUESTION, "doc_ids": ["gone"], "id": "c2"},
        {**QUESTION, "meta": {"candidate_doc_ids": ["lost"]}, "id": "c3"},
        {**QUESTION, "turns": [{"role": "system", "text": ""}], "id": "c4"},
        QUESTION,
        "words",
        {**QUESTION, "question": "\ud800", "id": "c5"},
    ]
    folder = lay(tmp_path / "set", questions, [DOCUMENT, {"doc_id": "d", "text": " "}, DOCUMENT])
    with pytest.raises(FixSettings) as error:
        read_source(folder)
    told = [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]
    for expected in (
        "questions.jsonl:1: c1: answers: ",
        "questions.jsonl:3: c2: doc_ids: documents.jsonl has no 'gone'",
        "questions.jsonl:4: c3: meta: documents.jsonl has no 'lost'",
        "questions.jsonl:5: c4: turns.0.role: ",
        "questions.jsonl:6: c1: id: c1 is also on line 2",
        "questions.jsonl:7: Input should be a valid dictionary",
        "questions.jsonl:8: c5: question: ",
        "documents.jsonl:2: d: it has no text",
        "documents.jsonl:3: rates#2: doc_id: rates#2 is also on line 1",
    ):
        assert any(line.startswith(expected) for line in told), (expected, told)
    assert len(told) == 9


def test_missing_and_empty_files_are_both_said(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("\n", "utf-8")
    with pytest.raises(FixSettings) as error:
        read_source(tmp_path)
    assert str(error.value).splitlines() == [
        f"{tmp_path}/questions.jsonl is empty",
        f"{tmp_path}/documents.jsonl could not be read: No such file or directory",
    ]
