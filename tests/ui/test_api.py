from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from tests.ui.fake_answers import ANSWERED
from ui.api import Service
from ui.errors import ServiceError
from ui.limits import Limits
from ui.settings import Settings
from ui.shapes import Answer, Exchange, Place, Statement

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
        list(service(handler).ask("Why?", []))
    return caught.value


def streamed(*events: tuple[str, object]) -> httpx.Response:
    lines = [f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events]
    return httpx.Response(200, text=": ping\n\n" + "".join(lines))


def test_a_question_goes_with_its_history_and_key() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return streamed(("done", ANSWERED))

    asked = service(handler, api_key="k").ask("Why?", [Exchange(question="q", answer="a")])
    assert [event.states_something for event in asked if isinstance(event, Answer)] == [True]
    assert json.loads(seen[0].content) == {
        "question": "Why?",
        "history": [{"question": "q", "answer": "a"}],
        "stream": True,
    }
    assert seen[0].headers["authorization"] == "Bearer k"


def test_fields_that_the_page_does_not_know_are_ignored() -> None:
    answer = service(replies(200, json={**ANSWERED, "new": 1})).answer("a-funding")
    assert answer.source(2) is not None


def test_statements_come_before_the_answer() -> None:
    said = [("status", {"status": "working"}), ("statement", ANSWERED["statements"][0])]
    events = list(service(lambda _: streamed(*said, ("done", ANSWERED))).ask("Why?", []))
    assert [type(event) for event in events if event] == [Statement, Answer]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_question_may_hold_what_else_ends_a_line(size: int) -> None:
    strange = "Why\u2028is\u0085it?"
    body = json.dumps({**ANSWERED, "question": strange}, ensure_ascii=False)
    sent = f": ping\r\n\r\nevent: done\ndata: {body}\n\n".encode()
    pieces = [sent[n : n + size] for n in range(0, len(sent), size)]
    *_, answer = service(lambda _: httpx.Response(200, content=iter(pieces))).ask("Why?", [])
    assert isinstance(answer, Answer)
    assert answer.question == strange


def test_an_error_that_comes_late_is_said() -> None:
    problem = {"type": "/problems/paused", "title": "T", "status": 503, "detail": "Being checked."}
    assert trouble(lambda _: streamed(("error", problem))).advice == "Being checked."


def test_limits_and_the_reader_go_along() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return streamed(("done", ANSWERED))

    limits = Limits(kinds=("guidance",), published_from=date(2020, 1, 2), as_of=date(2024, 5, 6))
    list(service(handler).ask("Why?", [], limits, "Zoë <z@x.org>"))
    body = json.loads(seen[0].content)
    assert body["filters"] == {
        "kinds": ["guidance"],
        "publishers": [],
        "documents": [],
        "published_from": "2020-01-02",
        "published_to": None,
    }
    assert body["as_of"] == "2024-05-06"
    assert seen[0].headers["reform-end-user"] == "Zo%C3%AB %3Cz@x.org%3E"


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
    with pytest.raises(ServiceError, match="cannot read"):
        service(replies(200, content=content)).answer("a")


@pytest.mark.parametrize("data", ["<html>", "{}", '{"id": 1}'])
def test_an_event_that_is_not_one_is_said_to_be_unreadable(data: str) -> None:
    content = f"event: done\ndata: {data}\n\n"
    assert "cannot read" in trouble(replies(200, text=content)).summary


def test_a_picture_says_where_its_quote_is() -> None:
    headers = {
        "content-type": "image/png",
        "reform-quote-pages": "3-4",
        "reform-quote-place": "0.1,0.2,0.8,0.3",
    }
    picture = service(replies(200, content=b"png", headers=headers)).page("d", 3, "a:1")
    assert (picture.first, picture.last) == (3, 4)
    assert picture.place == Place(left=0.1, top=0.2, right=0.8, bottom=0.3)


@pytest.mark.parametrize("place", ["", "1,2", "a,b,c,d"])
def test_a_place_that_is_none_is_no_crash(place: str) -> None:
    headers = {"content-type": "image/png", "reform-quote-place": place}
    page = service(replies(200, content=b"png", headers=headers))
    if place:
        with pytest.raises(ServiceError, match="cannot read"):
            page.page("d", 3, None)
    else:
        assert page.page("d", 3, None).place is None


def test_a_page_must_be_a_picture() -> None:
    with pytest.raises(ServiceError):
        service(replies(200, json={})).page("d", 1, "a:1")
