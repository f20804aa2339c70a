"""The baseline: what is kept of a run, and which baseline is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.baseline import of_run, read_baseline, refuse_another, write_baseline
from evals.measuring import measure
from evals.questions import QuestionSet
from evals.runfile import Run, read_run, write_run
from ingest.errors import FixSettings
from tests.evals.results import result


def run() -> Run:
    return measure([result(), result(id="a2")], [], "here", "build", 1.0)


def set_of(name: str = "set", **question: Any) -> QuestionSet:
    asked = result(**question).question
    return QuestionSet(name, Path(f"{name}.yaml"), (asked,), {asked.id: 1})


def test_a_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    written = run()
    write_run(written, tmp_path / "run.json")
    assert read_run(tmp_path / "run.json").model_dump_json() == written.model_dump_json()


def test_a_baseline_has_a_line_a_question_and_no_times(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = of_run(run())
    write_baseline(baseline, path)
    assert read_baseline(path) == baseline
    lines = path.read_text("utf-8").splitlines()
    assert sum('"id"' in line for line in lines) == len(lines) - 2 == 2
    assert "latency" not in path.read_text("utf-8")
    assert "£9 million" not in path.read_text("utf-8")


def test_a_whole_run_serves_as_a_baseline(tmp_path: Path) -> None:
    write_run(run(), tmp_path / "run.json")
    assert read_baseline(tmp_path / "run.json").questions == of_run(run()).questions


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"results": []}', '{"format": 9}'])
def test_what_is_no_baseline_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, "utf-8")
    with pytest.raises(FixSettings, match=r"baseline\.json"):
        read_baseline(path)
    with pytest.raises(FixSettings, match=r"gone\.json"):
        read_baseline(tmp_path / "gone.json")


def test_a_baseline_of_other_questions_is_refused() -> None:
    baseline = of_run(run())
    refuse_another(baseline, Path("b.json"), [set_of(), set_of("new", id="n1")])
    for other in (set_of("other"), set_of(id="a3"), set_of(question="Why?")):
        with pytest.raises(FixSettings, match="is of other questions"):
            refuse_another(baseline, Path("b.json"), [other])
