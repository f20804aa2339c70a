"""Asking sets of questions: in what order, how many at once, and how a run ends early."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from evals.asking import ask, ask_all, misquoted
from evals.journal import Header, Journal, open_journal
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Span
from ingest.errors import FixSettings, ReformQAError, TryLater
from service.schemas import Answer, Citation, DocumentRef
from tests.evals.results import STATED, answer, citation

TEXT = f"Kinship care\n\n{STATED}\n"
START = TEXT.index(STATED)


class Fake:
    """Answers at once, or as `before` has it; `asked` is what it was asked, `most` at once."""

    name, index = "fake", "build"

    def __init__(self, before: Callable[[str], object] = lambda _: None) -> None:
        self.before = before
        self.asked: list[str] = []
        self.searched: list[tuple[str, int]] = []
        self.stopped = threading.Event()
        self.most = self._now = 0
        self._counting = threading.Lock()

    @property
    def documents(self) -> Sequence[DocumentRef]:
        return [citation().document]

    def text(self, document_id: str) -> str:
        return TEXT if document_id == "strategy" else ""

    def answer(self, question: EvalQuestion) -> Answer:
        with self._counting:
            self.asked.append(question.id)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            self.before(question.id)
        finally:
            with self._counting:
                self._now -= 1
        return answer().model_copy(update={"citations": [citation(start=START)], "id": question.id})

    def search(self, query: str, limit: int) -> Sequence[Span]:
        self.searched.append((query, limit))
        return [Span("strategy", 0, 9)]

    def stop(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        pass


def about(**more: object) -> EvalQuestion:
    entry = {"id": "a1", "question": "How much?", "answerable": True, "evidence": [STATED]}
    return EvalQuestion.model_validate({**entry, **more})


def set_of(name: str, *ids: str) -> QuestionSet:
    questions = tuple(about(id=id_) for id_ in ids)
    return QuestionSet(name, Path(f"{name}.yaml"), questions, dict.fromkeys(ids, 1))


def numbered(count: int) -> list[QuestionSet]:
    return [set_of("set", *(f"q{number}" for number in range(count)))]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    header = Header(target="fake", index="build", questions="q")
    with open_journal(tmp_path / "run.jsonl", header, resume=False) as journal:
        yield journal


def kept(journal: Journal) -> int:
    """How many results another program finds."""
    return len(journal.path.read_text("utf-8").splitlines()) - 1


def test_an_answer_is_kept_with_its_evidence_and_what_was_found() -> None:
    target = Fake()
    result = ask(target, "set", about())
    assert (result.set, result.answer.id, result.misquoted) == ("set", "a1", ())
    assert result.evidence == ((Span("strategy", START, START + len(STATED)),),)
    assert result.retrieved == (Span("strategy", 0, 9),)
    assert target.searched == [("How much?", 10)]


@pytest.mark.parametrize(
    "more", [{"evidence": []}, {"as_of": "2024-01-01"}, {"filters": {"kinds": ["guidance"]}}]
)
def test_only_what_search_can_find_is_searched_for(more: dict[str, object]) -> None:
    target = Fake()
    assert ask(target, "set", about(**more)).retrieved == ()
    assert target.searched == []


def test_each_quote_that_is_not_the_documents_text_is_told() -> None:
    def at(start: int, number: int, document: str = "strategy") -> Citation:
        return citation(start=start, number=number, document=document)

    told = answer().model_copy(
        update={
            "citations": [at(START, 1), at(START + 1, 2), at(START, 3, "no such document")],
            "nearest": [at(START, 1), at(0, 2)],
        }
    )
    assert misquoted(told, Fake()) == ("[2]", "[3]", "nearest 2")


def test_results_come_in_the_order_of_the_sets_whatever_is_done_first(journal: Journal) -> None:
    after = {"a1": 3, "b1": 2}  # answers only when so many others are kept
    sets = [set_of("one", "a1", "a2"), set_of("two", "b1", "b2")]
    told: list[str] = []

    def wait(id_: str) -> None:
        while kept(journal) < after.get(id_, 0):
            time.sleep(0.01)

    target = Fake(wait)
    results = ask_all(target, sets, journal, 4, told.append)
    assert [(r.set, r.question.id) for r in results] == [
        *(("one", "a1"), ("one", "a2"), ("two", "b1"), ("two", "b2"))
    ]
    assert sorted(told) == ["a1", "a2", "b1", "b2"]


def test_with_one_worker_one_is_asked_after_the_other(journal: Journal) -> None:
    target = Fake(lambda _: time.sleep(0.01))
    ask_all(target, numbered(6), journal)
    assert target.most == 1
    assert target.asked == [f"q{number}" for number in range(6)]


def test_no_more_are_asked_at_once_than_there_are_workers(journal: Journal) -> None:
    target = Fake(lambda _: time.sleep(0.03))
    ask_all(target, numbered(12), journal, workers=3)
    assert target.most == 3


def test_each_answer_is_in_the_journal_before_the_next_is_asked(journal: Journal) -> None:
    seen: list[int] = []
    ask_all(Fake(lambda _: seen.append(kept(journal))), numbered(4), journal)
    assert seen == [0, 1, 2, 3]


def test_what_the_journal_has_is_not_asked_again(journal: Journal) -> None:
    first = ask_all(Fake(), numbered(3), journal)
    target, told = Fake(), list[str]()
    assert ask_all(target, numbered(5), journal, 1, told.append)[:3] == first
    assert target.asked == told == ["q3", "q4"]


@pytest.mark.parametrize("error", [TryLater, FixSettings])
def test_the_first_error_ends_the_run_and_says_how_to_go_on(
    error: type[ReformQAError], journal: Journal
) -> None:
    def fail(id_: str) -> None:
        if id_ == "q3":
            raise error("it is gone")

    target = Fake(fail)
    message = "it is gone; 3 of 9 answers are kept: run the same command with --resume"
    with pytest.raises(error, match=message):
        ask_all(target, numbered(9), journal)
    assert kept(journal) == 3
    assert target.stopped.is_set()


def test_what_is_being_asked_when_a_run_ends_is_kept_and_nothing_else_asked(
    journal: Journal,
) -> None:
    target = Fake()

    def fail(id_: str) -> None:
        if id_ == "q0":
            raise TryLater("it is gone")
        assert target.stopped.wait(10)

    target.before = fail
    with pytest.raises(TryLater, match="2 of 50 answers are kept"):
        ask_all(target, numbered(50), journal, workers=3)
    assert kept(journal) == 2
    assert sorted(target.asked) == ["q0", "q1", "q2"]


def test_with_nothing_kept_there_is_nothing_to_resume(journal: Journal) -> None:
    def fail(_: str) -> None:
        raise TryLater("it is gone")

    with pytest.raises(TryLater, match=r"^it is gone$"):
        ask_all(Fake(fail), numbered(3), journal)


def test_what_cannot_be_resumed_is_not_said_to_be(journal: Journal) -> None:
    def fail(id_: str) -> None:
        if id_ == "q1":
            raise ReformQAError("another index")

    with pytest.raises(ReformQAError, match=r"^another index$"):
        ask_all(Fake(fail), numbered(3), journal)
    assert kept(journal) == 1


def test_a_crash_is_passed_on_as_it_is(journal: Journal) -> None:
    def fail(id_: str) -> None:
        if id_ == "q2":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_all(Fake(fail), numbered(9), journal)
    assert kept(journal) == 2


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Whoever runs the tests in the background may have them ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_keeps_what_is_done_and_what_is_being_asked(journal: Journal, ctrl_c: None) -> None:
    target = Fake()
    main = threading.main_thread().ident
    assert main

    def interrupt(id_: str) -> None:
        """Again and again: a signal that comes just before a thread begins to wait is not seen."""
        while id_ == "q5" and not target.stopped.is_set():
            signal.pthread_kill(main, signal.SIGINT)
            target.stopped.wait(1)

    target.before = interrupt
    message = "stopped; 6 of 40 answers are kept: run the same command with --resume"
    with pytest.raises(KeyboardInterrupt, match=message):
        ask_all(target, numbered(40), journal)
    assert kept(journal) == 6
    assert len(target.asked) == 6
