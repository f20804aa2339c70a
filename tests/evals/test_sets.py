"""The committed question sets are sound: they load, say why they ask, and fit the corpus."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from evals.questions import EvalQuestion, load_set, questions_of

ROOT = Path(__file__).parents[2]
OVER_CORPUS = sorted((ROOT / "evals" / "sets").glob("*.yaml"))
OVER_ORIGINALS = sorted((ROOT / "evals" / "sets" / "originals").glob("*.yaml"))
SETS = [*OVER_CORPUS, *OVER_ORIGINALS]
CATALOGUE = tomllib.loads((ROOT / "corpus" / "catalogue.toml").read_text("utf-8"))["document"]
ANSWERED = {"fact", "list", "explain", "compare", "whichyear", "followup"}
REFUSED = {"unanswerable", "falsepremise", "injection", "offtopic"}
TURNS = {
    "standalone",
    "elided-subject",
    "pronoun",
    "ellipsis",
    "telegraphic",
    "correction",
    "topic-change",
    "answer-named",
}


@pytest.fixture(scope="module")
def questions() -> list[EvalQuestion]:
    return questions_of(SETS)


@pytest.fixture(scope="module")
def over_corpus() -> list[EvalQuestion]:
    return questions_of(OVER_CORPUS)


def test_there_are_sets() -> None:
    assert {path.stem for path in OVER_CORPUS} >= {"briefings", "guidance", "smoke"}
    assert {path.stem for path in OVER_ORIGINALS} == {
        f"{prefix}{documents}"
        for prefix in ("", "conversations-", "unseen-", "blind-")
        for documents in ("library", "reform")
    }


def test_ids_are_unique_over_all_sets(questions: list[EvalQuestion]) -> None:
    doubles = [id_ for id_, count in Counter(q.id for q in questions).items() if count > 1]
    assert doubles == []


def test_no_question_is_asked_twice(questions: list[EvalQuestion]) -> None:
    asked = Counter((q.question.casefold(), q.history) for q in questions)
    assert [text for text, count in asked.items() if count > 1] == []


def test_every_pattern_says_something(questions: list[EvalQuestion]) -> None:
    for question in questions:
        for pattern in [*question.must_not, *(p for group in question.facts for p in group)]:
            assert re.search(pattern, "", re.IGNORECASE) is None, (question.id, pattern)


def test_answerable_questions_have_facts_and_the_others_none(
    questions: list[EvalQuestion],
) -> None:
    assert [q.id for q in questions if q.answerable != bool(q.facts)] == []


def test_follow_ups_have_a_history(questions: list[EvalQuestion]) -> None:
    assert [q.id for q in questions if q.kind == "followup" and not q.history] == []


def test_a_turn_of_a_conversation_says_how_it_leans_on_the_turns_before() -> None:
    turns = questions_of([p for p in OVER_ORIGINALS if p.stem.startswith("conversations-")])
    assert [q.id for q in turns if not q.history or q.tags[0] not in TURNS] == []
    assert {q.tags[0] for q in turns} == TURNS


def test_every_question_says_why_it_is_asked(over_corpus: list[EvalQuestion]) -> None:
    assert [q.id for q in over_corpus if not q.tags] == []


def test_an_answer_over_the_corpus_has_evidence_in_its_documents(
    over_corpus: list[EvalQuestion],
) -> None:
    ids = {document["id"] for document in CATALOGUE}
    files = {document["file"] for document in CATALOGUE}
    answerable = [q for q in over_corpus if q.answerable]
    assert [q.id for q in answerable if not (q.docs and q.evidence)] == []
    assert [
        q.id for q in over_corpus if not (ids.issuperset(q.docs) and files >= set(q.pages))
    ] == []


def test_the_sets_hold_enough_of_every_kind() -> None:
    questions = questions_of([p for p in OVER_CORPUS if p.stem in ("briefings", "guidance")])
    assert len(questions) >= 150
    assert {q.kind for q in questions if q.answerable} == ANSWERED
    assert {q.kind for q in questions if not q.answerable} == REFUSED


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_has_questions_of_both_sorts(path: Path) -> None:
    assert {question.answerable for question in load_set(path).questions} == {True, False}
