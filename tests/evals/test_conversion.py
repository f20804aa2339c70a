"""`reform-evals convert`: what a public set becomes, and what is said of one that is wrong."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.checking import Library, check
from evals.commands import convert as command
from evals.conversion import our_questions, read_source
from evals.questions import EvalQuestion, load_set
from ingest.catalogue import read_catalogue
from ingest.errors import FixSettings
from ingest.loaders import load
from service.schemas import MAX_HISTORY, MAX_HISTORY_TEXT, MAX_QUESTION
from tests.service.api.fakes import index

QUESTION = {"id": "c1", "question": "How much?", "answerable": True, "doc_ids": ["rates#2"]}
DOCUMENT = {"doc_id": "rates#2", "title": "Rates & <pay>", "text": "You get £18 a week."}
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


def lay(folder: Path, questions: list[Any], documents: list[Any]) -> Path:
    """A public set as it was published."""
    folder.mkdir(exist_ok=True)
    for name, lines in (("questions", questions), ("documents", documents)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return folder


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    options = parser.parse_args(["convert", *map(str, arguments)])
    status: int = options.run(options)
    return status


def converted(
    folder: Path, change: dict[str, Any], document: dict[str, Any] = DOCUMENT
) -> tuple[list[EvalQuestion], Counter[str]]:
    """The questions that a set of one question becomes, and what was left out."""
    source = read_source(lay(folder / "set", [{**QUESTION, **change}], [document]))
    left_out: Counter[str] = Counter()
    entries = list(our_questions(source.questions, source, left_out))
    return [EvalQuestion.model_validate(entry) for entry in entries], left_out


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


def test_turns_become_history(tmp_path: Path) -> None:
    turns = [
        {"role": "assistant", "text": "Welcome."},
        {"role": "user", "text": "I am 19."},
        {"role": "user", "text": "Can I apply?"},
        {"role": "assistant", "text": "Yes."},
        {"role": "user", "text": "x" * (MAX_HISTORY_TEXT + 1)},
        {"role": "assistant", "text": "That was long."},
    ]
    ((question,), left_out) = converted(tmp_path, {"turns": turns})
    assert question.history == (("I am 19.", ""), ("Can I apply?", "Yes."))
    assert sorted(left_out.values()) == [1, 1]
    many = [{"role": "user", "text": str(number)} for number in range(MAX_HISTORY + 3)]
    ((question,), left_out) = converted(tmp_path, {"turns": many})
    assert question.history[0] == ("3", "")
    assert list(left_out.values()) == [3]


def test_a_question_that_is_too_long_is_left_out(tmp_path: Path) -> None:
    questions, left_out = converted(tmp_path, {"question": "x" * (MAX_QUESTION + 1)})
    assert (questions, left_out) == ([], {f"questions longer than {MAX_QUESTION} characters": 1})


@pytest.mark.parametrize(
    ("answer", "said", "is_held"),
    [
        ("£18 a week", "you get £18  A\nWEEK now", True),
        ("18", "£18.", True),
        ("18", "£18.50", False),
        ("18", "£2,18", False),
        ("18", "£180", False),
        ("18", "£18, or more", True),
        ("(a+b)?", "it is (a+b)? so", True),
    ],
)
def test_an_answer_becomes_a_fact(tmp_path: Path, answer: str, said: str, is_held: bool) -> None:
    ((question,), _) = converted(tmp_path, {"answers": [answer]})
    assert question.facts_in(said) == [is_held]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"answers": ["yes", "£18"]}, "yes/no"),
        ({"answers": ["No."]}, "yes/no"),
        ({"answers": ["eighteen pounds"]}, "none of the answers"),
        ({"answers": ["£18"], "answerable": False}, None),
        ({"answers": [" "]}, None),
        ({}, None),
    ],
)
def test_what_a_quotation_cannot_say_is_no_fact(
    tmp_path: Path, change: dict[str, Any], why: str | None
) -> None:
    evidence = ["You get £18 a week."]
    ((question,), left_out) = converted(tmp_path, {"evidence": evidence, **change})
    assert question.facts == ()
    assert [bool(why and re.search(why, reason)) for reason in left_out] == [True] * bool(why)
    assert question.evidence == (tuple(evidence) if question.answerable else ())


def test_any_answer_that_the_evidence_says_will_do(tmp_path: Path) -> None:
    change = {"evidence": ["You get £18 a week."], "answers": ["£18", "a week", "monthly", "£18"]}
    ((question,), _) = converted(tmp_path, change)
    assert len(question.facts[0]) == 2
    assert question.facts_in("£18") == question.facts_in("once a week") == [True]


@pytest.mark.parametrize(
    ("change", "kind", "tags"),
    [
        (
            {"meta": {"split": "dev", "conditional": True}},
            "conditional",
            ("conditional", "split=dev"),
        ),
        ({"meta": {"kind": "list", "conditional": False, "level": 3}}, "list", ("level=3",)),
        ({"meta": {"scenario": "Two words.", "many": ["a"], "none": None}}, "fact", ()),
        ({"meta": {"kind": "list"}, "answerable": False}, "unanswerable", ()),
    ],
)
def test_kind_and_tags_come_from_meta(
    tmp_path: Path, change: dict[str, Any], kind: str, tags: tuple[str, ...]
) -> None:
    ((question,), _) = converted(tmp_path, change)
    assert (question.kind, question.tags) == (kind, tags)


def test_candidates_become_a_filter(tmp_path: Path) -> None:
    ((question,), _) = converted(tmp_path, {"meta": {"candidate_doc_ids": ["rates#2"]}})
    assert question.filters.documents == ["rates-2"]


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


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    questions = [
        {**QUESTION, "answers": "18"},
        QUESTION,
        {**QUESTION, "doc_ids": ["gone"], "id": "c2"},
        {**QUESTION, "meta": {"candidate_doc_ids": ["lost"]}, "id": "c3"},
        {**QUESTION, "turns": [{"role": "system", "text": ""}], "id": "c4"},
        QUESTION,
        "words",
        {**QUESTION, "question": "\ud800", "id": "c5"},
    ]
    folder = lay(tmp_path / "set", questions, [DOCUMENT, {"doc_id": "d", "text": " "}, DOCUMENT])
    with pytest.raises(FixSettings) as error:
        read_source(folder)
    told = [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]
    for expected in (
        "questions.jsonl:1: c1: answers: ",
        "questions.jsonl:3: c2: doc_ids: documents.jsonl has no 'gone'",
        "questions.jsonl:4: c3: meta: documents.jsonl has no 'lost'",
        "questions.jsonl:5: c4: turns.0.role: ",
        "questions.jsonl:6: c1: id: c1 is also on line 2",
        "questions.jsonl:7: Input should be a valid dictionary",
        "questions.jsonl:8: c5: question: ",
        "documents.jsonl:2: d: it has no text",
        "documents.jsonl:3: rates#2: doc_id: rates#2 is also on line 1",
    ):
        assert any(line.startswith(expected) for line in told), (expected, told)
    assert len(told) == 9


def test_missing_and_empty_files_are_both_said(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("\n", "utf-8")
    with pytest.raises(FixSettings) as error:
        read_source(tmp_path)
    assert str(error.value).splitlines() == [
        f"{tmp_path}/questions.jsonl is empty",
        f"{tmp_path}/documents.jsonl could not be read: No such file or directory",
    ]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    folder = lay(tmp_path / "set", [QUESTION], [DOCUMENT])
    for out in (folder, folder / "questions.jsonl"):
        with pytest.raises(FixSettings, match="is there already: name a folder that is new or emp"):
            run(folder, out)
    with pytest.raises(FixSettings, match="can not be written: Not a directory"):
        run(folder, folder / "questions.jsonl" / "out")
    (tmp_path / "out").mkdir()
    assert run(folder, tmp_path / "out") == 0
