"""Whole runs against a live service: side by side, cut short, and resumed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from evals.asking import ask_all
from evals.journal import header_of, journal_path, open_journal
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Result
from evals.targets.remote import Reindexed, Remote
from ingest.errors import FixSettings, TryLater
from service.schemas import Question
from tests.evals.targets.conftest import Serve
from tests.evals.targets.serving import ANSWERS, Front, Server, Times, problem, small_service
from tests.service.api.fakes import FakeEngine, index

TOPICS = ["family help", "a family group conference", "an advocate", "kinship carers"]
SETS = [
    QuestionSet(
        name,
        Path(f"{name}.yaml"),
        tuple(
            EvalQuestion.model_validate(
                {
                    "id": f"{name}-{number}",
                    "question": f"What is said of {topic}?",
                    "answerable": True,
                    "evidence": ["independent advocate"],
                }
            )
            for number, topic in enumerate(TOPICS)
        ),
        {},
    )
    for name in ("one", "two")
]


def run(
    target: Remote, folder: Path, *, resume: bool = False, workers: int = 1, named: str = "run"
) -> list[Result]:
    path = journal_path(folder / named, target.name, SETS)
    with open_journal(path, header_of(target, SETS), resume) as journal:
        return ask_all(target, SETS, journal, workers)


def told(results: list[Result]) -> list[Result]:
    """Without what is different every time."""
    always = {"id": "", "created": "", "timings_ms": {}}
    return [
        result.model_copy(update={"answer": result.answer.model_copy(update=always)})
        for result in results
    ]


def asked(front: Front) -> int:
    return front.count(ANSWERS)


def test_all_is_gathered_that_the_metrics_need(remote: Remote, tmp_path: Path) -> None:
    results = run(remote, tmp_path)
    assert [r.question.id for r in results] == [q.id for s in SETS for q in s.questions]
    assert all(r.answer.citations and r.retrieved and r.evidence[0] for r in results)
    assert all(r.misquoted == () for r in results)


@pytest.mark.parametrize("workers", [1, 3])
def test_the_service_has_no_more_requests_at_once_than_there_are_workers(
    workers: int, remote: Remote, front: Front, tmp_path: Path
) -> None:
    front.seconds = 0.02
    run(remote, tmp_path, workers=workers)
    assert front.most == workers


def test_side_by_side_gives_the_same_as_one_after_the_other(remote: Remote, tmp_path: Path) -> None:
    alone = run(remote, tmp_path, named="alone")
    assert told(run(remote, tmp_path, workers=4)) == told(alone)


def test_limits_of_the_service_cost_time_but_no_answer(
    remote: Remote, front: Front, tmp_path: Path, waits: list[float]
) -> None:
    alone = run(remote, tmp_path, named="alone")
    limits = [problem(429, "Too many requests", Retry_After="1")] * 6
    front.instead = Times(ANSWERS, *limits)
    assert told(run(remote, tmp_path, workers=4)) == told(alone)
    assert len(waits) == 6


def test_a_service_that_dies_leaves_what_it_said_and_a_resumed_run_asks_the_rest(
    folder: Path, serve: Serve, waits: list[float]
) -> None:
    engine = FakeEngine()
    front = small_service(folder, engine)
    server = serve(front)
    whole = run(Remote(server.url), folder, named="whole")
    dies_after(3, engine, server)
    message = r"stopped answering \(.*\); 3 of 8 answers are kept: run the same .* --resume"
    with pytest.raises(TryLater, match=message):
        run(Remote(server.url), folder)
    assert waits  # it was given time to come back

    engine.before = lambda _: None
    server.start()
    front.reset()
    resumed = run(Remote(server.url), folder, resume=True)
    assert asked(front) == 5
    assert told(resumed) == told(whole)


def dies_after(count: int, engine: FakeEngine, server: Server) -> None:
    """The service's end comes while it is answering one more question."""
    answered: list[Question] = []

    def before(question: Question) -> None:
        answered.append(question)
        if len(answered) == count + 1:
            threading.Thread(target=server.stop).start()
            threading.Event().wait(0.5)

    engine.before = before


def test_a_key_that_is_withdrawn_keeps_what_was_answered(
    remote: Remote, front: Front, engine: FakeEngine, tmp_path: Path
) -> None:
    def withdraw(_: Question) -> None:
        if asked(front) == 4:
            front.instead = Times(ANSWERS, problem(401, "The key is not valid"), always=True)

    engine.before = withdraw
    with pytest.raises(FixSettings, match=r"wants a key .*; 4 of 8 answers are kept"):
        run(remote, tmp_path)
    front.reset()
    assert len(run(remote, tmp_path, resume=True)) == 8
    assert asked(front) == 4


def test_a_new_index_ends_the_run_and_its_answers_are_not_mixed(folder: Path, serve: Serve) -> None:
    engine = FakeEngine()
    server = serve(small_service(folder, engine))
    count = 0

    def reindex(_: Question) -> None:
        nonlocal count
        count += 1
        if count == 3:
            (folder / "corpus" / "more.txt").write_text("More of everything.\n", "utf-8")
            index(folder / "corpus", folder / "index")

    engine.before = reindex
    with pytest.raises(Reindexed, match=r"run again without --resume$"):
        run(Remote(server.url), folder)
    with pytest.raises(FixSettings, match=r"answers of the index .*: run without --resume"):
        run(Remote(server.url), folder, resume=True)
    assert len(run(Remote(server.url), folder)) == 8
    assert len(list(folder.glob("run/*.1.old"))) == 1
