"""The whole API over a file and over a server: the same answers, records, keys and readiness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.audit import verify
from service.database import Database
from service.keys import Role
from service.pausing import pause_answers, resume_answers
from service.state import ServiceState, open_state
from tests.service.api.asking import HELP, is_problem
from tests.service.api.fakes import FakeEngine
from tests.service.api.keyed import a_key, bearing, make


@pytest.fixture
def over(place: Path | str, indexed: Path) -> Iterator[TestClient]:
    """The application as the command starts it."""
    where = {"answers": place} if isinstance(place, Path) else {"database_url": place}
    settings = Settings.model_validate({"index": indexed, **where})
    state: ServiceState = open_state(settings, FakeEngine())
    with TestClient(build_app(state)) as client:
        yield client


def test_everything_works_over_either(over: TestClient, place: Path | str) -> None:
    database = Database(place)
    headers = bearing(make(database, a_key(role=Role.ADMIN)))
    answer = over.post("/v1/answers", json=HELP, headers=headers).json()
    path = f"/v1/answers/{answer['id']}"
    assert over.get(path, headers=headers).json() == answer
    said = {"rating": "down", "comment": "é\x00🧒"}
    assert over.post(f"{path}/feedback", json=said, headers=headers).status_code == 204
    (record,) = over.get("/v1/answers?status=answered", headers=headers).json()["answers"]
    assert record["id"] == answer["id"]
    assert record["feedback"][0]["comment"] == "é\ufffd🧒"
    assert over.get(f"{path}?recheck=true", headers=headers).json()["recheck"]["same"]
    assert over.get("/readyz").json()["status"] == "ready"
    pause_answers(database, "Not now.")
    over.app.state.service.paused.forget()  # type: ignore[attr-defined]
    is_problem(over.post("/v1/answers", json=HELP, headers=headers), 503, "paused")
    resume_answers(database)
    assert verify(database).problem is None


@pytest.mark.parametrize(
    "question", ["nul \x00 nul", "🧒 family help", "’; DROP TABLE answers; --"]
)
def test_any_text_can_be_kept(over: TestClient, question: str) -> None:
    answer = over.post("/v1/answers", json={"question": question}).json()
    assert over.get(f"/v1/answers/{answer['id']}").json()["question"] == question


@pytest.mark.parametrize("answer_id", ["%00", "%F0%9F%A7%92", "a" * 5000, "%27%20OR%201=1"])
def test_hostile_ids_find_nothing(over: TestClient, answer_id: str) -> None:
    is_problem(over.get(f"/v1/answers/{answer_id}"), 404, "unknown-answer")
    for query in ("recheck=true", "recheck=false"):
        assert over.get(f"/v1/answers/{answer_id}?{query}").status_code == 404
    body = {"rating": "up", "comment": "nul \x00"}
    assert over.post(f"/v1/answers/{answer_id}/feedback", json=body).status_code == 404
