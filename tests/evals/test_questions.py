"""Question sets: what is read, what is right in them, and how errors are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.questions import EvalQuestion, load_set, load_sets
from ingest.errors import FixSettings
from service.schemas import MAX_QUESTION

ENTRY = {"id": "a1", "question": "How much?", "answerable": True}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_yaml_and_json_lines_say_the_same(tmp_path: Path) -> None:
    entries = [ENTRY, {**ENTRY, "id": "a2", "facts": [["£5", "five pounds"]], "kind": "list"}]
    lines = "\n\n".join(map(json.dumps, entries)) + "\n"
    as_lines = load_set(write(tmp_path, "set.jsonl", lines))
    as_yaml = load_set(write(tmp_path, "set.yaml", json.dumps(entries)))
    assert as_lines == as_yaml
    assert [question.id for question in as_lines] == ["a1", "a2"]
    assert as_lines[1].facts == (("£5", "five pounds"),)


def test_only_id_question_and_answerable_must_be_there(tmp_path: Path) -> None:
    (question,) = load_set(write(tmp_path, "set.jsonl", json.dumps(ENTRY)))
    assert (question.kind, question.history, question.facts) == ("fact", (), ())


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    (question,) = load_set(write(tmp_path, "s.jsonl", json.dumps({**ENTRY, "tags": ["money"]})))
    assert question.model_extra == {"tags": ["money"]}


def test_every_error_is_told_at_once_with_file_line_and_field(tmp_path: Path) -> None:
    no_id = {key: value for key, value in ENTRY.items() if key != "id"}
    bad_fact = {**ENTRY, "facts": [["£5"], []]}
    text = "\n".join(map(json.dumps, [no_id, ENTRY, bad_fact, {**ENTRY, "answerable": "perhaps"}]))
    path = write(tmp_path, "set.jsonl", text)
    with pytest.raises(FixSettings) as error:
        load_set(path)
    told = str(error.value).splitlines()
    assert [line.rpartition(": ")[0] for line in told] == [
        f"{path}:1: id",
        f"{path}:3: facts.1",
        f"{path}:4: answerable",
    ]


def test_an_error_in_yaml_names_the_entry_by_its_number(tmp_path: Path) -> None:
    path = write(tmp_path, "set.yaml", json.dumps([ENTRY, {"id": "a2", "answerable": True}]))
    with pytest.raises(FixSettings, match=r"set\.yaml:2: question: "):
        load_set(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("set.jsonl", "{not json}"),
        ("set.yaml", "- id: [unclosed"),
        ("set.yaml", "just words"),
        ("set.yaml", "id: a1\nquestion: How much?\nanswerable: true\n"),
        ("set.yaml", ""),
        ("set.jsonl", ""),
    ],
)
def test_a_file_that_is_no_set_is_an_error_that_names_it(
    tmp_path: Path, name: str, text: str
) -> None:
    with pytest.raises(FixSettings, match=name.replace(".", r"\.")):
        load_set(write(tmp_path, name, text))


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    text = json.dumps(ENTRY) + "\n{not json}\n"
    with pytest.raises(FixSettings, match=r"set.jsonl:2: "):
        load_set(write(tmp_path, "set.jsonl", text))


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    entry = {**ENTRY, "question": "How much\u2028and why?"}
    text = json.dumps(entry, ensure_ascii=False)
    (question,) = load_set(write(tmp_path, "set.jsonl", text))
    assert question.question == entry["question"]


def test_a_file_that_is_not_there_or_not_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FixSettings, match=r"gone\.yaml"):
        load_set(tmp_path / "gone.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FixSettings, match=r"bytes\.yaml"):
        load_set(tmp_path / "bytes.yaml")


def test_a_pattern_that_does_not_compile_is_an_error_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "set.jsonl", json.dumps({**ENTRY, "facts": [["(unclosed"]]}))
    with pytest.raises(FixSettings, match=r"set\.jsonl:1: facts"):
        load_set(path)


def test_a_question_that_the_service_would_not_take_is_an_error(tmp_path: Path) -> None:
    too_long = {**ENTRY, "question": "a" * (MAX_QUESTION + 1)}
    path = write(tmp_path, "set.jsonl", json.dumps(too_long))
    with pytest.raises(FixSettings, match=r"set\.jsonl:1: question"):
        load_set(path)


def asks(**given: object) -> EvalQuestion:
    return EvalQuestion.model_validate({**ENTRY, **given})


def test_each_group_of_facts_needs_one_match() -> None:
    question = asks(facts=[["£9 ?m(illion)?", "nine million"], ["kinship"]])
    assert question.has_facts("Kinship carers get £9 million.")
    assert question.has_facts("KINSHIP: NINE MILLION")
    assert not question.has_facts("Carers get £9 million.")
    assert not question.has_facts("Kinship carers get £90 thousand.")


def test_a_question_without_facts_is_content_with_any_answer() -> None:
    assert asks().has_facts("")


def test_an_answer_may_hold_none_of_what_it_must_not() -> None:
    question = asks(must_not=["£27", r"\bhas been abolished\b"])
    assert question.forbidden("It is £27 million.")
    assert question.forbidden("It HAS BEEN abolished.")
    assert not question.forbidden("It is £9 million.")


def test_an_id_that_two_sets_give_is_named(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for path in (first, second):
        path.write_text('{"id": "same", "question": "Why?", "answerable": false}\n', "utf-8")
    assert len(load_sets([first])) == 1
    with pytest.raises(FixSettings, match="same id: same"):
        load_sets([first, second])
