"""The results of a run so far: what is kept, what is taken up again, and that nothing is lost."""

from __future__ import annotations

import json
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evals.journal import Header, Journal, header_of, journal_path, open_journal
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Result, Span
from ingest.errors import FixSettings, TryLater
from tests.evals.results import result

HEADER = Header(target="http://127.0.0.1:8000", index="b1", questions="q1")
FIRST, SECOND = result(id="a1"), result(id="a2", question="How many?")


def set_of(*results: Result, name: str = "set", path: str = "set.yaml") -> QuestionSet:
    questions = tuple(each.question for each in results)
    return QuestionSet(name, Path(path), questions, {q.id: 1 for q in questions})


def write(path: Path, *results: Result, header: Header = HEADER) -> None:
    """What a run that ended early leaves."""
    with open_journal(path, header, resume=False) as journal:
        for each in results:
            journal.append(each)


def resumed(path: Path, header: Header = HEADER) -> list[str]:
    """The ids of the results that are taken up again."""
    with open_journal(path, header, resume=True) as journal:
        return [each.question.id for each in (FIRST, SECOND) if found(journal, each)]


def found(journal: Journal, wanted: Result) -> Result | None:
    return journal.find(wanted.set, wanted.question)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """In a folder that is not there yet."""
    return tmp_path / "var" / "evals" / "run.jsonl"


def test_a_result_is_read_again_as_it_was(path: Path) -> None:
    kept = result(
        note={"by": "Ann", "on": "1 May"},  # a key that we do not know
        tags=["money"],
        history=[["What?", "That."]],
        pages={"a.pdf": [3]},
        as_of="2024-05-01",
    ).model_copy(
        update={
            "retrieved": (Span("d1", 3, 9),),
            "evidence": ((Span("d1", 3, 9), Span("d2", 0, 4)), ()),
            "misquoted": ("nearest 2",),
        }
    )
    write(path, kept)
    with open_journal(path, HEADER, resume=True) as journal:
        assert found(journal, kept) == kept
        assert isinstance(found(journal, kept), Result)


def test_each_result_is_in_the_file_as_soon_as_it_is_kept(path: Path) -> None:
    with open_journal(path, HEADER, resume=False) as journal:
        assert len(path.read_text("utf-8").splitlines()) == 1
        for number, each in enumerate((FIRST, SECOND), 2):
            journal.append(each)
            lines = path.read_text("utf-8").splitlines()
            assert len(lines) == number
            assert json.loads(lines[-1])["question"]["id"] == each.question.id
    assert Header.model_validate_json(lines[0]) == HEADER


def test_what_is_resumed_is_added_to(path: Path) -> None:
    write(path, FIRST)
    with open_journal(path, HEADER, resume=True) as journal:
        assert found(journal, FIRST) == FIRST
        assert found(journal, SECOND) is None
        assert journal.kept([set_of(FIRST, SECOND)]) == 1
        journal.append(SECOND)
        assert journal.kept([set_of(FIRST, SECOND)]) == 2
    assert resumed(path) == ["a1", "a2"]


def test_there_may_be_nothing_to_resume(path: Path) -> None:
    assert resumed(path) == []
    assert resumed(path) == []
    assert path.read_text("utf-8").count("\n") == 1


def test_an_edited_question_is_asked_again(path: Path) -> None:
    write(path, FIRST)
    edited = result(id="a1", facts=[["£10 million"]])
    with open_journal(path, HEADER, resume=True) as journal:
        assert found(journal, edited) is None
        assert journal.find("another set", FIRST.question) is None
        journal.append(edited)
    with open_journal(path, HEADER, resume=True) as journal:
        assert found(journal, edited) == edited


def test_edited_sets_may_be_resumed(path: Path) -> None:
    write(path, FIRST)
    assert resumed(path, HEADER.model_copy(update={"questions": "q2"})) == ["a1"]


@pytest.mark.parametrize("cut", [1, 2, 40, 200])
def test_a_line_that_a_crash_has_cut_off_is_dropped(cut: int, path: Path) -> None:
    write(path, FIRST, SECOND)
    path.write_bytes(path.read_bytes()[:-cut])
    with open_journal(path, HEADER, resume=True) as journal:
        assert (found(journal, FIRST), found(journal, SECOND)) == (FIRST, None)
        journal.append(SECOND)
    assert resumed(path) == ["a1", "a2"]


def test_a_header_that_a_crash_has_cut_off_is_written_again(path: Path) -> None:
    write(path)
    for data in (b"", path.read_bytes()[:-9]):
        path.write_bytes(data)
        assert resumed(path) == []
        assert Header.model_validate_json(path.read_bytes()) == HEADER


