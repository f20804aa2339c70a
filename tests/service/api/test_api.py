"""The API as its users see it: a real index, a real application, no network."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.schemas import Question
from service.state import ServiceState
from service.store import AnswerStore
from tests.service.api.fakes import HOSTILE_HTML, FakeEngine, index

HELP = {"question": "When will family help be offered?"}


class Reply(Protocol):
    """A response, whichever HTTP library the test client has found."""

    status_code: int

    @property
    def text(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    def json(self) -> Any: ...


def ask(client: TestClient, **more: object) -> dict[str, Any]:
    response = client.post("/v1/answers", json={**HELP, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def is_problem(response: Reply, status: int, name: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"/problems/{name}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


def test_every_quote_is_verbatim_at_its_offsets(client: TestClient) -> None:
    answer = ask(client)
    assert answer["status"] == "answered"
    assert answer["citations"]
    for citation in answer["citations"]:
        text = client.get(f"/v1/documents/{citation['document']['id']}/text").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_can_be_fetched_again_also_after_a_restart(
    client: TestClient, state: ServiceState
) -> None:
    answer = ask(client)
    assert client.get(f"/v1/answers/{answer['id']}").json() == answer
    with TestClient(build_app(state)) as later:
        assert later.get(f"/v1/answers/{answer['id']}").json() == answer


def test_feedback_is_stored(client: TestClient, settings: Settings) -> None:
    path = f"/v1/answers/{ask(client)['id']}/feedback"
    said = {"rating": "down", "reasons": ["wrong page"], "comment": "see p. 3"}
    response = client.post(path, json=said)
    assert (response.status_code, response.content) == (204, b"")
    stored = AnswerStore(settings.answers).feedback(path.split("/")[3])
    assert [feedback.model_dump() for feedback in stored] == [said]
    is_problem(client.post("/v1/answers/none/feedback", json=said), 404, "unknown-answer")
    is_problem(client.post(path, json={"rating": "sideways"}), 422, "invalid-request")


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("", "question"),
        (" \t\r\n ", "question"),
        ("\u200b\u2060\ufeff\u00ad", "question"),
        ("\u3164\u2800\u115f", "question"),
        ("\x00\x1b", "question"),
        ("x" * 1001, "question"),
        (None, "question"),
        (7, "question"),
    ],
)
def test_a_question_that_asks_nothing_is_refused(
    client: TestClient, question: object, field: str
) -> None:
    problem = is_problem(
        client.post("/v1/answers", json={"question": question}), 422, "invalid-request"
    )
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"unknown": 1}, "unknown"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"filters": {"documents": ["strategy", "nowhere"]}}, "filters.documents"),
        ({"filters": {"kinds": ["novel"]}}, "filters.kinds"),
        ({"filters": {"colour": "red"}}, "filters.colour"),
        (
            {"filters": {"published_from": "2024-02-01", "published_to": "2024-01-01"}},
            "filters.published_from",
        ),
        ({"history": [{"question": "x"}] * 21}, "history"),
        ({"stream": "perhaps"}, "stream"),
    ],
)
def test_a_wrong_field_is_named(client: TestClient, more: dict[str, Any], field: str) -> None:
    for stream in ({}, {"stream": True}):
        response = client.post("/v1/answers", json={**HELP, **stream, **more})
        problem = is_problem(response, 422, "invalid-request")
        assert field in [error["field"] for error in problem["errors"]]
    if field == "filters.documents":
        assert "'nowhere'" in problem["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"text"', b"{}", b"\xff\xfe", b"[" * 5000, b'{"question"}']
)
def test_a_body_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/v1/answers", content=body, headers=headers)
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_text_that_is_no_text_is_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    for body in (rb'{"question": "\ud800"}', rb'{"question": "help", "\udfff": 1}'):
        response = client.post("/v1/answers", content=body, headers=headers)
        is_problem(response, 422, "invalid-request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "junk", ""]
)
def test_only_json_is_taken(client: TestClient, kind: str) -> None:
    """What a form on a foreign web page can send without asking is not taken."""
    content = json.dumps(HELP).encode()
    response = client.post("/v1/answers", content=content, headers={"content-type": kind})
    is_problem(response, 415, "not-json")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused(client: TestClient, chunked: bool) -> None:
    content = b'{"question": "' + b"x" * 70_000 + b'"}'
    parts = (content[i : i + 1000] for i in range(0, len(content), 1000))
    response = client.post(
        "/v1/answers",
        content=parts if chunked else content,
        headers={"content-type": "application/json"},
    )
    is_problem(response, 413, "too-large")


def _events(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(e.removeprefix("event: "), json.loads(d.removeprefix("data: "))) for e, d in blocks]


def test_a_stream_ends_with_the_whole_answer(client: TestClient) -> None:
    with client.stream("POST", "/v1/answers", json={**HELP, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = _events("".join(response.iter_text()))
    names = [name for name, _ in events]
    done = events[-1][1]
    assert names == ["status", "status", *["statement"] * len(done["statements"]), "done"]
    assert events[0][1] == {"status": "working"}
    assert events[1][1] == {"status": done["status"]}
    assert [data for name, data in events if name == "statement"] == done["statements"]
    assert client.get(f"/v1/answers/{done['id']}").json() == done


def test_a_stream_that_fails_ends_with_a_problem(
    client: TestClient, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.before = _crash
    events = _events(client.post("/v1/answers", json={**HELP, "stream": True}).text)
    assert [name for name, _ in events] == ["status", "error"]
    assert events[-1][1]["type"] == "/problems/internal-error"
    assert HELP["question"] not in caplog.text


def _crash(question: Question) -> None:
    raise RuntimeError(f"secret place while answering {question.question}")


def test_a_crash_leaks_nothing_and_is_logged_without_the_question(
    client: TestClient, engine: FakeEngine, caplog: pytest.LogCaptureFixture
) -> None:
    engine.before = _crash
    response = client.post("/v1/answers", json=HELP)
    is_problem(response, 500, "internal-error")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "RuntimeError" in caplog.text
    assert "_crash" in caplog.text
    assert HELP["question"] not in caplog.text


def test_answers_that_cannot_be_stored_say_so(client: TestClient, settings: Settings) -> None:
    with sqlite3.connect(settings.answers) as connection:
        connection.execute("DROP TABLE feedback")
        connection.execute("DROP TABLE answers")
    problem = is_problem(client.post("/v1/answers", json=HELP), 503, "not-ready")
    assert "REFORM_QA_ANSWERS" in problem["detail"]


def test_health_is_answered_while_all_answering_threads_are_busy(
    client: TestClient, engine: FakeEngine
) -> None:
    go_on = threading.Event()
    busy = threading.Semaphore(0)
    running: list[int] = []

    def wait(_: Question) -> None:
        running.append(1)
        busy.release()
        assert go_on.wait(30)

    engine.before = wait
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, client) for _ in range(6)]
        assert busy.acquire(timeout=30)
        assert busy.acquire(timeout=30)
        try:
            for _ in range(5):
                assert client.get("/healthz").json() == {"status": "ok"}
                assert client.get("/readyz").status_code == 200
            assert len(running) == 2
        finally:
            go_on.set()
        ids = {answer.result(timeout=30)["id"] for answer in asked}
    assert len(ids) == 6


def test_search_pages_through_all_hits_once(client: TestClient) -> None:
    whole = client.get("/v1/search", params={"q": "family help children", "limit": 50}).json()
    assert len(whole["hits"]) >= 3
    assert whole["next_cursor"] is None
    assert [hit["score"] for hit in whole["hits"]] == sorted(
        (hit["score"] for hit in whole["hits"]), reverse=True
    )
    found: list[Any] = []
    cursor = None
    while True:
        params = {"q": "family help children", "limit": "1", "cursor": cursor}
        page = client.get("/v1/search", params=params).json()
        found += page["hits"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == whole["hits"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "q"),
        ({"q": " \u200b"}, "q"),
        ({"q": "x" * 1001}, "q"),
        ({"q": "help", "limit": "0"}, "limit"),
        ({"q": "help", "limit": "51"}, "limit"),
        ({"q": "help", "limit": "many"}, "limit"),
        ({"q": "help", "cursor": "junk"}, "cursor"),
        ({"q": "help", "cursor": "é€"}, "cursor"),
        ({"q": "help", "cursor": "WzEsIDJd"}, "cursor"),
        ({"q": "help", "cursor": "NQ"}, "cursor"),
        ({"q": "help", "cursor": "W1tbW1tb" * 60}, "cursor"),
    ],
)
def test_a_wrong_search_is_refused(client: TestClient, params: dict[str, str], field: str) -> None:
    problem = is_problem(client.get("/v1/search", params=params), 422, "invalid-request")
    assert [error["field"] for error in problem["errors"]] == [field]


def test_a_cursor_belongs_to_its_search_and_its_build(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    params = {"q": "family help children", "limit": "1"}
    cursor = client.get("/v1/search", params=params).json()["next_cursor"]
    other = client.get("/v1/search", params={**params, "q": "advocate", "cursor": cursor})
    is_problem(other, 422, "invalid-request")
    (corpus / "more.txt").write_text("More\n\nMore family help for children.\n")
    index(corpus, settings.index)
    later = client.get("/v1/search", params={**params, "cursor": cursor})
    assert "index has changed" in is_problem(later, 422, "invalid-request")["detail"]


def test_the_library_tells_what_there_is(client: TestClient) -> None:
    library = client.get("/v1/documents").json()
    assert [document["title"] for document in library["documents"]] == [
        "Advocacy for children",
        "Family help strategy",
    ]
    assert library["suggested_questions"]
    for document in library["documents"]:
        assert document["passages"] > 0
        assert client.get(f"/v1/documents/{document['id']}").json() == document
        text = client.get(f"/v1/documents/{document['id']}/text").json()["text"]
        assert len(text) == document["characters"]


def test_the_library_tells_which_files_could_not_be_used(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    assert client.get("/v1/documents?state=quarantined").json()["quarantined"] == []
    (corpus / "scan.pdf").write_text("no PDF")
    (corpus / "advocacy.txt").write_text("")
    index(corpus, settings.index)
    listed = client.get("/v1/documents?state=quarantined").json()
    assert listed["documents"] == []
    advocacy, scan = listed["quarantined"]
    assert (scan["file"], scan["reason"]) == ("scan.pdf", "it is damaged or not a PDF")
    assert (scan["document"], len(scan["sha256"])) == (None, 64)
    assert advocacy["reason"] == "it is empty; the version read before stays in the index"
    assert client.get(f"/v1/documents/{advocacy['document']}").status_code == 200
    indexed = client.get("/v1/documents?state=indexed").json()
    assert indexed == client.get("/v1/documents").json()
    assert (len(indexed["documents"]), indexed["quarantined"]) == (2, [])
    is_problem(client.get("/v1/documents?state=lost"), 422, "invalid-request")


def test_a_damaged_list_of_quarantined_files_is_a_problem_of_its_own(
    client: TestClient, settings: Settings
) -> None:
    (settings.index / "quarantine.json").write_text("{")
    is_problem(client.get("/v1/documents?state=quarantined"), 503, "not-ready")
    assert client.get("/v1/documents").status_code == 200


@pytest.mark.parametrize(
    "document_id",
    [
        *("none", "..", "%2e%2e", "..%2f..%2fCURRENT", "..%5c..%5cCURRENT", "%00", "strategy%00"),
        *("*", "' OR 1=1", "é" * 500, "strategy.txt", "%ff", "STRATEGY"),
    ],
)
def test_hostile_ids_reach_no_file(client: TestClient, document_id: str) -> None:
    for rest in ("", "/text", "/file", "/pages/1.png"):
        response = client.get(f"/v1/documents/{document_id}{rest}")
        if response.url.path.startswith("/v1/documents/"):
            assert response.status_code == 404, response.text
            assert response.headers["content-type"] == "application/problem+json"


def test_an_original_is_a_download_unless_it_is_pdf(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    (corpus / "Fostering “news”; é.html").write_text(HOSTILE_HTML, "utf-8")
    index(corpus, settings.index)
    documents = client.get("/v1/documents").json()["documents"]
    page = next(document for document in documents if document["format"] == "html")
    response = client.get(f"/v1/documents/{page['id']}/file")
    assert response.text == HOSTILE_HTML
    disposition = response.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''Fostering%20")
    assert "/" not in disposition
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]


def test_a_lost_original_is_said(client: TestClient, settings: Settings) -> None:
    for original in (settings.index / "files").iterdir():
        original.unlink()
    is_problem(client.get("/v1/documents/strategy/file"), 404, "missing-original")


def test_formats_without_pages_name_what_to_use_instead(client: TestClient) -> None:
    response = client.get("/v1/documents/strategy/pages/1.png")
    assert "/v1/documents/strategy/text" in is_problem(response, 404, "no-page-picture")["detail"]


def test_without_an_index_the_service_runs_and_says_what_to_do(
    empty_state: ServiceState, corpus: Path, settings: Settings
) -> None:
    with TestClient(build_app(empty_state)) as client:
        assert client.get("/healthz").status_code == 200
        for response in (
            client.get("/readyz"),
            client.get("/v1/documents"),
            client.get("/v1/documents/strategy/file"),
            client.get("/v1/search", params={"q": "help"}),
            client.post("/v1/answers", json=HELP),
            client.post("/v1/answers", json={**HELP, "stream": True}),
        ):
            problem = is_problem(response, 503, "not-ready")
            assert "run `reform-ingest`" in problem["detail"]
            assert response.headers["retry-after"]
        index(corpus, settings.index)
        assert client.get("/readyz").json()["status"] == "ready"
        assert ask(client)["status"] == "answered"


def test_a_broken_new_index_is_degraded_and_the_old_one_answers(
    client: TestClient, settings: Settings
) -> None:
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert (ready["documents"], ready["detail"]) == (2, None)
    (settings.index / "CURRENT").write_text("nowhere\n")
    degraded = client.get("/readyz")
    assert degraded.status_code == 200
    assert degraded.json()["status"] == "degraded"
    assert "reform-ingest" in degraded.json()["detail"]
    assert ask(client)["index"] == ready["index"]


def test_builds_are_swapped_under_concurrent_questions(
    client: TestClient, corpus: Path, settings: Settings
) -> None:
    stop = threading.Event()

    def keep_asking() -> set[str]:
        seen = set()
        while not stop.is_set():
            seen.add(ask(client)["index"])
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(keep_asking) for _ in range(4)]
        try:
            for number in range(2):
                (corpus / f"note{number}.txt").write_text(f"Note {number}\n\nFamily help.\n")
                last = index(corpus, settings.index).build
        finally:
            stop.set()
        for asked in asking:
            assert asked.result(timeout=60)
    assert ask(client)["index"] == last


def test_unknown_addresses_and_methods_are_problems(client: TestClient) -> None:
    for path in ("/", "/v1", "/docs", "/redoc", "/v1/documents/", "/v1/answers/a/b", "/metrics"):
        is_problem(client.get(path), 404, "unknown-route")
    response = client.put("/v1/answers", json=HELP)
    is_problem(response, 405, "unknown-method")
    assert response.headers["allow"] == "POST"
    is_problem(client.options("/v1/answers"), 405, "unknown-method")
    assert "access-control-allow-origin" not in client.options("/v1/answers").headers


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/v1/documents", "/v1/documents/strategy/file", "/nowhere"]
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.content == b""


def test_every_problem_explains_itself(client: TestClient) -> None:
    problem = client.get("/nowhere").json()
    explained = client.get(problem["type"])
    assert explained.headers["content-type"].startswith("text/plain")
    assert problem["title"] in explained.text
    is_problem(client.get("/problems/none"), 404, "unknown-route")


def test_every_response_has_the_safety_headers(client: TestClient) -> None:
    for response in (client.get("/healthz"), client.get("/nowhere"), client.get("/openapi.json")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_openapi_documents_every_route_and_its_problems(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in json.dumps(schema)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["tags"], path
            assert operation["summary"], path
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], path
    answers = schema["paths"]["/v1/answers"]["post"]["responses"]
    assert set(answers) == {"200", "413", "415", "422", "503"}
    assert set(answers["200"]["content"]) == {"application/json", "text/event-stream"}
