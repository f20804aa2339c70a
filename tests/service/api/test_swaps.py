"""The index is replaced again and again under readers: every answer is whole, from one build."""

from __future__ import annotations

from pathlib import Path

import httpx

from evals.benchmarks.swaps import Check, Outcome, Pace, swap, two_builds
from ingest.build import update_index
from tests.evals.targets.serving import Server, small_service
from tests.fakes import BagOfWords
from tests.service.api.fakes import write_corpus

QUESTIONS = ["When will family help be offered?", "Who visits within five days?"]


def test_no_answer_fails_or_is_mixed_while_the_index_is_replaced(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    model = BagOfWords()

    names = two_builds(
        sorted(corpus.glob("*.txt")),
        root,
        lambda index, paths: update_index(index, paths, lambda: model, model.identity.name),
    )
    server = Server(small_service(tmp_path))
    try:
        asked = httpx.post(f"{server.url}/v1/answers", json={"question": QUESTIONS[0]}).json()
        outcome = swap(root, names, server.url, QUESTIONS, Pace(swaps=30, readers=4, between=0.05))
    finally:
        server.stop()
    assert outcome.wrong == []
    (other,) = set(names) - {asked["index"]}
    noticed = Outcome()
    Check(root, names).note(httpx.Response(200, json={**asked, "index": other}), noticed)
    assert noticed.wrong
    assert set(outcome.builds) == set(names)
    assert outcome.builds.total() > 20
