"""`reform-evals check`: each mistake in a set is found, and said with what to do about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from evals.checking import Library, check
from evals.commands import check as command
from evals.questions import load_sets
from ingest.document import LoadedDocument, Page
from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, FixSettings
from ingest.layout import IndexFolder, Manifest
from ingest.records import DocumentRecord
from ingest.textstore import TextStore

FUNDING = "Kinship carers receive £9 million.\nThe council’s plan costs\t50 %\nof the grant.\n"
FOSTERING = "Foster carers receive £25 million.\nPolicy ends here.\n"
PAGES = (Page(1, "i", 0, 35), Page(2, "1", 35, len(FUNDING)))
ENTRY = {"id": "a1", "question": "How much?", "answerable": True, "docs": ["funding"]}
EVIDENCE = "Kinship carers receive £9 million."
GOOD = {**ENTRY, "facts": [["£9 million"]], "evidence": [EVIDENCE]}


def index_of(folder: Path, documents: Mapping[str, LoadedDocument]) -> Path:
    """An index with nothing but texts, by file name."""
    root = IndexFolder(folder)
    with root.new_build(None) as work:
        TextStore.create(work)
        for file, document in documents.items():
            TextStore(work).replace(record(file), document, [])
        identity = EmbedderIdentity("none", "0" * 64, 1)
        root.publish(work, Manifest(1, "build", "2026-01-01", identity, "1", 0, {}))
    return folder


def record(file: str) -> DocumentRecord:
    """A document whose id is not its file's stem."""
    return DocumentRecord(
        id=f"the-{Path(file).stem}",
        title="Title",
        publisher=None,
        kind="briefing",
        published=date(2026, 1, 1),
        url=None,
        licence=None,
        file=file,
        path=f"/{file}",
        format="pdf",
        sha256="0" * 64,
        fingerprint="0" * 64,
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = {
        "funding.pdf": LoadedDocument(FUNDING, (), PAGES),
        "fostering.md": LoadedDocument(FOSTERING, ()),
    }
    return index_of(tmp_path_factory.mktemp("check") / "index", documents)


@pytest.fixture(scope="module")
def library(index: Path) -> Library:
    return Library(index)


def found(library: Library, folder: Path, *entries: object) -> list[str]:
    """What is said of a set, without the file's name."""
    path = folder / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, entries)), "utf-8")
    findings = check(load_sets([path]), library)
    return [finding.line().removeprefix(f"{path}:") for finding in findings]


@pytest.mark.parametrize("name", ["the-funding", "funding", "funding.pdf"])
def test_a_document_is_named_by_its_id_file_or_stem(
    library: Library, tmp_path: Path, name: str
) -> None:
    assert found(library, tmp_path, {**GOOD, "docs": [name], "pages": {name: [1]}}) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"docs": ["fundign"]}, "docs: no indexed document is called 'fundign': did you mean"),
        ({"docs": ["zzz"]}, "docs: no indexed document is called 'zzz': nothing has a name like"),
        ({"pages": {"Funding.PDF": [1]}}, "pages: no indexed document is called 'Funding.PDF'"),
        (
            {"filters": {"documents": ["funding.pdf"]}},
            "filters.documents: no indexed document has the id 'funding.pdf': did you mean "
            "'the-funding'?",
        ),
        ({"pages": {"funding": [1, 3]}}, "pages: funding has pages 1 to 2, not 3"),
        ({"pages": {"fostering": [1]}}, "pages: fostering has no pages: leave it out of pages"),
        (
            {"pages": {"funding": [2]}},
            "evidence.0: it stands on page 1 of the-funding, which pages does not name: add it",
        ),
        (
            {"evidence": [EVIDENCE, "Foster carers receive £25 million."]},
            "evidence.1: it stands in the-fostering, which docs does not name: add it",
        ),
        (
            {"evidence": [EVIDENCE, "foster carers receive £25million."]},
            "evidence.1: it stands in the-fostering, which docs does not name, written “Foster",
        ),
        (
            {"evidence": [EVIDENCE, "the council's plan costs 50%"]},
            "evidence.1: the-funding writes it otherwise: copy “The council’s plan costs 50 %”",
        ),
        (
            {"evidence": [EVIDENCE, "Kinship carers receive £9 billion."]},
            "evidence.1: no document says this (the-funding says it up to '£9', word 4): copy it",
        ),
        ({"evidence": [EVIDENCE, "Made up."]}, "evidence.1: no document says this: copy it"),
        ({"facts": [["£9 million"], ["£8"]]}, "facts.1: the evidence does not say '£8': mend"),
        ({"facts": [["a*"]]}, "facts.0: 'a*' matches any text"),
        ({"facts": [[r"\w+"]]}, r"facts.0: '\w+' matches any text"),
        ({"must_not": [".", "£8"]}, "must_not.0: '.' matches any text"),
    ],
)
def test_a_mistake_is_an_error(
    library: Library, tmp_path: Path, change: dict[str, object], told: str
) -> None:
    lines = found(library, tmp_path, {**GOOD, **change})
    assert any(line.startswith(f"1: a1: {told}") for line in lines), lines


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (ENTRY, "facts: warning: there is nothing to measure it by"),
        (
            {**GOOD, "answerable": False},
            "answerable: warning: not answerable, yet it has facts and",
        ),
        ({**GOOD, "question": "Why £9 million?"}, "facts.0: warning: '£9 million' matches the que"),
        ({**GOOD, "must_not": ["£9"]}, "must_not.0: warning: the evidence says '£9'"),
    ],
)
def test_what_may_be_meant_is_a_warning(
    library: Library, tmp_path: Path, entry: dict[str, object], told: str
) -> None:
    (line,) = found(library, tmp_path, entry)
    assert line.startswith(f"1: a1: {told}")


