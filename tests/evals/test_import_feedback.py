"""`reform-evals import-feedback`: what readers disliked becomes drafts that nobody can run yet."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
import yaml

from evals.commands import import_feedback as command
from evals.questions import load_set
from ingest.errors import FixSettings
from tests.evals.complaints import DOWN, TODAY, answered, exported, line, stored


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


@pytest.mark.parametrize(
    "wrong", [["--since", "May"], ["--answers", "a.sqlite", "--export", "e.jsonl"]]
)
def test_a_wrong_argument_exits_2(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path / "new.yaml", *wrong)
