"""What the benchmarks note of a service's answers, asked of a small real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.benchmarks.concurrency import WARM_UP, ask_at_once
from evals.benchmarks.peers import Outcome, Told, figures
from evals.benchmarks.serving import Served, ask
from evals.questions import EvalQuestion
from tests.evals.targets.serving import ANSWERS, Front, Server, small_service
from tests.service.api.fakes import index, write_corpus

ASKED = ["When will family help be offered?", "Who visits within five days?", "What is new?"]
FACT = EvalQuestion(id="a", question=ASKED[0], answerable=True, facts=((r"\d+ weeks",),))
NEAR_MISS = EvalQuestion(id="n", question=ASKED[1], answerable=False)
ELSEWHERE = EvalQuestion(id="e", question=ASKED[2], answerable=True, docs=("not-here.pdf",))


@pytest.fixture
def front(tmp_path: Path) -> Iterator[tuple[Front, str]]:
    index(write_corpus(tmp_path / "corpus"), tmp_path / "index")
    front = small_service(tmp_path)
    server = Server(front)
    yield front, server.url
    server.stop()


def test_every_question_is_asked_once_and_as_many_at_a_time(front: tuple[Front, str]) -> None:
    seen, url = front
    seen.seconds = 0.2

    one, three = ask_at_once(url, ASKED, 1), ask_at_once(url, ASKED, 3)

    assert seen.count(ANSWERS) == 2 * (len(ASKED) + len(WARM_UP))
    assert seen.most > 1
    assert three.rate > one.rate
    assert list(three.answers) == ASKED
    assert three.same(one) == 1.0
    three.answers[ASKED[0]] = "something else"
    assert three.same(one) == pytest.approx(2 / 3)


def test_a_service_is_asked_what_its_documents_can_answer(front: tuple[Front, str]) -> None:
    seen, url = front
    served = Served()

    ask(url, [FACT, NEAR_MISS, ELSEWHERE], 10, served)

    assert [each.id for each in served.asked] == ["a", "n"]
    assert seen.count(ANSWERS) == 3  # the first one only warms it up
    assert set(served.milliseconds) == {"a", "n"}
    told = served.quality()
    assert told["states_nothing"] == float(served.refused["n"])
    assert told["over_refused"] == float(served.refused["a"])


def test_a_peer_is_judged_by_facts_refusals_and_length() -> None:
    right = Told(["no", "in 6 weeks"], 2.0, "In 6 weeks [1].", True, True, 30.0)
    long = Told(["in 6 weeks"], 4.0, "In 6 weeks. " + "x" * 800, True, True, 50.0)
    silent = Told([], 3.0, "Not found.", False, False, 40.0)

    told = figures(Outcome(9.0, 5, [right, long, silent]), [FACT, FACT, NEAR_MISS])

    assert told["found_1"] == 0.5
    assert told["found_5"] == 1.0
    assert told["right"] == 0.5
    assert told["states_nothing"] == 1.0
    assert told["search_p50"] == 3.0
    assert "right" not in figures(Outcome(9.0, 5, [Told(["x"], 1.0)]), [FACT])
