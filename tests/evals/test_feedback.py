"""`reform-evals import-feedback`: what readers disliked becomes drafts that nobody can run yet."""

from __future__ import annotations

import argparse
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.commands import import_feedback as command
from evals.feedback import drafts, from_export, from_store
from evals.questions import load_set
from ingest.errors import FixSettings
from service.schemas import Answer, Citation, DocumentRef, Feedback, Locator, Status
from service.store import AnswerStore

TODAY = datetime.now(UTC).date()
DOWN, UP = (
    Feedback(rating="down", reasons=["wrong"], comment="It is £9 million."),
    Feedback(rating="up"),
)


def answered(id_: str = "abcdefghijkl", question: str = "How much?", **change: Any) -> Answer:
    citation = Citation(
        number=1,
        passage_id="p1",
        quote="Kinship carers receive £8 million.",
        start=0,
        end=34,
        document=DocumentRef(id="strategy", title="Strategy", kind="strategy", file="strategy.txt"),
        locator=Locator(),
    )
    told = Answer(
        id=id_,
        status=Status.ANSWERED,
        question=question,
        answer="Kinship carers receive £8 million. [1]",
        citations=[citation],
        index="build",
        created="2026-03-01T10:00:00+00:00",
    )
    return told.model_copy(update=change)


def stored(path: Path, *said: tuple[Answer, list[Feedback]]) -> Path:
    """An answer store as the service leaves it."""
    store = AnswerStore(path)
    for answer, judgements in said:
        store.save(answer)
        for judgement in judgements:
            assert store.add_feedback(answer.id, judgement)
    return path


def exported(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def line(answer: Answer, *feedback: dict[str, Any]) -> dict[str, Any]:
    return {**answer.model_dump(mode="json"), "feedback": list(feedback)}


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    options = parser.parse_args(["import-feedback", *map(str, arguments)])
    status: int = options.run(options)
    return status


def test_a_complaint_becomes_a_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = stored(tmp_path / "a.sqlite", (answered(), [DOWN]), (answered("other", "Who?"), []))
    assert run(tmp_path / "new.yaml", "--answers", store) == 0
    text = (tmp_path / "new.yaml").read_text("utf-8")
    assert yaml.safe_load(text) == [
        {
            "id": "fb-abcdefgh",
            "kind": "feedback",
            "question": "How much?",
            "answerable": None,
            "facts": [],
            "docs": [],
            "evidence": [],
            "tags": ["feedback", "wrong"],
            "note": ["It is £9 million."],
            "was_status": "answered",
            "was_answered": "Kinship carers receive £8 million. [1]",
            "was_quoted": [{"document": "strategy", "quote": "Kinship carers receive £8 million."}],
        }
    ]
    assert text.startswith("# Drafts from readers' feedback")
    assert "whatever else is personal" in text
    assert (tmp_path / "new.yaml").stat().st_mode & 0o077 == 0
    assert "new.yaml: 1 to finish, from 1 answer with a thumbs-down\n" in capsys.readouterr().out


def test_a_draft_loads_only_when_it_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    run(path, "--answers", stored(tmp_path / "a.sqlite", (answered(), [DOWN])))
    with pytest.raises(FixSettings, match=r"new\.yaml:\d+: fb-abcdefgh: answerable: "):
        load_set(path)
    finished = path.read_text("utf-8").replace("answerable: null", "answerable: true")
    path.write_text(finished.replace("facts: []", "facts: [[£9 million]]"), "utf-8")
    (question,) = load_set(path).questions
    assert (question.kind, question.facts) == ("feedback", (("£9 million",),))
    assert question.tags == ("feedback", "wrong")


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


def test_only_what_was_said_since_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        line(answered("a1", "One?"), {"rating": "down"}),
        line(answered("a2", "Two?"), {"rating": "down", "created": "2026-03-03T00:00:00+00:00"}),
    ]
    export = exported(tmp_path / "e.jsonl", *lines)
    run(tmp_path / "new.yaml", "--export", export, "--since", "2026-03-02")
    assert [e["question"] for e in yaml.safe_load((tmp_path / "new.yaml").read_text())] == ["Two?"]
    store = stored(tmp_path / "a.sqlite", (answered(), [DOWN]))
    run(tmp_path / "today.yaml", "--answers", store, "--since", TODAY)
    assert (tmp_path / "today.yaml").exists()
    capsys.readouterr()
    assert run(tmp_path / "none.yaml", "--answers", store, "--since", "2999-01-01") == 0
    assert capsys.readouterr().out == (
        f"{store} has no answer with a thumbs-down since 2999-01-01: nothing was written\n"
    )
    assert not (tmp_path / "none.yaml").exists()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "new.yaml"
    out.write_text("mine", "utf-8")
    store = stored(tmp_path / "a.sqlite", (answered(), [DOWN]))
    with pytest.raises(FixSettings, match=r"new\.yaml is there already: name a new file"):
        run(out, "--answers", store)
    assert out.read_text("utf-8") == "mine"
    with pytest.raises(FixSettings, match=r"new\.csv is no name for drafts: .* \.yaml or \.yml"):
        run(tmp_path / "new.csv", "--answers", store)
    with pytest.raises(FixSettings, match="can not be written: No such file or directory"):
        run(tmp_path / "gone" / "new.yaml", "--answers", store)


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
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
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


@pytest.mark.parametrize(
    "wrong", [["--since", "May"], ["--answers", "a.sqlite", "--export", "e.jsonl"]]
)
def test_a_wrong_argument_exits_2(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path / "new.yaml", *wrong)
