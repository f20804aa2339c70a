"""`reform-evals convert`: what a public set becomes on the disk, and what is left alone."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from evals.checking import Library, check
from evals.commands import convert as command
from evals.questions import load_set
from ingest.catalogue import read_catalogue
from ingest.errors import FixSettings
from ingest.loaders import load
from tests.evals.public_set import DOCUMENT, QUESTION, lay
from tests.service.api.fakes import index

SECTIONS = [
    {"id": "0", "tag": "h1", "text": "Who can apply"},
    {"id": "1", "tag": "p", "text": "You can apply if <you> are:"},
    {"id": "2", "tag": "li", "text": "18 or over & able"},
    {"id": "3", "tag": "li", "text": "a resident"},
    {"id": "4", "tag": "tr", "text": "Age | Weekly rate | "},
    {"id": "5", "tag": "tr", "text": "Under 25 | £61.05 | a | b"},
    {"id": "6", "tag": "tr", "text": "25 or over | £77.00 | c | d"},
    {"id": "7", "tag": "strange", "text": "The end."},
]


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    options = parser.parse_args(["convert", *map(str, arguments)])
    status: int = options.run(options)
    return status


def test_the_whole_way_into_an_index_that_says_the_evidence(tmp_path: Path) -> None:
    evidence = ["18 or over & able", "Under 25 | £61.05 | a | b", "You can apply if <you> are:"]
    questions = [
        {**QUESTION, "doc_ids": ["who/../#1"], "evidence": evidence, "answers": ["£61.05"]}
    ]
    documents = [DOCUMENT, {"doc_id": "who/../#1", "title": "", "sections": SECTIONS}]
    out = tmp_path / "out"
    assert run(lay(tmp_path / "set", questions, documents), out) == 0
    report = index(out / "documents", tmp_path / "index")
    assert (sorted(report.added), report.quarantined) == (["rates-2.html", "who-1.html"], [])
    library = Library(tmp_path / "index")
    assert {d.id: d.title for d in library.documents} == {
        "rates-2": "Rates & <pay>",
        "who-1": "who/../#1",
    }
    assert check([load_set(out / "questions.jsonl")], library) == []


def test_headings_items_and_rows_stay_what_they_are(tmp_path: Path) -> None:
    documents = [{"doc_id": "d", "title": "Title", "sections": SECTIONS}]
    run(lay(tmp_path / "set", [{**QUESTION, "doc_ids": []}], documents), tmp_path / "out")
    loaded = load(tmp_path / "out" / "documents" / "d.html")
    said = [(block.kind, loaded.text[block.start : block.end]) for block in loaded.blocks]
    assert said == [
        ("heading", "Title"),
        ("heading", "Who can apply"),
        ("paragraph", "You can apply if <you> are:"),
        ("list_item", "18 or over & able"),
        ("list_item", "a resident"),
        ("table_row", "Age\tWeekly rate\t"),
        ("table_row", "Under 25\t£61.05\ta\tb"),
        ("table_row", "25 or over\t£77.00\tc\td"),
        ("paragraph", "The end."),
    ]


def test_plain_text_has_paragraphs_and_names_become_ids_of_their_own(tmp_path: Path) -> None:
    documents = [{**DOCUMENT, "doc_id": name, "text": "One.\n\nTwo."} for name in ("a#2", "a-2")]
    documents.append({**DOCUMENT, "doc_id": "文" * 200})
    run(lay(tmp_path / "set", [{**QUESTION, "doc_ids": ["a-2"]}], documents), tmp_path / "out")
    folder = tmp_path / "out" / "documents"
    ids = [entry.id for entry in read_catalogue(folder).document]
    assert ids == ["a-2", "a-2-2", "document"]
    assert load(folder / "a-2.html").text == "Rates & <pay>\nOne.\nTwo.\n"
    assert (folder / "a-2.html").read_bytes() != (folder / "a-2-2.html").read_bytes()
    assert load_set(tmp_path / "out" / "questions.jsonl").questions[0].docs == ("a-2-2",)


def test_questions_are_chosen_by_meta(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    metas = [{"split": "dev"}, {"split": "train"}, {"split": "dev", "hard": True}, {"split": "dev"}]
    questions = [{**QUESTION, "id": f"c{n}", "meta": meta} for n, meta in enumerate(metas)]
    folder = lay(tmp_path / "set", questions, [DOCUMENT, {**DOCUMENT, "doc_id": "other"}])

    def ids(name: str, *arguments: str) -> list[str]:
        run(folder, tmp_path / name, *arguments)
        return [q.id for q in load_set(tmp_path / name / "questions.jsonl").questions]

    assert ids("a", "--only", "split=dev", "--limit", "2") == ["c0", "c2"]
    assert (
        "2 questions (2 answerable, 0 with facts, 0 with evidence), 2 doc"
        in capsys.readouterr().out
    )
    assert ids("b", "--only", "split=dev", "--only", "hard=true") == ["c2"]
    for condition, known in {
        "split=test": "values: dev, train",
        "lang=en": "keys: hard, s",
    }.items():
        with pytest.raises(FixSettings, match=rf"--only {condition}: no question .* {known}"):
            run(folder, tmp_path / "c", "--only", condition)
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("wrong", [["--only", "split"], ["--limit", "0"], ["--limit", "x"]])
def test_a_wrong_argument_exits_2(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(tmp_path, tmp_path / "out", *wrong)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    folder = lay(tmp_path / "set", [QUESTION], [DOCUMENT])
    for out in (folder, folder / "questions.jsonl"):
        with pytest.raises(FixSettings, match="is there already: name a folder that is new or emp"):
            run(folder, out)
    with pytest.raises(FixSettings, match="can not be written: Not a directory"):
        run(folder, folder / "questions.jsonl" / "out")
    (tmp_path / "out").mkdir()
    assert run(folder, tmp_path / "out") == 0
