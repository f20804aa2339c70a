"""The figures for Prometheus: right, for those who may see them, without a word of questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from ingest.settings import Settings
from service.app import build_app
from service.keys import Role
from service.schemas import Answer, Status
from service.state import ServiceState
from tests.service.api.asking import HELP, ask, is_problem
from tests.service.api.fakes import index
from tests.service.api.keyed import a_key, bearing, make


def _figures(client: TestClient, **headers: str) -> dict[str, float]:
    response = client.get("/metrics", headers=headers)
    assert response.headers["content-type"].startswith("text/plain")
    return {
        sample.name + str(sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_answers_and_requests_are_counted(client: TestClient) -> None:
    for _ in range(3):
        ask(client)
    ask(client, question="zeppelins?")
    client.post("/v1/answers", json={"question": ""})
    client.get("/nowhere/secret")
    figures = _figures(client)
    assert figures["reform_answers_total['answered', 'extractive']"] == 3
    assert figures["reform_answers_total['extractive', 'not_in_documents']"] == 1
    assert figures["reform_request_seconds_count['/v1/answers', '200', 'POST']"] == 4
    assert figures["reform_request_seconds_count['/v1/answers', '422', 'POST']"] == 1
    assert figures["reform_request_seconds_count['404', 'GET', 'none']"] == 1
    assert "secret" not in str(figures)
    assert "zeppelins" not in str(figures)


def test_stages_are_timed(client: TestClient, state: ServiceState) -> None:
    timings = {"find": 200.0, "total": 400.0}
    told = Answer(
        id="a",
        status=Status.REFUSED,
        question="q",
        answer="",
        index="i",
        created="",
        timings_ms=timings,
    )
    state.metrics.answered(told)
    figures = _figures(client)
    assert figures["reform_answer_seconds_sum['find']"] == pytest.approx(0.2)
    assert figures["reform_answer_seconds_count['total']"] == 1


def test_the_index_and_its_quarantine_are_told(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    (corpus / "scan.pdf").write_text("no PDF")
    index(corpus, settings.index)
    figures = _figures(client)
    assert figures["reform_index_up[]"] == 1
    assert figures["reform_index_degraded[]"] == 0
    assert figures["reform_index_documents[]"] == 2
    assert figures["reform_index_passages[]"] > 2
    assert 0 <= figures["reform_index_age_seconds[]"] < 600
    assert figures["reform_quarantined_files[]"] == 1
    assert figures["reform_answering[]"] == 0
    (settings.index / "CURRENT").write_text("nowhere\n")
    assert _figures(client)["reform_index_degraded[]"] == 1


def test_without_an_index_there_are_figures_too(empty_state: ServiceState) -> None:
    with TestClient(build_app(empty_state)) as client:
        assert _figures(client)["reform_index_up[]"] == 0


def test_who_was_limited_is_counted_and_only_evaluators_see_it(
    client: TestClient, state: ServiceState
) -> None:
    database = state.answers.database
    asking = bearing(make(database, a_key(burst=1)))
    measuring = bearing(make(database, a_key("prometheus", role=Role.EVALUATE)))
    for _ in range(3):
        client.post("/v1/answers", json=HELP, headers=asking)
    is_problem(client.get("/metrics", headers=asking), 403, "not-allowed")
    is_problem(client.get("/metrics"), 401, "no-key")
    assert _figures(client, **measuring)["reform_rate_limited_total['answers']"] == 2


def test_odd_methods_and_paths_make_no_new_series(client: TestClient) -> None:
    before = len(_figures(client))
    for number in range(20):
        client.request(f"ODD{number}", f"/odd/{number}")
    assert len(_figures(client)) < before + 40
