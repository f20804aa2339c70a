"""A service as a target: the same answers as of its index, and one clear error for all else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from starlette.responses import JSONResponse

from evals.results import Span
from evals.targets import Target
from evals.targets.remote import Reindexed, Remote
from ingest.errors import FixSettings, TryLater
from service.schemas import MAX_QUESTION, Filters, Question
from tests.evals.targets.serving import ANSWERS, LIBRARY, Front, Server, Times, about, problem
from tests.service.api.fakes import ADVOCACY, FakeEngine, index


def document_id(remote: Remote, file: str) -> str:
    (found,) = [document.id for document in remote.documents if document.file == file]
    return found


def test_it_answers_with_verbatim_quotes_of_its_library(remote: Remote, server: Server) -> None:
    target: Target = remote
    answer = target.answer(about())
    assert (target.name, target.index) == (server.url, answer.index)
    assert answer.citations
    for citation in answer.citations:
        text = target.text(citation.document.id)
        assert text[citation.start : citation.end] == citation.quote
        assert citation.document.id in {document.id for document in target.documents}


def test_everything_of_the_question_is_sent(remote: Remote, engine: FakeEngine) -> None:
    seen: list[Question] = []
    engine.before = seen.append
    remote.answer(
        about(
            history=[["What is family help?", "Help by one team."]],
            filters={"kinds": ["guidance"]},
            as_of="2024-05-01",
        )
    )
    (question,) = seen
    assert question.history[0].question == "What is family help?"
    assert question.filters == Filters(kinds=["guidance"])
    assert question.as_of == date(2024, 5, 1)


def test_search_gives_the_places_of_the_passages_best_first(remote: Remote) -> None:
    found = remote.search("independent advocate", 2)
    assert 1 <= len(found) <= 2
    assert isinstance(found[0], Span)
    assert "independent advocate" in remote.text(found[0].document)[found[0].start : found[0].end]


def test_a_query_longer_than_the_api_takes_is_cut(remote: Remote) -> None:
    assert remote.search("advocate " + "children " * MAX_QUESTION, 5)


def test_a_text_is_fetched_once_however_many_ask(remote: Remote, front: Front) -> None:
    id_ = document_id(remote, "advocacy.txt")
    front.seconds = 0.02
    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(remote.text, [id_] * 40))
    assert len(texts) == 1
    assert ADVOCACY.splitlines()[-1] in texts.pop()
    assert front.count(f"{LIBRARY}/{id_}/text") == 1


def test_an_unknown_document_has_an_empty_text_and_nobody_is_asked(
    remote: Remote, front: Front
) -> None:
    front.paths.clear()
    assert remote.text("../../etc/passwd") == ""
    assert front.paths == []


def test_a_refused_question_is_named_with_the_services_reason(remote: Remote) -> None:
    with pytest.raises(FixSettings) as error:
        remote.answer(about(filters={"documents": ["no-such"]}))
    assert "question h001" in str(error.value)
    assert "422 The request is not valid: There is no document 'no-such'" in str(error.value)


def test_a_terminal_is_not_given_what_it_might_obey(remote: Remote, front: Front) -> None:
    front.instead = Times(ANSWERS, problem(418, "\x1b[2J", "two\nlines " + "long " * 999))
    with pytest.raises(FixSettings) as error:
        remote.answer(about())
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 500


def test_a_crash_of_the_service_is_not_the_callers_fault(
    remote: Remote, engine: FakeEngine
) -> None:
    def crash(_: Question) -> None:
        raise ZeroDivisionError

    engine.before = crash
    with pytest.raises(TryLater, match=r"question h001 .500 Something went wrong"):
        remote.answer(about())


def test_an_answer_of_another_shape_is_one_error(remote: Remote, front: Front) -> None:
    front.instead = Times(ANSWERS, JSONResponse({"choices": []}))
    with pytest.raises(FixSettings, match="of this version: for question h001"):
        remote.answer(about())


@pytest.mark.parametrize("ask", ["answer", "search", "text"])
def test_an_index_that_is_replaced_in_the_meantime_ends_the_run(
    ask: str, own_remote: Remote, folder: Path
) -> None:
    asked: dict[str, Callable[[], object]] = {
        "answer": lambda: own_remote.answer(about()),
        "search": lambda: own_remote.search("advocate", 3),
        "text": lambda: own_remote.text(document_id(own_remote, "advocacy.txt")),
    }
    (folder / "corpus" / "more.txt").write_text("An advocate for everybody.\n", "utf-8")
    index(folder / "corpus", folder / "index")
    with pytest.raises(Reindexed, match="run again without --resume"):
        asked[ask]()


def test_a_document_that_is_gone_means_that_the_index_was_replaced(
    own_remote: Remote, folder: Path
) -> None:
    known, other = (document_id(own_remote, f"{name}.txt") for name in ("strategy", "advocacy"))
    text = own_remote.text(known)
    for name in ("advocacy.txt", "strategy.txt"):
        (folder / "corpus" / name).unlink()
    (folder / "corpus" / "other.txt").write_text("Something else.\n", "utf-8")
    index(folder / "corpus", folder / "index")
    assert own_remote.text(known) == text  # what an answer was compared with does not change
    with pytest.raises(Reindexed):
        own_remote.text(other)


def test_threads_may_share_it(remote: Remote) -> None:
    alone = remote.answer(about()).citations
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(remote.answer, [about()] * 24))
    assert all(answer.citations == alone for answer in answers)
    assert len({answer.id for answer in answers}) == 24
