"""The page without scripts: a form, an answer, its sources, and nothing that a browser must run."""

from __future__ import annotations

import base64
import re

import pytest
from fastapi.testclient import TestClient

from service import plain
from service.schemas import Answer, Citation, Question
from service.state import ServiceState
from tests.service.api.asking import HELP
from tests.service.api.keyed import a_key, bearing, make

QUESTION = HELP["question"]


def asked(client: TestClient, question: str = QUESTION, **more: str) -> str:
    """The text of the page that a question leads to."""
    response = client.post("/plain", data={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.text


def basic(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"anyone:{secret}".encode()).decode()}


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', page)


def test_the_form_comes_without_scripts(client: TestClient) -> None:
    response = client.get("/plain")
    assert "<script" not in response.text
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "set-cookie" not in response.headers
    assert client.get("/plain/style.css").headers["content-type"].startswith("text/css")


def test_an_answer_has_its_own_address_and_its_sources(
    client: TestClient, state: ServiceState
) -> None:
    response = client.post("/plain", data={"question": QUESTION}, follow_redirects=False)
    assert response.status_code == 303
    page = client.get(response.headers["location"]).text
    answer = state.answers.get(response.headers["location"].rsplit("/", 1)[1])
    assert answer is not None
    for citation in answer.citations:
        assert citation.quote in page
    source = next(link for link in links(page) if link.endswith("/sources/1"))
    assert f"<mark>{answer.citations[0].quote}</mark>" in client.get(source).text


def test_a_follow_up_takes_the_answers_before_it_along(
    client: TestClient, state: ServiceState, engine: object
) -> None:
    seen: list[Question] = []
    engine.before = seen.append  # type: ignore[attr-defined]
    first = asked(client)
    earlier = re.findall(r'name="earlier" value="([^"]+)"', first)[-1]
    second = asked(client, "And when does it end?", earlier=earlier)
    assert [turn.question for turn in seen[1].history] == [QUESTION]
    ids = re.findall(r'name="earlier" value="([^"]+)"', second)[-1].split()
    assert ids[0] == earlier
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plain/answers/none", 404),
        ("/plain/answers/none/sources/1", 404),
        ("/plain/documents/none/file", 404),
        ("/plain/nowhere", 404),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_what_cannot_be_asked_is_told_on_a_page(client: TestClient) -> None:
    for question, said in (("", "is empty"), ("x" * 1001, "at most 1000 characters")):
        response = client.post("/plain", data={"question": question})
        assert response.status_code == 422
        assert response.headers["content-type"].startswith("text/html")
        assert said in response.text
    personal = client.post("/plain", data={"question": "What of jo@example.org?"})
    assert personal.status_code == 422
    assert "jo@example.org" not in personal.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_a_form_on_another_page_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/plain", data={"question": QUESTION}, headers=headers)
    assert response.status_code == 403
    assert "another web page" in response.text


def test_a_form_of_our_own_is_taken(client: TestClient) -> None:
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}):
        assert client.post("/plain", data={"question": QUESTION}, headers=headers).is_success


def test_with_keys_made_a_browser_is_asked_for_one(client: TestClient, state: ServiceState) -> None:
    secret = make(state.answers.database, a_key("readers"))
    closed = client.get("/plain")
    assert closed.status_code == 401
    assert closed.headers["www-authenticate"].startswith("Basic")
    assert client.get("/plain", headers=basic("rqa_wrong")).status_code == 401
    for broken in ("Basic !", "Basic " + base64.b64encode(b"\xff").decode(), "Basic"):
        assert client.get("/plain", headers={"Authorization": broken}).status_code == 401
    assert client.get("/plain", headers=basic(secret)).status_code == 200
    assert client.get("/plain", headers=bearing(secret)).status_code == 200


def test_a_password_opens_nothing_but_the_plain_pages(
    client: TestClient, state: ServiceState
) -> None:
    secret = make(state.answers.database, a_key("readers"))
    for path in ("/v1/documents", "/plainer", "/v1/documents/x/pages/1.png"):
        refused = client.get(path, headers=basic(secret))
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")


def test_hostile_text_is_inert(client: TestClient, state: ServiceState) -> None:
    answer = Answer.model_validate(client.post("/v1/answers", json=HELP).json())
    evil = "<script>alert(1)</script>"
    first = answer.citations[0]
    document = first.document.model_copy(update={"title": evil, "publisher": evil, "file": evil})
    changed = Citation.model_validate({**dict(first), "quote": evil, "document": document})
    hostile = answer.model_copy(update={"id": "h", "question": evil, "citations": [changed]})
    state.answers.save(hostile)
    for path in ("/plain/answers/h", "/plain/answers/h/sources/1"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text


def test_a_quote_is_shown_among_whole_words() -> None:
    text = "alpha " * 300 + "THE QUOTE" + " omega" * 300
    start = text.index("THE")
    shown = plain.excerpt(text, (start, start + 9))
    assert shown.quote == "THE QUOTE"
    assert shown.before.startswith("alpha")
    assert shown.after.endswith("omega")
    assert shown.more == (True, True)
    assert plain.excerpt("all of it", (0, 9)).more == (False, False)


def test_what_is_kept_is_told(client: TestClient) -> None:
    assert client.get("/v1/about").json() == {"retention_days": None, "personal_data": "refuse"}
