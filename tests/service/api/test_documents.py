"""The library and its documents: what there is, what could not be used, originals."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from tests.service.api.asking import is_problem
from tests.service.api.fakes import HOSTILE_HTML, index


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
