"""What a reader does in a real browser, and what is checked whatever they do."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
SLOW = 20_000  # milliseconds

expect.set_options(timeout=SLOW)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's."""
    with sync_playwright() as play:
        path = shutil.which("chromium") or play.chromium.executable_path
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def reading(browser: Browser, site: str, **context: Any) -> Iterator[Page]:
    """A page that fails the test if anything is fetched from elsewhere or a script breaks."""
    context.setdefault("viewport", {"width": 1366, "height": 768})
    opened = browser.new_context(**context)
    page = opened.new_page()
    strange: list[str] = []
    page.on("request", lambda request: strange.append(request.url))
    page.on("pageerror", lambda error: strange.append(f"error {error}"))
    try:
        yield page
        local = re.compile(rf"({site}|data:|blob:)")
        assert [url for url in strange if not local.match(url)] == []
    finally:
        opened.close()


def arrive(page: Page, address: str) -> None:
    page.goto(address)
    heading(page, "Ask about children’s social care reform")


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox").last
    expect(box).to_be_enabled()
    box.fill(question)
    box.press("Enter")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name).last).to_be_visible(timeout=30_000)


def answered(page: Page, turn: int = 0) -> None:
    """The answer of this turn is whole: the reader is asked what it was worth."""
    expect(page.locator(f".st-key-feedback-{turn}")).to_be_visible()


def accessible(page: Page, *, rules: Sequence[str] = RULES, busy: bool = False) -> None:
    """No rule of axe is broken. What the toolkit fades while it draws is waited for."""
    if not busy:
        expect(page.locator("[data-stale='true']")).to_have_count(0)
    found = Axe().run(page, options={"runOnly": list(rules)}).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


def fits(page: Page, width: int) -> None:
    """Nothing is wider than the screen."""
    main = "(document.querySelector('.stMain') || document.documentElement)"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
