"""Question sets: what is read, what is right in them, and how errors are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.questions import EvalQuestion, load_set, load_sets
from ingest.errors import FixSettings
from service.schemas import MAX_QUESTION

ENTRY = {"id": "a1", "question": "How much?", "answerable": True}


def questions(path: Path) -> tuple[EvalQuestion, ...]:
    return load_set(path).questions


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_yaml_and_json_lines_say_the_same(tmp_path: Path) -> None:
    entries = [ENTRY, {**ENTRY, "id": "a2", "facts": [["£5", "five pounds"]], "kind": "list"}]
    lines = "\n\n".join(map(json.dumps, entries)) + "\n"
    as_lines = questions(write(tmp_path, "set.jsonl", lines))
    as_yaml = questions(write(tmp_path, "set.yaml", json.dumps(entries)))
    assert as_lines == as_yaml
    assert [question.id for question in as_lines] == ["a1", "a2"]
    assert as_lines[1].facts == (("£5", "five pounds"),)


def test_only_id_question_and_answerable_must_be_there(tmp_path: Path) -> None:
    (question,) = questions(write(tmp_path, "set.jsonl", json.dumps(ENTRY)))
    assert (question.kind, question.history, question.facts) == ("fact", (), ())


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    (question,) = questions(write(tmp_path, "s.jsonl", json.dumps({**ENTRY, "source": "minutes"})))
    assert question.model_extra == {"source": "minutes"}


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
        f"{path}:3: a1: facts.1",
        f"{path}:4: a1: answerable",
    ]


def test_an_error_in_yaml_names_the_line_of_the_field(tmp_path: Path) -> None:
    first = "- id: a1\n  answerable: true\n  question: Why?\n"
    text = f"{first}\n- id: a2\n  question: Why?\n  answerable: perhaps\n"
    path = write(tmp_path, "set.yaml", text)
    with pytest.raises(FixSettings, match=r"set\.yaml:7: a2: answerable: "):
        load_set(path)


def test_a_field_given_twice_is_an_error(tmp_path: Path) -> None:
    text = "- id: a1\n  question: Why?\n  answerable: true\n  question: How?\n"
    with pytest.raises(FixSettings, match=r"set\.yaml:4: question: this field is there twice"):
        load_set(write(tmp_path, "set.yaml", text))


def test_errors_of_all_files_are_told_together_and_good_entries_do_not_hide_bad_lines(
    tmp_path: Path,
) -> None:
    first = write(tmp_path, "a.jsonl", "{not json}\n" + json.dumps({**ENTRY, "answerable": None}))
    second = write(tmp_path, "b.yaml", "- id: b1\n  answerable: true\n")
    with pytest.raises(FixSettings) as error:
        load_sets([first, second, tmp_path / "gone.yaml"])
    told = str(error.value).splitlines()
    assert [line.split(": ")[0] for line in told] == [
        f"{first}:1",
        f"{first}:2",
        f"{second}:1",
        f"{tmp_path / 'gone.yaml'} could not be read",
    ]


def test_yaml_that_would_make_python_objects_is_refused(tmp_path: Path) -> None:
    text = "- !!python/object/apply:os.system ['true']\n"
    with pytest.raises(FixSettings, match=r"set\.yaml:1: this is not YAML"):
        load_set(write(tmp_path, "set.yaml", text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("set.jsonl", "{not json}"),
        ("set.yaml", "- id: [unclosed"),
        ("set.yaml", "just words"),
        ("set.yaml", "id: a1\nquestion: How much?\nanswerable: true\n"),
        ("set.yaml", ""),
        ("set.jsonl", ""),
        ("set.txt", "- id: a1"),
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
    (question,) = questions(write(tmp_path, "set.jsonl", text))
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
    with pytest.raises(FixSettings, match=r"set\.jsonl:1: a1: facts"):
        load_set(path)


def test_a_question_that_the_service_would_not_take_is_an_error(tmp_path: Path) -> None:
    too_long = {**ENTRY, "question": "a" * (MAX_QUESTION + 1)}
    path = write(tmp_path, "set.jsonl", json.dumps(too_long))
    with pytest.raises(FixSettings, match=r"set\.jsonl:1: a1: question"):
        load_set(path)


def asks(**given: object) -> EvalQuestion:
    return EvalQuestion.model_validate({**ENTRY, **given})


def test_each_group_of_facts_needs_one_match() -> None:
    question = asks(facts=[["£9 ?m(illion)?", "nine million"], ["kinship"]])
    assert question.facts_in("Kinship carers get £9 million.") == [True, True]
    assert question.facts_in("KINSHIP: NINE MILLION") == [True, True]
    assert question.facts_in("Carers get £9 million.") == [True, False]
    assert question.facts_in("Kinship carers get £90 thousand.") == [False, True]


def test_an_answer_may_hold_none_of_what_it_must_not() -> None:
    question = asks(must_not=["£27", r"\bhas been abolished\b"])
    assert question.forbidden_in("It is £27 million.") == ["£27"]
    assert question.forbidden_in("It HAS BEEN abolished.") == [r"\bhas been abolished\b"]
    assert question.forbidden_in("It is £9 million.") == []


@pytest.mark.parametrize("names", [("a", "a"), ("a", "b")], ids=["one file", "two files"])
def test_an_id_given_twice_is_named_with_both_places(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    paths = list(dict.fromkeys(tmp_path / f"{name}.jsonl" for name in names))
    for path in paths:
        path.write_text((json.dumps(ENTRY) + "\n") * (3 - len(paths)), "utf-8")
    with pytest.raises(FixSettings, match=r"jsonl:\d: id: a1 is also "):
        load_sets(paths)


def test_two_sets_of_the_same_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    first = write(tmp_path, "set.jsonl", json.dumps(ENTRY))
    second = write(tmp_path / "old", "set.jsonl", json.dumps({**ENTRY, "id": "a2"}))
    with pytest.raises(FixSettings, match="has the same name: rename one"):
        load_sets([first, second])


def test_a_question_knows_its_place_and_its_digest_changes_with_what_is_expected(
    tmp_path: Path,
) -> None:
    loaded = load_set(write(tmp_path, "set.jsonl", "\n" + json.dumps(ENTRY)))
    assert loaded.place(loaded.questions[0]) == f"{tmp_path / 'set.jsonl'}:2"
    assert asks().digest == loaded.questions[0].digest
    assert asks(facts=[["£5"]]).digest != asks().digest
