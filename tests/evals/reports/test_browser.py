"""The pages in a real Chromium, opened from the disk as a reader of an e-mail would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from evals.comparison import compare  # noqa: E402
from evals.reports.html import render_run  # noqa: E402
from evals.reports.html_compare import render_compare  # noqa: E402
from tests.evals.reports.runs import hostile, sample  # noqa: E402
from tests.evals.reports.test_html_compare import runs  # noqa: E402

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {
        "run": render_run(sample()),
        "hostile": render_run(hostile()),
        "compare": render_compare(compare(*runs())),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, "utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = shutil.which("chromium") or play.chromium.executable_path
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Fails the test for a request beyond the file itself, a broken script or a policy broken."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    strange: list[str] = []
    page.on(
        "request",
        lambda request: None if request.is_navigation_request() else strange.append(request.url),
    )
    page.on("pageerror", lambda error: strange.append(str(error)))
    page.on("console", lambda message: strange.append(message.text))
    page.on("dialog", lambda dialog: strange.append("a dialog"))
    yield page
    page.close()
    assert strange == []


def test_filter_by_keyboard_then_open_a_row(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["run"].as_uri())
    shown = page.get_by_role("status")
    expect(shown).to_have_text("6 questions")
    page.get_by_label("Find words").focus()
    page.keyboard.type("little NOTHING")
    expect(shown).to_have_text("1 of 6 questions shown")
    page.get_by_role("button", name="Clear filters").press("Enter")
    expect(shown).to_have_text("6 questions")
    page.get_by_label("Outcome", exact=True).select_option(label="Wrong: says nothing (1)")
    page.get_by_label("Kind", exact=True).select_option(label="list (1)")
    expect(shown).to_have_text("1 of 6 questions shown")
    row = page.locator(".row:visible")
    expect(row).to_have_count(1)
    row.locator("summary").first.press("Enter")
    expect(row.get_by_text("Says nothing, though the documents answer it.")).to_be_visible()
    page.get_by_label("Kind", exact=True).select_option(label="fact (2)")
    expect(shown).to_have_text("None of 6 questions shown")


def test_open_and_close_all_that_is_shown(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["run"].as_uri())
    page.get_by_label("Outcome", exact=True).select_option(label="Right (2)")
    page.get_by_role("button", name="Open all shown").click()
    expect(page.locator(".row[open]")).to_have_count(2)
    page.get_by_role("button", name="Close all").click()
    expect(page.locator(".row[open]")).to_have_count(0)


def test_filter_the_changes_of_a_comparison(page: Page, files: dict[str, Path]) -> None:
    page.goto(files["compare"].as_uri())
    page.get_by_label("Change").select_option(label="Won (1)")
    expect(page.get_by_role("status")).to_have_text("1 of 2 questions shown")
    expect(page.locator(".row:visible")).to_contain_text("won")


@pytest.mark.parametrize("name", ["run", "hostile", "compare"])
def test_no_sideways_scrolling_on_a_small_screen(
    page: Page, files: dict[str, Path], name: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(files[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_without_script_every_question_can_be_read(
    browser: Browser, files: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["run"].as_uri())
    expect(page.locator(".row")).to_have_count(6)
    expect(page.locator(".filters")).to_be_hidden()
    page.locator(".row summary").first.click()
    expect(page.get_by_text("They receive nothing.").first).to_be_visible()
    context.close()
