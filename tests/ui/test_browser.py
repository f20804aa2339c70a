"""A reader's path through the real page: real Chromium, the real command, the fake service."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from tests.ui.conftest import free_port, reform_ui, serving  # noqa: E402
from tests.ui.fake_service import Fake  # noqa: E402

pytestmark = pytest.mark.browser

QUESTION = "How much money is there, and where do the pathfinders start?"


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Fake, str]]:
    fake, port = Fake(), free_port()
    with serving(fake) as service_url, reform_ui(service_url, port):
        yield fake, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = shutil.which("chromium") or play.chromium.executable_path
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def reader(site: tuple[Fake, str], browser: Browser) -> Iterator[Page]:
    """A page that fails the test if anything is fetched from elsewhere or a script breaks."""
    page = browser.new_page(viewport={"width": 1366, "height": 850})
    strange: list[str] = []
    page.on("request", lambda request: strange.append(request.url))
    page.on("pageerror", lambda error: strange.append(f"error {error}"))
    page.goto(site[1])
    expect(page.get_by_role("heading", name="Questions to start from")).to_be_visible(
        timeout=30_000
    )
    yield page
    local = re.compile(rf"({site[1]}|data:|blob:)")
    assert [url for url in strange if not local.match(url)] == []
    page.close()


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name).last).to_be_visible(timeout=20_000)


def test_ask_and_check_a_quote_in_its_source(reader: Page) -> None:
    ask(reader, QUESTION)
    heading(reader, "Sources")
    expect(reader.get_by_role("status").first).to_have_text("Answer ready: 3 sources.")
    reader.get_by_role("button", name="Open source 1").first.click()
    picture = reader.get_by_role("img", name=re.compile("Page 2 of .*, with the quote marked"))
    expect(picture).to_be_visible()
    reader.get_by_role("button", name="Open source 2").first.click()
    grant = reader.locator("mark").filter(has_text="£1.2 million of transformation grant")
    expect(grant).to_be_visible()  # the source before it may go a little later
    expect(reader.locator("mark")).to_have_count(1)
    expect(picture).to_have_count(0)


def test_the_original_can_be_downloaded(reader: Page) -> None:
    ask(reader, QUESTION)
    reader.get_by_role("button", name="Open source 2").first.click()
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download the original").click()
    assert download.value.suggested_filename == "children-social-care-reform.docx"
    assert download.value.path().read_text() == "original of cabinet-2023"


def test_a_refusal_is_kind_and_plain(reader: Page) -> None:
    ask(reader, "When will the snow come?")
    heading(reader, "These documents do not say")
    expect(reader.get_by_role("button", name="Open passage 1")).to_be_visible()


def test_the_keyboard_is_enough(reader: Page) -> None:
    reader.get_by_role("textbox").focus()
    reader.keyboard.type(QUESTION)
    reader.keyboard.press("Enter")
    heading(reader, "Sources")
    expect(reader.get_by_role("textbox")).to_be_focused()
    reader.get_by_role("button", name="Open source 1").first.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("#source-0-1")).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("button", name="Close", exact=True)).to_be_focused()
    reader.keyboard.press("Enter")
    expect(reader.locator(".st-key-open-0-1 button")).to_be_focused()


def test_waiting_is_said_and_does_not_lock_the_page(reader: Page, site: tuple[Fake, str]) -> None:
    fake = site[0]
    ask(reader, QUESTION)
    heading(reader, "Sources")
    fake.release.clear()
    sent = len(fake.asked)
    ask(reader, "A slow one")
    expect(reader.get_by_text("Searching the documents…").last).to_be_visible()
    reader.locator(".st-key-open-0-2 button").click()
    expect(reader.locator("#source-0-2")).to_be_visible()
    fake.release.set()
    expect(reader.locator(".st-key-open-1-1 button")).to_be_visible(timeout=20_000)
    assert len(fake.asked) == sent + 1


def test_a_question_that_was_not_taken_comes_back_to_be_edited(reader: Page) -> None:
    ask(reader, "A long one")
    heading(reader, "The service could not take this question.")
    expect(reader.get_by_role("textbox")).to_have_value("A long one")


def test_hostile_text_is_inert(reader: Page) -> None:
    ask(reader, "hostile <img src=x onerror=\"document.title='owned'\">")
    reader.get_by_role("button", name="Open source 1").first.click()
    expect(reader.locator("mark")).to_contain_text("**stars** [link](http://x.invalid)")
    expect(reader).to_have_title("Reform QA")
    expect(reader.get_by_role("link", name="link", exact=True)).to_have_count(0)


def test_a_narrow_screen_never_scrolls_sideways(reader: Page) -> None:
    reader.set_viewport_size({"width": 320, "height": 640})
    ask(reader, QUESTION)
    heading(reader, "Sources")
    reader.get_by_role("button", name="Open source 3").first.click()
    expect(reader.locator("#source-0-3")).to_be_focused()
    main = "document.querySelector('.stMain')"
    assert reader.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320
