"""Pages of other origins are kept out unless they are listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from ingest.errors import FixSettings
from ingest.settings import Settings, load_settings
from service.app import build_app
from service.state import ServiceState
from tests.service.api.keyed import make

INTRANET = "https://intranet.example.org"
PREFLIGHT = {
    "Origin": INTRANET,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,reform-end-user",
}


@pytest.fixture
def listed(state: ServiceState) -> TestClient:
    settings = Settings(
        index=state.settings.index,
        answers=state.settings.answers,
        cors_origins=f"http://localhost:3000, {INTRANET}",
    )
    state = replace(state, settings=settings)
    return TestClient(build_app(state))


def test_no_page_elsewhere_may_use_the_api(client: TestClient) -> None:
    for response in (
        client.options("/v1/answers", headers=PREFLIGHT),
        client.get("/v1/documents", headers={"Origin": INTRANET}),
    ):
        assert "access-control-allow-origin" not in response.headers


def test_a_listed_page_may_even_see_why_it_was_refused(
    listed: TestClient, state: ServiceState
) -> None:
    make(state.answers.database)
    allowed = listed.options("/v1/answers", headers=PREFLIGHT)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == INTRANET
    refused = listed.get("/v1/documents", headers={"Origin": INTRANET})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == INTRANET
    assert "access-control-allow-credentials" not in refused.headers


def test_another_page_is_kept_out(listed: TestClient) -> None:
    other = {**PREFLIGHT, "Origin": "https://intranet.example.org.evil.example"}
    assert listed.options("/v1/answers", headers=other).status_code == 400
    response = listed.get("/v1/documents", headers=other)
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origins", ["*", "", "intranet", "https://x/path", "https://*.x", "null"])
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("REFORM_QA_CORS_ORIGINS", origins)
    with pytest.raises(FixSettings, match="REFORM_QA_CORS_ORIGINS"):
        load_settings()
