"""What has been kept long enough is gone: for readers at once, from the disk at the next sweep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.schemas import Answer, Feedback, Status
from service.state import ServiceState
from service.store import AnswerStore, Chosen
from tests.service.api.asking import is_problem
from tests.service.api.fakes import FakeEngine

NAME = "Wombat-4711-"  # followed by the id


def _aged(answer_id: str, days: float) -> Answer:
    return Answer(
        id=answer_id,
        status=Status.ANSWERED,
        question=f"Who is {NAME}{answer_id}?",
        answer="He is.",
        index="build",
        created=(datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds"),
    )


def _filled(place: Path | str) -> AnswerStore:
    store = AnswerStore(place, retention_days=30)
    for answer in (_aged("old", 31), _aged("new", 29)):
        store.save(answer)
    return store


def test_an_expired_answer_is_gone_before_it_is_deleted(place: Path | str) -> None:
    store = _filled(place)
    assert store.get("old") is None
    assert not store.add_feedback("old", Feedback(rating="up"))
    assert store.get("new")
    assert [record.id for record in store.all(Chosen())] == ["new"]


def test_expired_answers_and_their_feedback_are_deleted(place: Path | str) -> None:
    _filled(place)
    keeper = AnswerStore(place)  # without a retention it sees what is still there
    assert keeper.add_feedback("old", Feedback(rating="down"))
    assert AnswerStore(place, retention_days=30).delete_expired() == 1
    assert [record.id for record in keeper.all(Chosen())] == ["new"]
    assert keeper.feedback("old") == []


def test_nothing_expires_without_a_retention(place: Path | str) -> None:
    _filled(place)
    store = AnswerStore(place)
    assert store.delete_expired() == 0
    assert store.get("old")


def test_no_word_of_a_deleted_answer_stays_on_the_disk(tmp_path: Path) -> None:
    store = _filled(tmp_path / "answers.sqlite")
    assert _written(tmp_path, f"{NAME}old")
    store.delete_expired()
    assert not _written(tmp_path, f"{NAME}old")
    assert _written(tmp_path, f"{NAME}new")


def test_the_file_shrinks(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    store = AnswerStore(path, retention_days=30)
    for number in range(300):
        store.save(_aged(f"old{number}", 31).model_copy(update={"answer": "word " * 400}))
    before = _size(tmp_path)
    assert store.delete_expired() == 300
    assert _size(tmp_path) < before / 2


def _written(folder: Path, word: str) -> bool:
    """In the database or its log; the third file is an index of the log without any content."""
    files = [file for file in folder.iterdir() if not file.name.endswith("-shm")]
    return any(word.encode() in file.read_bytes() for file in files if file.exists())


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


@pytest.mark.usefixtures("indexed")
def test_the_service_deletes_when_it_starts(
    settings: Settings, empty_state: ServiceState, engine: FakeEngine
) -> None:
    _filled(settings.answers)
    state = ServiceState(
        settings, engine, empty_state.live, AnswerStore(settings.answers, retention_days=30)
    )
    with TestClient(build_app(state)) as client:
        is_problem(client.get("/v1/answers/old"), 404, "unknown-answer")
        assert client.get("/v1/answers/new").status_code == 200
        end = datetime.now(UTC) + timedelta(seconds=10)
        while _written(settings.answers.parent, f"{NAME}old"):
            assert datetime.now(UTC) < end
