"""Stored answers as records: listed page by page, exported, and checked against a newer index."""

from __future__ import annotations

import csv
import stat
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from evals.feedback import from_export
from ingest.settings import Settings
from service.cli import main
from service.schemas import Answer, Feedback, Status
from service.store import AnswerStore, Chosen
from tests.service.api.asking import ask, is_problem
from tests.service.api.fakes import CATALOGUE, STRATEGY, index


def _answer(number: int, status: Status = Status.ANSWERED, **change: Any) -> Answer:
    told = Answer(
        id=f"a{number}",
        status=status,
        question="=1+1",
        answer="line one\nline two",
        index="build",
        created=f"2026-01-0{number}T00:00:00+00:00",
    )
    return told.model_copy(update=change)


@pytest.fixture
def filled(settings: Settings) -> AnswerStore:
    store = AnswerStore(settings.answers)
    for number in (1, 2, 3):
        store.save(_answer(number))
    store.save(_answer(4, Status.NOT_IN_DOCUMENTS))
    store.add_feedback("a3", Feedback(rating="down", reasons=["wrong", "old"], comment="No."))
    return store


def test_a_place_finds_each_answer_once_on_either_database(place: Path | str) -> None:
    store = AnswerStore(place)
    for number in range(7):  # three of each moment
        store.save(_answer(1 + number // 3, id=f"x{number}"))
    found, after = store.page(Chosen(), 2)
    while after:
        more, after = store.page(Chosen(), 2, after)
        found += more
    assert [record.id for record in found] == ["x6", "x5", "x4", "x3", "x2", "x1", "x0"]


@pytest.mark.usefixtures("filled")
def test_answers_are_listed_newest_first_page_by_page(client: TestClient) -> None:
    first = client.get("/v1/answers", params={"limit": 3}).json()
    assert [record["id"] for record in first["answers"]] == ["a4", "a3", "a2"]
    assert first["answers"][1]["feedback"][0]["comment"] == "No."
    rest = client.get("/v1/answers", params={"cursor": first["next_cursor"]}).json()
    assert [record["id"] for record in rest["answers"]] == ["a1"]
    assert rest["next_cursor"] is None


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("since=2026-01-03", ["a4", "a3"]),
        ("since=2026-01-03T02:00:00%2B02:00", ["a4", "a3"]),
        ("since=2026-01-03T00:00:01Z", ["a4"]),
        ("status=not_in_documents", ["a4"]),
        ("status=answered&status=refused", ["a3", "a2", "a1"]),
        ("since=9999-12-31T23:00:00-14:00", []),
        ("since=0001-01-01T00:00:00%2B14:00&status=not_in_documents", ["a4"]),
    ],
)
def test_a_list_can_be_narrowed(client: TestClient, query: str, ids: list[str]) -> None:
    assert [r["id"] for r in client.get(f"/v1/answers?{query}").json()["answers"]] == ids


@pytest.mark.parametrize(
    "query", ["since=soon", "status=good", "limit=0", "limit=201", "cursor=x", "cursor=WzEsMl0"]
)
def test_a_wrong_list_is_refused(client: TestClient, query: str) -> None:
    problem = is_problem(client.get(f"/v1/answers?{query}"), 422, "invalid-request")
    assert query.partition("=")[0] in problem["errors"][0]["field"]


@pytest.mark.usefixtures("filled")
def test_an_export_is_what_drafts_are_made_of(tmp_path: Path, settings: Settings) -> None:
    out = tmp_path / "out.jsonl"
    assert _export(settings, "--output", str(out)) == 0
    assert [complaint.answer.id for complaint in from_export(out)] == ["a3"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert len(out.read_text().splitlines()) == 4


@pytest.mark.usefixtures("filled")
def test_a_table_holds_no_formula(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        _export(settings, "--format", "csv", "--status", "answered", "--since", "2026-01-03") == 0
    )
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines(keepends=True))
    assert (row["id"], row["rating"], row["reasons"]) == ("a3", "down", "wrong; old")
    assert row["question"] == "'=1+1"
    assert row["answer"] == "line one\nline two"


