"""Answers outlive the process; the file is private and refuses what it cannot read."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.errors import FixSettings
from service.audit import verify
from service.schemas import Answer, Feedback, Status
from service.store import AnswerStore, Chosen


def _answer(answer_id: str = "a1") -> Answer:
    return Answer(
        id=answer_id,
        status=Status.NOT_IN_DOCUMENTS,
        question="Was kostet’s? 🧒",
        answer="They do not say.",
        index="build",
        created="2026-01-01T00:00:00Z",
    )


def test_an_answer_survives_a_restart(place: Path | str) -> None:
    AnswerStore(place).save(_answer())
    assert AnswerStore(place).get("a1") == _answer()


def test_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "answers.sqlite"
    AnswerStore(path)
    assert path.is_file()


@pytest.mark.parametrize("answer_id", ["", "unknown", "' OR 1=1 --", "a1\x00", "../a1", "a" * 9999])
def test_unknown_and_hostile_ids_find_nothing(place: Path | str, answer_id: str) -> None:
    store = AnswerStore(place)
    store.save(_answer())
    assert store.get(answer_id) is None
    assert not store.add_feedback(answer_id, Feedback(rating="up"))


def test_feedback_is_kept_in_order(place: Path | str) -> None:
    store = AnswerStore(place)
    store.save(_answer())
    said = [Feedback(rating="down", reasons=["wrong page"], comment="p. 3"), Feedback(rating="up")]
    assert [store.add_feedback("a1", feedback) for feedback in said] == [True, True]
    assert store.feedback("a1") == said


def test_an_answer_that_is_saved_again_is_kept_and_noted_once(place: Path | str) -> None:
    store = AnswerStore(place)
    for _ in range(2):
        store.save(_answer())
    assert len(store.page(Chosen(), 10)[0]) == 1
    assert verify(store.database).entries == 1


def test_threads_share_a_store(place: Path | str) -> None:
    store = AnswerStore(place)
    ids = [f"a{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.save, map(_answer, ids)))
    assert all(store.get(answer_id) for answer_id in ids)


def test_copies_of_the_service_may_start_together(place: Path | str) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(AnswerStore, [place] * 8))
    stores[0].save(_answer())
    assert stores[7].get("a1") == _answer()


def test_the_file_is_private_and_in_wal_mode(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    AnswerStore(path).save(_answer())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_text("something else\n" * 100)
    with pytest.raises(FixSettings, match="REFORM_QA_ANSWERS"):
        AnswerStore(path)
    assert path.read_text().startswith("something else")


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FixSettings, match="REFORM_QA_ANSWERS"):
        AnswerStore(tmp_path / "file" / "answers.sqlite")
