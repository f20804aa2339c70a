"""The shipped documents, the real models, known facts. Floors, so that a refit is no alarm."""

from __future__ import annotations

import json
import re
import shutil
import statistics
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evals import cli as evals_cli
from evals.runfile import read_run
from ingest import cli as ingest_cli
from ingest.layout import IndexFolder
from ingest.settings import load_settings
from ingest.vectorstores import open_stores
from service.engine import Engine
from service.opened import OpenBuild
from service.pipeline import REFUSALS
from service.schemas import Answer, Question
from tests.end_to_end.real import CORPUS, need_models

pytestmark = pytest.mark.models

SMOKE = CORPUS.parent / "evals" / "sets" / "smoke.yaml"
LEAST_RIGHT, LEAST_REFUSED, LEAST_OF_SMOKE = 10, 4, 6

KNOWN = {
    "How old must an adopter be?": r"\b21\b",
    "How many members must be present for an adoption panel to do business?": r"\bfive\b",
    "How often must the health plan of a looked-after child under 5 be reviewed?": r"six months",
    "When must the first case review of a looked-after child happen?": r"20 working days",
    "What SDQ score gives cause for concern?": r"\b17\b",
    "Which questionnaire assesses the emotional well-being of looked-after children?": (
        r"Strengths and Difficulties"
    ),
    "When did the three consultations close?": r"11 May",
    "For how many weeks did the consultations run?": r"\b14\b",
    "Who leads on the personal education plan within the school?": r"designated teacher",
    "Is consent needed to share information where a child is at risk of harm?": r"not needed",
    "How much is there for training and support of kinship carers?": r"£9 million",
    "What did the leaving care allowance rise to?": r"£3,000",
}
UNKNOWN = (
    "What is the salary of the Director of Children's Services in Wiltshire?",
    "How many foster carers were there in Cornwall in 2019?",
    "Who chairs the adoption panel in Leeds?",
    "What is the telephone number of the advocacy service?",
    "How do I bake sourdough bread?",
    "What will the council tax be next year?",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_settings(models=need_models()))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("corpus-index")
    assert ingest_cli.main([str(CORPUS), "--index", str(root)]) == 0
    return root


@pytest.fixture(scope="module")
def build(engine: Engine, index: Path) -> Iterator[OpenBuild]:
    build = OpenBuild(*IndexFolder(index).live_build(), engine.identity)
    yield build
    build.close()


def ask(engine: Engine, build: OpenBuild, question: str) -> Answer:
    return engine.answer(Question(question=question), build)


@pytest.fixture(scope="module")
def answers(engine: Engine, build: OpenBuild) -> dict[str, Answer]:
    return {question: ask(engine, build, question) for question in (*KNOWN, *UNKNOWN)}


def test_every_file_of_the_corpus_is_in_the_index(build: OpenBuild) -> None:
    given = {path.name for path in CORPUS.iterdir() if path.is_file()}
    assert {r.file for r in build.documents.values()} == given - {"catalogue.toml", "README.md"}


def test_known_facts_are_found(answers: dict[str, Answer]) -> None:
    wrong = [
        question
        for question, fact in KNOWN.items()
        if not (answers[question].citations and re.search(fact, answers[question].answer))
    ]
    assert len(KNOWN) - len(wrong) >= LEAST_RIGHT, wrong


def test_what_the_documents_do_not_say_is_mostly_refused(answers: dict[str, Answer]) -> None:
    stated = [question for question in UNKNOWN if answers[question].status not in REFUSALS]
    assert len(UNKNOWN) - len(stated) >= LEAST_REFUSED, stated


def test_every_quote_is_verbatim(answers: dict[str, Answer], build: OpenBuild) -> None:
    quotes = [c for told in answers.values() for c in (*told.citations, *told.nearest)]
    assert quotes
    for quote in quotes:
        assert build.text(quote.document.id)[quote.start : quote.end] == quote.quote


def test_every_question_that_is_suggested_is_answered(engine: Engine, build: OpenBuild) -> None:
    suggested = engine.suggested_questions(build)
    catalogued = {q for record in build.documents.values() for q in record.questions}
    assert suggested
    told = {question: ask(engine, build, question) for question in {*suggested, *catalogued}}
    assert [question for question, answer in told.items() if not answer.citations] == []


def test_the_small_question_set_passes_its_gates(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFORM_QA_MODELS", str(need_models()))
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "run.json"
    assert evals_cli.main(["check", str(SMOKE), "--index", str(index)]) == 0
    assert evals_cli.main(["run", str(SMOKE), "--index", str(index), "--json", str(report)]) == 0
    run = read_run(report)
    assert len(run.results) == 12
    assert sum(result.right is True for result in run.results) >= LEAST_OF_SMOKE


def test_how_long_it_took_is_printed(
    answers: dict[str, Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    times = [told.timings_ms["total"] for told in answers.values()]
    with capsys.disabled():
        print(f"\nmedian answer: {statistics.median(times):.0f} ms, slowest {max(times):.0f} ms")
    assert min(times) >= 0


@pytest.mark.postgres
def test_the_answers_are_the_same_with_the_vectors_on_a_server(
    engine: Engine,
    answers: dict[str, Answer],
    index: Path,
    tmp_path: Path,
    vectors_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(index, copy)
    monkeypatch.setenv("REFORM_QA_VECTORS", vectors_url)
    assert ingest_cli.main([str(CORPUS), "--index", str(copy), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["moved"], report["embedded"]) == (True, 0)
    settings = load_settings(index=copy)
    live = IndexFolder(copy).live_build()
    with closing(OpenBuild(*live, engine.identity, open_stores(settings))) as build:
        for question, expected in answers.items():
            told = ask(engine, build, question)
            assert (told.status, told.answer) == (expected.status, expected.answer), question
            assert _places(told) == _places(expected), question


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(each.passage_id, each.start, each.end) for each in answer.citations]
