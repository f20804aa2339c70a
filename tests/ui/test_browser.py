"""A reader's path through the real page: real Chromium, the real command, the fake service."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, Page, expect  # noqa: E402

from tests.ui.browsing import (  # noqa: E402
    COLOURS,
    RULES,
    accessible,
    answered,
    arrive,
    ask,
    chromium,
    fits,
    heading,
    reading,
)
from tests.ui.conftest import free_port, reform_ui, serving  # noqa: E402
from tests.ui.fake_service import Fake  # noqa: E402
from tests.ui.fake_service import picture as drawn  # noqa: E402

pytestmark = pytest.mark.browser

QUESTION = "How much money is there, and where do the pathfinders start?"


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Fake, str]]:
    fake, port = Fake(), free_port()
    with serving(fake) as service_url, reform_ui(service_url, port):
        yield fake, f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def reader(site: tuple[Fake, str], browser: Browser) -> Iterator[Page]:
    with reading(browser, site[1]) as page:
        arrive(page, site[1])
        yield page


def test_ask_and_check_a_quote_in_its_source(reader: Page) -> None:
    ask(reader, QUESTION)
    heading(reader, "Sources")
    expect(reader.get_by_role("status").first).to_have_text("Answer ready: 3 sources.")
    reader.get_by_role("button", name="Open source 1").first.click()
    picture = reader.get_by_role("img", name=re.compile("Page 2 of .*, with the quote marked"))
    expect(picture).to_be_visible()
    address = picture.evaluate("(image) => image.src")
    assert reader.request.get(address).body() == drawn(2)  # as the service drew it
    rest = reader.get_by_role("img", name=re.compile("Page 3 of .*rest of the quote"))
    expect(rest).to_have_count(1)
    frame = reader.get_by_role("region", name="Picture of the page")
    expect(frame).to_have_js_property("tabIndex", 0)
    reader.wait_for_function("document.querySelector('[class*=st-key-picture-]').scrollTop > 20")
    reader.get_by_role("button", name="Open source 2").first.click()
    grant = reader.locator("mark").filter(has_text="£1.2 million of transformation grant")
    expect(grant).to_be_visible()  # the source before it may go a little later
    expect(reader.locator("mark")).to_have_count(1)
    expect(picture).to_have_count(0)


def test_the_original_opens_at_its_page_and_can_be_downloaded(reader: Page) -> None:
    ask(reader, QUESTION)
    reader.get_by_role("button", name="Open source 1").first.click()
    link = reader.get_by_role("link", name="Open the original at page 2")
    address = link.get_attribute("href") or ""
    assert address.endswith("#page=2")
    original = reader.request.get(f"{reader.url.split('/?')[0]}{address.split('#')[0]}")
    assert original.headers["content-type"] == "application/pdf"
    assert "attachment" not in original.headers.get("content-disposition", "")
    reader.get_by_role("button", name="Open source 2").first.click()
    expect(reader.locator("#source-0-2")).to_be_visible()
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download the document").click()
    assert download.value.suggested_filename == "children-social-care-reform.docx"
    assert download.value.path().read_text() == "original of cabinet-2023"


def test_a_refusal_is_kind_and_plain(reader: Page) -> None:
    ask(reader, "When will the snow come?")
    heading(reader, "These documents do not say")
    expect(reader.get_by_role("button", name="Open passage 1")).to_be_visible()
    answered(reader)
    accessible(reader)


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


def test_statements_are_shown_as_they_come(reader: Page, site: tuple[Fake, str]) -> None:
    site[0].hold.clear()
    ask(reader, "drip")
    expect(reader.get_by_text("We will invest £200 million")).to_be_visible()
    expect(reader.get_by_text("transformation grant")).to_have_count(0)
    accessible(reader, busy=True)
    site[0].hold.set()
    answered(reader)
    expect(reader.get_by_text("transformation grant").first).to_be_visible()


def test_a_question_can_be_stopped_and_asked_again(reader: Page, site: tuple[Fake, str]) -> None:
    fake = site[0]
    fake.hold.clear()
    ask(reader, "drip")
    reader.get_by_role("button", name="Stop", exact=True).click()
    expect(reader.get_by_text("You stopped this question.").last).to_be_visible()
    fake.hold.set()
    reader.get_by_role("button", name="Ask again").click()
    answered(reader)
    expect(reader.get_by_text("You stopped this question.")).to_have_count(0)


def test_waiting_is_said_and_does_not_lock_the_page(reader: Page, site: tuple[Fake, str]) -> None:
    fake = site[0]
    ask(reader, QUESTION)
    answered(reader)
    fake.release.clear()
    sent, rated = len(fake.asked), len(fake.rated)
    ask(reader, "A slow one")
    expect(reader.get_by_text("Searching the documents…").last).to_be_visible()
    reader.locator(".st-key-open-0-2 button").click()
    expect(reader.locator("#source-0-2")).to_be_visible()
    reader.get_by_role("button", name="Yes").first.click()
    expect(reader.get_by_text("Thank you.")).to_be_visible()
    fake.release.set()
    expect(reader.locator(".st-key-open-1-1 button")).to_be_visible()
    assert (len(fake.asked), len(fake.rated)) == (sent + 1, rated + 1)


def test_a_click_in_one_answer_reaches_what_lies_outside_it(reader: Page) -> None:
    for turn in (0, 1):
        ask(reader, QUESTION)
        answered(reader, turn)
        reader.locator(f".st-key-open-{turn}-2 button").click()
        expect(reader.locator(f"#source-{turn}-2")).to_be_focused()
    reader.locator(".st-key-open-0-1 button").click()
    expect(reader.locator("#source-0-1")).to_be_focused()
    expect(reader.locator("#source-1-2")).to_have_count(0)
    reader.locator(".st-key-edit-0 button").click()
    expect(reader.get_by_role("textbox")).to_have_value(QUESTION)
    expect(reader.get_by_role("textbox")).to_be_focused()


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


def test_the_search_is_narrowed_and_widened(reader: Page, site: tuple[Fake, str]) -> None:
    reader.get_by_role("button", name="Narrow the search").click()
    dialog = reader.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Kind of document").click()
    reader.get_by_role("option", name="Strategy").click()
    reader.keyboard.press("Escape")
    accessible(reader)
    dialog.get_by_role("button", name="Search only these").click()
    expect(reader.get_by_role("button", name=re.compile("Remove:.*Strategy"))).to_be_visible()
    ask(reader, QUESTION)
    answered(reader)
    assert site[0].asked[-1]["filters"]["kinds"] == ["strategy"]
    reader.get_by_role("button", name=re.compile("Remove:.*Strategy")).click()
    expect(reader.get_by_role("button", name=re.compile("Remove:"))).to_have_count(0)


def test_an_answer_is_copied_and_found_again(site: tuple[Fake, str], browser: Browser) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    with reading(browser, site[1], permissions=allowed) as reader:
        arrive(reader, site[1])
        ask(reader, QUESTION)
        answered(reader)
        reader.get_by_role("button", name="Copy answer").click()
        expect(reader.get_by_text("Copied with its references.")).to_be_visible()
        copied = reader.evaluate("navigator.clipboard.readText()")
        assert "[2] Children’s Social Care Reform: Report to Cabinet." in copied
        with reader.expect_download() as download:
            reader.get_by_role("button", name="Save as Word").click()
        assert download.value.path().read_bytes().startswith(b"PK")
        reader.get_by_role("button", name="Copy link").click()
        expect(reader.get_by_text("Link copied.")).to_be_visible()
        link = reader.evaluate("navigator.clipboard.readText()")
        assert link == f"{site[1]}/?answer=a-funding"
        reader.goto(link)
        heading(reader, "Stored as a-funding?")
        accessible(reader)


def test_a_narrow_screen_never_scrolls_sideways(reader: Page) -> None:
    reader.set_viewport_size({"width": 320, "height": 640})
    ask(reader, QUESTION)
    answered(reader)
    fits(reader, 320)
    reader.get_by_role("button", name="Open source 3").first.click()
    expect(reader.locator("#source-0-3")).to_be_focused()
    fits(reader, 320)
    accessible(reader)
    for page, title in (("Library", "Library"), ("How it works", "Accessibility statement")):
        reader.get_by_role("link", name=page).click()
        heading(reader, title)
        fits(reader, 320)


@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", COLOURS)])
def test_every_state_passes_axe(
    site: tuple[Fake, str], browser: Browser, scheme: str, rules: list[str]
) -> None:
    with reading(browser, site[1], color_scheme=scheme, reduced_motion="reduce") as reader:
        arrive(reader, site[1])
        heading(reader, "Questions to start from")
        accessible(reader, rules=rules)
        ask(reader, "partial")
        answered(reader)
        accessible(reader, rules=rules)
        reader.get_by_role("button", name="Open source 1").first.click()
        expect(reader.get_by_role("region", name="Picture of the page")).to_be_visible()
        reader.get_by_role("button", name="No", exact=True).click()
        expect(reader.get_by_text("What was wrong with it?")).to_be_visible()
        accessible(reader, rules=rules)
        ask(reader, "broken")
        heading(reader, "Something went wrong in the service.")
        accessible(reader, rules=rules)
        reader.get_by_role("link", name="Library").click()
        heading(reader, "Library")
        accessible(reader, rules=rules)
        reader.get_by_role("button", name=re.compile("Stable Homes")).click()
        heading(reader, "The document")
        expect(reader.get_by_role("region", name="Picture of the page")).to_be_visible()
        accessible(reader, rules=rules)
        reader.get_by_role("link", name="How it works").click()
        heading(reader, "Accessibility statement")
        accessible(reader, rules=rules)
