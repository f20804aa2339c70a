from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from tests.ui.fake_answers import ANSWERED
from ui.api import Service
from ui.errors import ServiceError
from ui.settings import Settings
from ui.shapes import Exchange

Handler = Callable[[httpx.Request], httpx.Response]


def service(handler: Handler, **settings: object) -> Service:
    return Service(
        Settings(**settings),  # type: ignore[arg-type]
        httpx.MockTransport(handler),
    )


def replies(status: int, **response: object) -> Handler:
    return lambda request: httpx.Response(status, **response)  # type: ignore[arg-type]


def fails(error: Exception) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


def trouble(handler: Handler) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        service(handler).ask("Why?", [])
    return caught.value


def test_a_question_goes_with_its_history_and_key() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=ANSWERED)

    answer = service(handler, api_key="k").ask("Why?", [Exchange(question="q", answer="a")])
    assert answer.states_something
    assert json.loads(seen[0].content) == {
        "question": "Why?",
        "history": [{"question": "q", "answer": "a"}],
        "stream": False,
    }
    assert seen[0].headers["authorization"] == "Bearer k"


def test_fields_that_the_page_does_not_know_are_ignored() -> None:
    answer = service(replies(200, json={**ANSWERED, "new": 1})).ask("Why?", [])
    assert answer.source(2) is not None


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(200, json={"text": ""})

    service(handler).text("../../x?y#z")
    assert seen == ["/v1/documents/..%2F..%2Fx%3Fy%23z/text"]


def test_a_service_that_is_away_is_said_to_be_away() -> None:
    for error in (httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")):
        assert "cannot be reached" in trouble(fails(error)).summary


def test_a_slow_answer_says_how_long_it_waited() -> None:
    assert "within 120 seconds" in trouble(fails(httpx.ReadTimeout("slow"))).summary


def test_the_problem_s_own_words_are_shown_for_a_question_that_was_not_taken() -> None:
    error = trouble(replies(422, json={"type": "t", "title": "T", "detail": "Too long."}))
    assert error.advice == "Too long."
    assert not error.again


def test_a_broken_service_s_words_are_not_shown() -> None:
    error = trouble(replies(500, json={"detail": "Traceback: secret"}))
    assert "secret" not in str(error)
    assert error.again


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {"retry-after": "20"}, "Wait 20 seconds"),
        (429, {}, "Wait a minute"),
        (503, {}, "not ready"),
        (401, {}, "did not accept this page"),
    ],
)
def test_each_status_says_what_to_do(status: int, headers: dict[str, str], expected: str) -> None:
    assert expected in str(trouble(replies(status, headers=headers, text="not json")))


@pytest.mark.parametrize("content", [b"<html>", b"{}", b'{"id": 1}'])
def test_an_answer_that_is_not_one_is_said_to_be_unreadable(content: bytes) -> None:
    assert "cannot read" in trouble(replies(200, content=content)).summary


def test_a_page_must_be_a_picture() -> None:
    with pytest.raises(ServiceError):
        service(replies(200, json={})).page("d", 1, "a:1")
