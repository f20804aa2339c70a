"""Complaints out of a store or an export, one draft for each question."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evals.feedback import drafts, from_export, from_store
from ingest.errors import FixSettings
from service.schemas import Feedback, Status
from tests.evals.complaints import DOWN, TODAY, UP, answered, exported, line, stored
from tests.service.api import first_version


def test_the_last_judgement_of_an_answer_counts(tmp_path: Path) -> None:
    store = stored(
        tmp_path / "a.sqlite",
        (answered("first"), [DOWN, UP]),
        (answered("second"), [UP, DOWN]),
    )
    assert [complaint.answer.id for complaint in from_store(store)] == ["second"]
    lines = [
        line(answered("first"), {"rating": "down"}, {"rating": "up"}),
        line(answered("second"), {"rating": "up"}, {"rating": "down"}),
        line(answered("third")),
        answered("fourth").model_dump(mode="json"),
    ]
    export = exported(tmp_path / "e.jsonl", *lines)
    assert [complaint.answer.id for complaint in from_export(export)] == ["second"]


def test_a_question_asked_twice_is_one_draft_with_all_that_was_said(tmp_path: Path) -> None:
    again = Feedback(rating="down", reasons=["incomplete", "wrong", " "], comment="Still\nwrong.")
    refused = answered("a2", " how  MUCH?", status=Status.NOT_IN_DOCUMENTS, answer="", citations=[])
    quiet = Feedback(rating="down", comment="")
    store = stored(
        tmp_path / "a.sqlite",
        (answered("a1"), [DOWN]),
        (refused, [again]),
        (answered("a3", "Who?", interpreted_question="Who pays?"), [quiet]),
    )
    same, other = drafts(from_store(store))
    assert (same["id"], same["question"], same["was_status"]) == (
        "fb-a1",
        "How much?",
        "not_in_documents",
    )
    assert same["note"] == ["It is £9 million.", "Still wrong."]
    assert same["tags"] == ["feedback", "wrong", "incomplete"]
    assert (other["was_understood_as"], "note" in other) == ("Who pays?", False)


def test_ids_that_begin_alike_stay_apart(tmp_path: Path) -> None:
    said = [(answered(f"abcdefgh{n}", f"Question {n}?"), [DOWN]) for n in range(3)]
    ids = [draft["id"] for draft in drafts(from_store(stored(tmp_path / "a.sqlite", *said)))]
    assert ids == ["fb-abcdefgh", "fb-abcdefgh1", "fb-abcdefgh2"]


def test_what_is_older_than_the_retention_is_left_out(tmp_path: Path) -> None:
    old = (datetime.now(UTC) - timedelta(days=31)).isoformat()
    store = stored(
        tmp_path / "a.sqlite",
        (answered("old", created=old), [DOWN]),
        (answered("new", created=datetime.now(UTC).isoformat()), [DOWN]),
    )
    assert {complaint.answer.id for complaint in from_store(store)} == {"old", "new"}
    assert [complaint.answer.id for complaint in from_store(store, 30)] == ["new"]


def test_a_store_is_only_read(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = stored(folder / "a.sqlite", (answered(), [DOWN]))
    before = store.read_bytes()
    assert len(from_store(store)) == 1
    assert store.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["a.sqlite"]


def test_a_store_that_the_service_is_writing_to_is_read_to_its_end(tmp_path: Path) -> None:
    store = stored(tmp_path / "a.sqlite")
    with closing(sqlite3.connect(store)) as held:
        held.execute("SELECT * FROM answers").fetchall()
        stored(store, (answered(), [DOWN]))
        assert (tmp_path / "a.sqlite-wal").exists()
        assert [complaint.day for complaint in from_store(store)] == [TODAY]


def test_a_store_of_the_first_version_is_read(tmp_path: Path) -> None:
    store = first_version.write(tmp_path / "a.sqlite")
    assert from_store(store) == []  # the last thing that was said of its answer is good
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("DELETE FROM feedback WHERE rating = 'up'")
    assert [complaint.answer.id for complaint in from_store(store)] == ["old1"]


def test_what_is_no_store_is_said_and_never_made(tmp_path: Path) -> None:
    with pytest.raises(FixSettings, match=r"gone\.sqlite is no answer store: the service makes"):
        from_store(tmp_path / "gone.sqlite")
    assert not (tmp_path / "gone.sqlite").exists()
    (tmp_path / "words.sqlite").write_text("These are words, not a database." * 9, "utf-8")
    (tmp_path / "empty.sqlite").touch()
    for name in ("words", "empty"):
        with pytest.raises(
            FixSettings, match=rf"{name}\.sqlite can not be read as an answer store"
        ):
            from_store(tmp_path / f"{name}.sqlite")
    newer = stored(tmp_path / "newer.sqlite")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(FixSettings, match="was written by a newer version: update this one"):
        from_store(newer)


def test_an_answer_that_is_damaged_is_said(tmp_path: Path) -> None:
    store = stored(tmp_path / "a.sqlite", (answered(), [DOWN]))
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE answers SET json = '{}'")
    with pytest.raises(FixSettings, match=r"a\.sqlite: the feedback of 20.* can not be read"):
        from_store(store)


def test_everything_that_is_wrong_with_an_export_is_said_at_once(tmp_path: Path) -> None:
    export = exported(
        tmp_path / "e.jsonl",
        line(answered(), {"rating": "sideways"}),
        {"id": "a2"},
        line(answered("a3", created="yesterday"), {"rating": "down"}),
        line(answered("a4"), {"rating": "down", "mood": "bad"}),
    )
    export.write_text(export.read_text("utf-8") + "\nwords", "utf-8")
    with pytest.raises(FixSettings) as error:
        from_export(export)
    told = [text.removeprefix(f"{export}:") for text in str(error.value).splitlines()]
    for expected in (
        "1: abcdefghijkl: feedback.0.rating: ",
        "2: a2: question: Field required",
        "3: a3: created: this is not a time such as 2026-01-31T09:00:00",
        "4: a4: feedback.0.mood: ",
        "5: this is not JSON: ",
    ):
        assert any(text.startswith(expected) for text in told), (expected, told)
    with pytest.raises(FixSettings, match=r"e\.txt is no export: its name must end in \.jsonl"):
        from_export(tmp_path / "e.txt")
