"""`reform-evals mutate`: answers from the documents pass, answers from memory are caught."""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import pytest

from evals.commands import mutate
from evals.mutation.verdicts import FOLLOWED
from ingest.errors import BuildIndex, FixSettings
from service.engine import Engine
from service.opened import OpenBuild
from service.schemas import Answer, Question
from service.steps import decide
from tests.evals.mutation.small import (
    ENTRIES,
    Embellishing,
    Remembering,
    library,
    write_set,
)
from tests.fakes import BagOfWords
from tests.service.steps.small import ALWAYS, SmallEngine, build_of


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutate")
    library(folder).close()
    return folder / "index"


@pytest.fixture(autouse=True)
def small_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)
    use(SmallEngine(), monkeypatch)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


def use(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutate, "open_models", lambda settings: (engine, BagOfWords()))


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    mutate.register(parser.add_subparsers())
    options = parser.parse_args(["mutate", *map(str, arguments)])
    status: int = options.run(options)
    return status


def outcomes(report: Path) -> dict[tuple[str, str], str]:
    written = json.loads(report.read_text("utf-8"))
    return {(m["id"], m["kind"]): m["outcome"] for m in written["mutations"]}


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() + str(path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_answers_from_the_documents_follow_them(
    index: Path, tmp_path: Path, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write_set(tmp_path), "--index", index, "--json", report) == 0
    found = outcomes(report)
    assert found["k1", "figure"] == found["k2", "figure"] == found["a1", "date"] == "new value"
    assert {found[id_, "removal"] for id_ in ("k1", "k2", "a1")} <= FOLLOWED
    written = json.loads(report.read_text("utf-8"))
    assert (written["questions"], written["control"], written["right"]) == (4, 3, 3)
    assert written["shares"]["all"]["from_outside"]["value"] == 0
    shown = capsys.readouterr().out
    assert "4 questions, 3 asked" in shown
    assert "left out: 1 no facts" in shown
    assert "OUTSIDE" not in shown


@pytest.mark.parametrize("engine", [Remembering, Embellishing])
def test_answers_from_memory_are_caught_and_listed(
    engine: type[SmallEngine],
    index: Path,
    tmp_path: Path,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use(engine(), monkeypatch)
    assert run(write_set(tmp_path), "--index", index, "--json", report) == 1
    found = outcomes(report)
    assert found["k2", "figure"] == found["a1", "date"] == found["k2", "removal"] == "outside"
    shown = capsys.readouterr().out
    assert "FROM OUTSIDE THE DOCUMENTS" in shown
    assert "“ten working days” → “thirteen working days” in kinship" in shown


def test_a_quote_that_is_not_verbatim_exits_1(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Misquoting(SmallEngine):
        """Follows the documents, but adds a quote that is a character off."""

        def answer(self, question: Question, build: OpenBuild) -> Answer:
            told = super().answer(question, build)
            off = [
                c.model_copy(update={"start": c.start + 1, "number": 99}) for c in told.citations
            ]
            return told.model_copy(update={"citations": [*told.citations, *off]})

    use(Misquoting(), monkeypatch)
    assert run(write_set(tmp_path), "--index", index) == 1
    assert "not verbatim: [99]" in capsys.readouterr().out


def test_the_live_index_is_not_touched_and_nothing_is_left_behind(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = digest(index)
    run(write_set(tmp_path), "--index", index)
    assert digest(index) == before
    assert list(scratch.iterdir()) == []


def test_a_limit_keeps_it_short(index: Path, tmp_path: Path, report: Path) -> None:
    assert run(write_set(tmp_path), "--index", index, "--limit", 1, "--json", report) == 0
    assert {id_ for id_, _ in outcomes(report)} == {"k1"}


def test_an_index_that_loses_its_only_document_says_nothing(tmp_path: Path, report: Path) -> None:
    build_of(tmp_path / "one", {"kinship.txt": "Kinship carers receive £3,000 a year.\n"}).close()
    entry = {**ENTRIES[0], "docs": [], "evidence": ["receive £3,000"]}
    sets = write_set(tmp_path, [entry])
    assert run(sets, "--index", tmp_path / "one" / "index", "--json", report) == 0
    assert outcomes(report)["k1", "removal"] == "nothing stated"


def test_what_proves_nothing_is_an_error(index: Path, tmp_path: Path) -> None:
    with pytest.raises(FixSettings, match="1 no facts"):
        run(write_set(tmp_path, [ENTRIES[3]]), "--index", index)
    unknown = {**ENTRIES[0], "evidence": ["Nobody wrote this."]}
    with pytest.raises(FixSettings, match="its evidence is not in this index"):
        run(write_set(tmp_path, [unknown]), "--index", index)
    wrong = {**ENTRIES[0], "facts": [["£77"]]}
    with pytest.raises(FixSettings, match="not answered rightly"):
        run(write_set(tmp_path, [wrong]), "--index", index)


def test_wrong_arguments_are_refused_before_anything_is_asked(index: Path, tmp_path: Path) -> None:
    sets = write_set(tmp_path)
    with pytest.raises(FixSettings, match="can not be written"):
        run(sets, "--index", index, "--json", tmp_path)
    with pytest.raises(BuildIndex, match="no index"):
        run(sets, "--index", tmp_path / "none")
    for limit in ("0", "-1", "many"):
        with pytest.raises(SystemExit) as ended:
            run(sets, "--index", index, "--limit", limit)
        assert ended.value.code == 2