def test_evidence_may_be_broken_otherwise_and_run_over_a_page(
    library: Library, tmp_path: Path
) -> None:
    pieces = ["The council’s plan costs 50 % of the grant.", "£9 million. The council’s plan"]
    entry = {**GOOD, "evidence": pieces}
    assert found(library, tmp_path, {**entry, "pages": {"funding": [2]}}) == []
    (line,) = found(library, tmp_path, {**entry, "pages": {"funding": [1]}})
    assert line.startswith("1: a1: evidence.0: it stands on page 2")


def test_evidence_is_looked_for_everywhere_where_no_document_is_named(
    library: Library, tmp_path: Path
) -> None:
    entry = {**GOOD, "docs": [], "evidence": ["Kinship carers receive £9 million.", "Policy ends"]}
    assert found(library, tmp_path, entry) == []


def test_facts_may_be_spread_over_the_evidence(library: Library, tmp_path: Path) -> None:
    facts = [["kinship"], ["£9 million.*50 %"]]
    assert found(library, tmp_path, {**GOOD, "facts": facts, "evidence": [EVIDENCE, "50 %"]}) == []


def test_two_questions_in_the_same_words_are_doubtful(library: Library, tmp_path: Path) -> None:
    same = {**GOOD, "id": "a2", "question": " how  MUCH? "}
    others = [
        {**same, "id": "a3", "history": [["And kinship carers?", ""]]},
        {**same, "id": "a4", "filters": {"documents": ["the-funding"]}},
        {**same, "id": "a5", "as_of": "2026-01-01"},
    ]
    (line,) = found(library, tmp_path, GOOD, same, *others)
    assert line.startswith("2: a2: question: warning: a1 (")
    assert line.endswith("set.jsonl:1) asks the same: leave one out")


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    options = parser.parse_args(["check", *map(str, arguments)])
    status: int = options.run(options)
    return status


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(GOOD), "utf-8")
    return path


def test_all_is_well(index: Path, question_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(question_set, "--index", index) == 0
    assert capsys.readouterr().out == ("1 question, all is well (1 answerable, 1 with evidence)\n")


def test_an_error_exits_1_and_a_warning_does_not(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(ENTRY), "utf-8")
    assert run(path, "--index", index) == 0
    assert "1 question, 1 warning (1 answerable, 0 with" in capsys.readouterr().out
    path.write_text(json.dumps({**ENTRY, "docs": ["a", "b"]}), "utf-8")
    assert run(path, "--index", index) == 1
    assert "1 question, 2 errors, 1 warning (" in capsys.readouterr().out


def test_what_does_not_load_is_a_mistake_in_the_set(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({**GOOD, "facts": [["("]], "answerable": None}), "utf-8")
    assert run(path, "--index", index) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:3] for line in lines[:2]] == [
        [f"{path}:1", "a1", "answerable"],
        [f"{path}:1", "a1", "facts.0.0"],
    ]


def test_a_path_that_is_no_set_is_a_wrong_argument(index: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(FixSettings, match=r"notes\.md is no question set: its name must end in"):
        run(tmp_path / "notes.md", "--index", index)
    with pytest.raises(FixSettings, match=r"gone\.yaml is not a file: name a question set"):
        run(tmp_path / "gone.yaml", "--index", index)


def test_no_index_is_said(question_set: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildIndex, match="run `reform-ingest`"):
        run(question_set, "--index", tmp_path / "none")
