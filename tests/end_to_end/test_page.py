"""A reader's path with nothing made up: real documents, models, service, page and browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx
import httpx
import pytest

playwright = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, Page, expect  # noqa: E402

from ingest import cli as ingest_cli  # noqa: E402
from tests.end_to_end.real import CORPUS, ROOT, need_models  # noqa: E402
from tests.ui.browsing import (  # noqa: E402
    accessible,
    answered,
    arrive,
    ask,
    chromium,
    heading,
    reading,
)
from tests.ui.conftest import free_port, reform_ui, wait_for  # noqa: E402

pytestmark = [pytest.mark.models, pytest.mark.browser]

FILES = (
    "inspection-swindon-2023.pdf",
    "inspection-swindon-2019.md",
    "six-pillars-deck.pptx",
    "february-2023-announcement.html",
)
PDF = "What did Swindon's 2023 inspection say about leaders?"
SLIDES = "What are the six pillars of reform?"
UNKNOWN = "Who chairs the adoption panel in Leeds?"


@dataclass
class Service:
    """The real command on a port of its own; it can be ended and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        index = ["--index", str(self.folder / "index"), "--port", str(self.port)]
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "service.cli", "serve", *index],
            cwd=ROOT,
            env={**os.environ, "REFORM_QA_ANSWERS": str(self.folder / "answers.sqlite")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self._ready, seconds=120)

    def end(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", trust_env=False).is_success
        except httpx.HTTPError:
            return False


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("page")
    patch = pytest.MonkeyPatch()
    patch.setenv("REFORM_QA_MODELS", str(need_models()))
    files = [str(CORPUS / name) for name in FILES]
    assert ingest_cli.main([*files, "--index", str(folder / "index")]) == 0
    service = Service(folder, free_port())
    service.start()
    yield service
    service.end()
    patch.undo()


@pytest.fixture(scope="module")
def site(service: Service) -> Iterator[str]:
    port = free_port()
    with reform_ui(service.url, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def reader(site: str, browser: Browser) -> Iterator[Page]:
    with reading(browser, site) as page:
        arrive(page, site)
        yield page


def test_a_quote_is_checked_on_its_page_followed_up_and_kept(reader: Page) -> None:
    ask(reader, PDF)
    answered(reader)
    reader.get_by_role("button", name="Open source 1").first.click()
    marked = re.compile("Page 1 of Swindon.*with the quote marked")
    expect(reader.get_by_role("img", name=marked)).to_be_visible()
    reader.wait_for_function("document.querySelector('[class*=st-key-picture-]').scrollTop > 20")
    reader.get_by_role("button", name="Next page").click()
    expect(reader.get_by_text("Page 2 of 2")).to_be_visible()
    reader.get_by_role("button", name="Back to the quote").click()
    expect(reader.get_by_role("img", name=marked)).to_be_visible()
    accessible(reader)
    ask(reader, SLIDES)
    answered(reader, 1)
    reader.get_by_role("button", name="Open source 1").last.click()
    expect(reader.locator("mark").first).to_be_visible()
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Save as Word").click()
    saved = docx.Document(BytesIO(download.value.path().read_bytes()))
    text = "\n".join(paragraph.text for paragraph in saved.paragraphs)
    assert PDF in text
    assert "Swindon: Ofsted inspection of children’s services, July 2023" in text
    address = reader.url
    assert address.count("answer=") == 2
    reader.goto(address)
    heading(reader, SLIDES)
    answered(reader, 1)


def test_what_is_not_there_is_refused_and_judged(reader: Page, service: Service) -> None:
    ask(reader, UNKNOWN)
    heading(reader, "These documents do not say")
    reader.get_by_role("button", name="Open passage 1").click()
    expect(reader.locator("#source-0-1")).to_be_visible()
    answered(reader)
    reader.get_by_role("button", name="No", exact=True).click()
    reader.get_by_text("Something is missing").click()
    reader.get_by_role("button", name="Send", exact=True).click()
    expect(reader.get_by_text("Thank you.")).to_be_visible()
    answers = httpx.get(f"{service.url}/v1/answers", trust_env=False).json()["answers"]
    judged = next(each for each in answers if each["question"] == UNKNOWN)["feedback"]
    assert judged[0]["reasons"] == ["Something is missing"]


def test_a_document_of_the_library_is_asked_alone(reader: Page) -> None:
    reader.get_by_role("link", name="Library").click()
    reader.get_by_role("button", name=re.compile("Ofsted inspection of.*July 2023")).click()
    heading(reader, "The document")
    expect(reader.get_by_role("img", name=re.compile("Page 1 of Swindon"))).to_be_visible()
    reader.get_by_role("button", name="Ask about this document").click()
    expect(reader.get_by_role("button", name=re.compile("Remove:.*Swindon"))).to_be_visible()
    ask(reader, SLIDES)
    answered(reader)
    expect(reader.get_by_text("Searched only:").first).to_be_visible()
    expect(reader.get_by_text("The six pillars of children")).to_have_count(0)


def test_without_scripts_the_same_is_asked_and_checked(service: Service, browser: Browser) -> None:
    with reading(browser, service.url, java_script_enabled=False) as page:
        page.goto(f"{service.url}/plain")
        page.get_by_label("Your question").fill(PDF)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_role("heading", name=PDF)).to_be_visible()
        page.get_by_role("link", name="Open source 1").click()
        expect(page.locator("mark")).to_be_visible()
        picture = page.get_by_role("img", name=re.compile("Page 1 of Swindon"))
        expect(picture).to_have_js_property("complete", True)
        address = page.url
    with reading(browser, service.url, viewport={"width": 320, "height": 640}) as page:
        for path in (f"{service.url}/plain", address.rsplit("/sources", 1)[0], address):
            page.goto(path)
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_service_may_go_away_and_come_back(reader: Page, service: Service) -> None:
    ask(reader, SLIDES)
    answered(reader)
    service.end()
    ask(reader, PDF)
    heading(reader, "The service that finds the answers cannot be reached.")
    service.start()
    reader.get_by_role("button", name="Ask again").click()
    answered(reader, 1)
    expect(reader.get_by_text("cannot be reached")).to_have_count(0)