@pytest.mark.parametrize("name", ["target", "index"])
def test_results_of_another_target_or_index_are_refused_and_stay(name: str, path: Path) -> None:
    write(path, FIRST)
    before = path.read_bytes()
    with pytest.raises(FixSettings, match=f"the {name} {getattr(HEADER, name)}, now it is other"):
        resumed(path, HEADER.model_copy(update={name: "other"}))
    assert path.read_bytes() == before
    assert resumed(path) == ["a1"]


@pytest.mark.parametrize("line", [1, 2])
def test_what_this_version_does_not_write_is_refused_and_stays(line: int, path: Path) -> None:
    write(path, FIRST, SECOND)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line - 1] = b'{"format": 2}\n'
    path.write_bytes(b"".join(lines))
    with pytest.raises(FixSettings, match=f"line {line} of .*run without --resume"):
        resumed(path)
    assert path.read_bytes() == b"".join(lines)


def test_beginning_anew_sets_aside_what_was_kept(path: Path) -> None:
    write(path, FIRST)
    first = path.read_bytes()
    with open_journal(path, HEADER, resume=False) as journal:
        assert journal.set_aside == path.with_name("run.1.old")
        assert found(journal, FIRST) is None
        journal.append(SECOND)
    with open_journal(path, HEADER, resume=False) as journal:
        assert journal.set_aside == path.with_name("run.2.old")
    assert path.with_name("run.1.old").read_bytes() == first
    path.with_name("run.2.old").rename(path)
    assert resumed(path) == ["a2"]


def test_a_run_that_kept_nothing_leaves_nothing_to_set_aside(path: Path) -> None:
    write(path)
    with open_journal(path, HEADER, resume=False) as journal:
        assert journal.set_aside is None
    assert list(path.parent.glob("*.old")) == []


def test_a_finished_run_leaves_nothing(path: Path) -> None:
    with open_journal(path, HEADER, resume=False) as journal:
        journal.append(FIRST)
        journal.discard()
    assert not path.exists()


@pytest.mark.parametrize("resume", [True, False])
def test_two_runs_cannot_write_the_same_journal(resume: bool, path: Path) -> None:
    with open_journal(path, HEADER, resume=False) as journal:
        journal.append(FIRST)
        with pytest.raises(TryLater, match="another run of the same question sets is at work"):
            open_journal(path, HEADER, resume)
        journal.append(SECOND)
    assert resumed(path) == ["a1", "a2"]


def test_a_journal_that_was_refused_is_free_again(path: Path) -> None:
    write(path, FIRST)
    with pytest.raises(FixSettings):
        open_journal(path, HEADER.model_copy(update={"index": "b2"}), resume=True)
    assert resumed(path) == ["a1"]


def test_a_place_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "run.jsonl").mkdir()
    for place in (tmp_path / "file" / "run.jsonl", tmp_path / "run.jsonl"):
        with pytest.raises(FixSettings, match="cannot be used"):
            open_journal(place, HEADER, resume=False)


def test_a_full_disk_is_one_error_and_loses_nothing_that_was_kept(path: Path) -> None:
    with open_journal(path, HEADER, resume=False) as journal:
        journal.append(FIRST)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 50, limits[1]))
        try:
            with pytest.raises(FixSettings, match="File too large"):
                journal.append(SECOND)
            assert found(journal, SECOND) is None
            journal.close()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert resumed(path) == ["a1"]


def test_threads_may_share_it(path: Path) -> None:
    results = [result(id=f"a{number}", question="Why? " * 150) for number in range(200)]
    with open_journal(path, HEADER, resume=False) as journal, ThreadPoolExecutor(8) as pool:
        list(pool.map(journal.append, results))
    with open_journal(path, HEADER, resume=True) as journal:
        assert all(found(journal, each) == each for each in results)


def test_a_journals_name_is_that_of_the_same_files_and_target(tmp_path: Path) -> None:
    one, other = set_of(FIRST, path="one.yaml"), set_of(SECOND, path="other.yaml")
    edited = set_of(SECOND, path="one.yaml")
    place = journal_path(tmp_path, "target", [one, other])
    assert place.parent == tmp_path
    assert place == journal_path(tmp_path, "target", [other, edited])
    assert place != journal_path(tmp_path, "target", [one])
    assert place != journal_path(tmp_path, "other target", [one, other])


def test_a_header_says_what_is_asked_of_whom() -> None:
    class Target:
        name, index = "index", "b1"

    header = header_of(Target(), [set_of(FIRST)])  # type: ignore[arg-type]
    assert (header.target, header.index) == ("index", "b1")
    assert header == header_of(Target(), [set_of(FIRST)])  # type: ignore[arg-type]
    assert header != header_of(Target(), [set_of(FIRST, SECOND)])  # type: ignore[arg-type]


def test_a_question_is_the_same_after_it_has_been_read_again() -> None:
    question = EvalQuestion.model_validate(
        {"id": "a", "question": "?", "answerable": True, "extra": [1.0, None, {"é": "ü"}]}
    )
    again = EvalQuestion.model_validate_json(question.model_dump_json())
    assert again.digest == question.digest