def test_an_export_that_cannot_be_made_is_one_line(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _export(settings) == 1
    AnswerStore(settings.answers)
    assert _export(settings, "--output", str(settings.answers)) == 1
    assert _export(settings, "--output", str(tmp_path / "no" / "folder")) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("reform-service: ") for line in lines)


def _export(settings: Settings, *arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFORM_QA_ANSWERS", str(settings.answers))
        return main(["answers", "export", *arguments])


def _recheck(client: TestClient, answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/answers/{answer['id']}?recheck=true").json()
    assert {name: found[name] for name in answer} == answer
    recheck: dict[str, Any] = found["recheck"]
    return recheck


def _kinds(recheck: dict[str, Any]) -> list[tuple[str, str]]:
    return [(change["kind"], change["document"]) for change in recheck["changes"]]


def test_the_same_index_gives_the_same_answer(client: TestClient) -> None:
    recheck = _recheck(client, ask(client))
    assert (recheck["same"], recheck["answer"]) == (True, None)


def test_an_index_that_changed_elsewhere_gives_the_same_answer(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    answer = ask(client)
    (corpus / "other.txt").write_text("Parking\n\nPermits cost ten pounds.\n")
    index(corpus, settings.index)
    recheck = _recheck(client, answer)
    assert recheck["index"] != answer["index"]
    assert (recheck["same"], recheck["changes"]) == (True, [])


def test_a_removed_document_is_named(client: TestClient, corpus: Path, settings: Settings) -> None:
    answer = ask(client)
    (corpus / "strategy.txt").unlink()
    index(corpus, settings.index)
    recheck = _recheck(client, answer)
    assert not recheck["same"]
    assert ("document_removed", "strategy") in _kinds(recheck)


def test_a_changed_document_is_named(client: TestClient, corpus: Path, settings: Settings) -> None:
    answer = ask(client)
    (corpus / "strategy.txt").write_text(STRATEGY.replace("April 2026", "May 2027"))
    index(corpus, settings.index)
    recheck = _recheck(client, answer)
    assert ("document_changed", "strategy") in _kinds(recheck)
    assert "May 2027" in recheck["answer"]["answer"]
    assert client.get(f"/v1/answers/{recheck['answer']['id']}").status_code == 404


def test_a_newer_document_is_named(client: TestClient, corpus: Path, settings: Settings) -> None:
    answer = ask(client, question="Which councils will offer family help?")
    (corpus / "new.txt").write_text(
        "Progress\n\nFamily help: which councils will offer family help? All offer family help.\n"
    )
    entry = '[[document]]\nfile = "new.txt"\ntitle = "Progress"\nkind = "news"\n'
    (corpus / "catalogue.toml").write_text(f"{CATALOGUE}\n{entry}published = 2026-01-01\n")
    index(corpus, settings.index)
    recheck = _recheck(client, answer)
    assert ("newer_document", "new") in _kinds(recheck)


def test_filters_hold_when_it_is_asked_again(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    asked: list[Any] = []
    answer = ask(client, filters={"documents": ["advocacy"]}, as_of="2025-01-01")
    (corpus / "other.txt").write_text("Parking\n\nPermits cost ten pounds.\n")
    index(corpus, settings.index)
    client.app.state.service.engine.before = asked.append  # type: ignore[attr-defined]
    _recheck(client, answer)
    assert asked[0].filters.documents == ["advocacy"]
    assert str(asked[0].as_of) == "2025-01-01"


def test_an_answer_of_the_first_version_is_checked_by_its_quotes(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    answer = ask(client)
    with AnswerStore(settings.answers).database.writing() as connection:
        connection.exec_driver_sql("UPDATE answers SET asked = NULL")
    (corpus / "strategy.txt").write_text(STRATEGY.replace("April 2026", "May 2027"))
    index(corpus, settings.index)
    assert ("document_changed", "strategy") in _kinds(_recheck(client, answer))


def test_an_unknown_answer_cannot_be_checked(client: TestClient) -> None:
    is_problem(client.get("/v1/answers/none?recheck=true"), 404, "unknown-answer")
    is_problem(client.get("/v1/answers/none?recheck=perhaps"), 422, "invalid-request")
