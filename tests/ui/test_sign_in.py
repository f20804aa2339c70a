"""Signing in with an OpenID provider; the service is told who asks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Page, expect  # noqa: E402

from tests.ui.browsing import accessible, answered, ask, chromium, heading  # noqa: E402
from tests.ui.conftest import free_port, reform_ui, serving  # noqa: E402
from tests.ui.fake_service import Fake  # noqa: E402
from tests.ui.provider import CLIENT, SECRET, providing  # noqa: E402

pytestmark = pytest.mark.browser

READER, STAFF = "ada@council.example", "staff@council.example"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Fake, str]]:
    fake, port = Fake(), free_port()
    with providing(free_port()) as provider:
        folder = tmp_path / ".streamlit"
        folder.mkdir()
        (folder / "secrets.toml").write_text(
            "[auth]\n"
            f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{secrets.token_hex()}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{provider.address}/.well-known/openid-configuration"\n'
        )
        monkeypatch.setenv("REFORM_QA_UI_STAFF", STAFF.upper())
        with serving(fake) as service_url, reform_ui(service_url, port, folder=tmp_path):
            yield fake, f"http://127.0.0.1:{port}"


@pytest.fixture
def reader() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


def sign_in(reader: Page, name: str) -> None:
    heading(reader, "Sign in to ask a question")
    reader.get_by_role("button", name="Sign in").click()
    reader.get_by_label("E-mail").fill(name)
    reader.get_by_role("button", name="Continue").click()
    heading(reader, "Questions to start from")


def test_readers_sign_in_and_the_service_knows_for_whom_it_answers(
    site: tuple[Fake, str], reader: Page
) -> None:
    fake, address = site
    for path in ("/library", "/?answer=a-funding"):
        reader.goto(f"{address}{path}")
        heading(reader, "Sign in to ask a question")
        expect(reader.get_by_role("textbox")).to_have_count(0)
        expect(reader.get_by_text("£200 million")).to_have_count(0)
    accessible(reader)
    sign_in(reader, READER)
    expect(reader.get_by_text("Signed in as Ada")).to_be_visible()
    accessible(reader)
    ask(reader, "How much money is there?")
    answered(reader)
    assert fake.users == [READER]
    reader.get_by_role("link", name="Library").click()
    heading(reader, "Library")
    expect(reader.get_by_text("4 documents found")).to_be_visible()
    expect(reader.get_by_text("Files that could not be used")).to_have_count(0)
    reader.get_by_role("button", name="Sign out").click()
    sign_in(reader, STAFF)
    reader.get_by_role("link", name="Library").click()
    expect(reader.get_by_text("Files that could not be used")).to_be_visible()
