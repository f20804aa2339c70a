"""Search: every hit once, page by page, and cursors that are held to their search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.settings import Settings
from tests.service.api.asking import is_problem
from tests.service.api.fakes import index


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
