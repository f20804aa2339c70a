"""A service as a target: the same answers as of its index, and one clear error for all else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from evals.results import Span
from evals.targets import Target
from evals.targets.connection import KEY_VARIABLE
from evals.targets.remote import Reindexed, Remote
from ingest.errors import FixSettings, TryLater
from service.schemas import MAX_QUESTION, Filters, Question
from tests.evals.targets.conftest import Serve
from tests.evals.targets.serving import ANSWERS, LIBRARY, Front, Server, Times, about, problem
from tests.service.api.fakes import ADVOCACY, FakeEngine, index

KEY = "s3cret-k3y"
SECRETIVE = "it may not be told"


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


@pytest.mark.parametrize("key", [KEY, f" {KEY}\n"])
def test_the_key_is_sent_as_a_bearer(key: str, server: Server, front: Front) -> None:
    Remote(server.url, key).close()
    assert front.headers[-1]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", [None, "", "  "])
def test_without_a_key_none_is_sent(key: str | None, server: Server, front: Front) -> None:
    Remote(server.url, key).close()
    assert "authorization" not in front.headers[-1]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(("key", "told"), [(KEY, "refuses the key"), (None, "wants a key")])
def test_a_missing_or_refused_key_is_named_but_never_shown(
    status: int, key: str | None, told: str, serve: Serve
) -> None:
    server = serve(problem(status, "The key is not valid"))
    with pytest.raises(FixSettings, match=f"{told}.*{KEY_VARIABLE}") as error:
        Remote(server.url, key)
    assert KEY not in str(error.value)


@pytest.mark.parametrize("key", [f"{KEY}\nX-Other: 1", f"{KEY} more", f"{KEY}é", f"{KEY}\x00"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(FixSettings, match=KEY_VARIABLE) as error:
        Remote("http://127.0.0.1:9", key)
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        *("", "127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://["),
        *("http://a:99999", "http://xn--", "http://a b"),
        *(f"http://user:{SECRETIVE}@127.0.0.1", f"http://127.0.0.1/?key={SECRETIVE}"),
    ],
)
def test_what_is_no_address_alone_is_refused(url: str) -> None:
    with pytest.raises(FixSettings, match="--url") as error:
        Remote(url)
    assert SECRETIVE not in str(error.value)


def test_a_slash_at_the_end_of_the_address_makes_no_difference(server: Server) -> None:
    remote = Remote(f"{server.url}/")
    assert remote.name == server.url
    assert remote.answer(about()).citations
    remote.close()


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (HTMLResponse("<h1>It works!</h1>"), "text/html"),
        (HTMLResponse("<h1>Not found</h1>", 404), "404 Not Found"),
        (JSONResponse({"models": []}), "application/json"),
        (Response('{"index": "b1", "docum', media_type="application/json"), "application/json"),
        (Response(b"\xff\xfe\x00"), "without a type"),
    ],
)
def test_what_is_no_reform_qa_service_is_said_to_be_none(
    response: Response, told: str, serve: Serve
) -> None:
    server = serve(response)
    with pytest.raises(FixSettings, match="no Reform QA service") as error:
        Remote(server.url)
    assert told in str(error.value)
    assert server.url in str(error.value)


def test_a_redirect_is_not_followed_but_told(serve: Serve) -> None:
    elsewhere = f"https://elsewhere.example/login?token={SECRETIVE}"
    server = serve(RedirectResponse(elsewhere))
    with pytest.raises(
        FixSettings, match=r"redirects to https://elsewhere.example/login:"
    ) as error:
        Remote(server.url, KEY)
    assert SECRETIVE not in str(error.value)


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


def test_proxies_of_the_environment_are_not_used_for_this_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for url in (server.url, server.url.replace("127.0.0.1", "localhost")):
        Remote(url).close()


def test_proxies_of_the_environment_are_used_for_other_machines(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = Front(problem(401, "The proxy was asked"))
    proxy = serve(front)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(FixSettings, match="The proxy was asked"):
        Remote("http://service.example")
    assert front.headers[0]["host"] == "service.example"


def test_threads_may_share_it(remote: Remote) -> None:
    alone = remote.answer(about()).citations
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(remote.answer, [about()] * 24))
    assert all(answer.citations == alone for answer in answers)
    assert len({answer.id for answer in answers}) == 24


def test_the_sockets_are_closed_when_there_is_no_service(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    monkeypatch.setattr(httpx.Client, "close", lambda _: closed.set())
    with pytest.raises(FixSettings):
        Remote(serve(HTMLResponse("")).url)
    assert closed.is_set()
