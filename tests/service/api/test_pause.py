"""The kill switch: nobody is answered, readers are told why, and all else goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.audit import entries
from service.cli import main
from service.database import Database
from service.state import ServiceState
from tests.service.api.asking import HELP, ask, is_problem


@pytest.fixture(autouse=True)
def _apart(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("REFORM_QA_ANSWERS", str(settings.answers))
    yield


def test_a_pause_stops_answers_and_nothing_else(client: TestClient, state: ServiceState) -> None:
    answer = ask(client)
    assert main(["pause", "--message", "Checking the new documents."]) == 0
    state.paused.forget()  # a second later
    known = f"/v1/answers/{answer['id']}"
    for refused in (
        client.post("/v1/answers", json=HELP),
        client.post("/v1/answers", json={**HELP, "stream": True}),
        client.get("/v1/search?q=help"),
        client.get(f"{known}?recheck=true"),
    ):
        problem = is_problem(refused, 503, "paused")
        assert problem["detail"] == "Checking the new documents."
        assert refused.headers["retry-after"]
    assert client.get(known).json() == answer
    assert client.get("/v1/documents").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "paused"
    assert ready.json()["detail"] == "Checking the new documents."
    assert main(["resume"]) == 0
    state.paused.forget()
    assert ask(client)
    assert client.get("/readyz").json()["status"] == "ready"


def test_pausing_twice_changes_the_message_and_all_is_noted(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pause"]) == 0
    assert main(["pause", "--message", "Second."]) == 0
    assert main(["resume"]) == 0
    assert main(["resume"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "answers were not paused"
    noted = "\n".join(entries(Database(settings.answers)))
    assert noted.count('"event":"paused"') == 2
    assert noted.count('"event":"resumed"') == 1
    assert "Second." in noted


@pytest.mark.parametrize("message", ["", " \u200b", "x" * 501])
def test_a_message_that_says_nothing_is_refused(
    message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pause", "--message", message]) == 1
    assert "--message" in capsys.readouterr().err
