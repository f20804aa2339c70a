"""`make screenshots`: the chat page's main states, on a phone, a laptop and a projector.

It asks a service over the shipped documents, both started for the purpose, and writes PNG files
to var/screenshots. They are to be looked at: nothing is compared.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from scripts.children import Children
from tests.ui.browsing import answered, arrive, ask, chromium, heading
from tests.ui.conftest import free_port, wait_for

FOLDER = Path("var") / "screenshots"
SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}
PDF = "What did Swindon's 2023 inspection say about leaders?"
UNKNOWN = "Who chairs the adoption panel in Leeds?"


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    service, page = free_port(), free_port()
    os.environ["REFORM_QA_ANSWERS"] = str(FOLDER / "answers.sqlite")
    os.environ.setdefault("REFORM_QA_UI_CONTACT", "Democratic Services, democracy@example.gov.uk")
    index = str(FOLDER / "index")
    urls = [f"http://127.0.0.1:{port}" for port in (service, page)]
    with Children() as children:
        children.start("index", "ingest.cli", "corpus", "--index", index)
        wait_for(lambda: (FOLDER / "index" / "CURRENT").is_file(), seconds=600)
        arguments = ("serve", "--index", index, "--port", str(service))
        children.start("service", "service.cli", *arguments)
        children.start("page", "ui.cli", "--port", str(page), "--service-url", urls[0])
        wait_for(lambda: _answers(f"{urls[0]}/readyz"), seconds=180)
        wait_for(lambda: _answers(f"{urls[1]}/_stcore/health"), seconds=180)
        with chromium() as browser:
            for size, (width, height) in SIZES.items():
                for scheme in ("light", "dark") if size == "laptop" else ("light",):
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=scheme
                    )
                    _walk(context.new_page(), urls[1], f"{size}-{scheme}")
                    _plain(context.new_page(), urls[0], f"{size}-{scheme}")
                    context.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")
    return 0


def _walk(page: Page, url: str, name: str) -> None:
    def shoot(state: str) -> None:
        page.wait_for_timeout(600)  # what fades or scrolls has come to rest
        page.screenshot(path=FOLDER / f"{name}-{state}.png")

    arrive(page, url)
    heading(page, "Questions to start from")
    shoot("1-start")
    ask(page, PDF)
    answered(page)
    shoot("2-answer")
    page.get_by_role("button", name="Open source 1").first.click()
    expect(page.get_by_role("region", name="Picture of the page")).to_be_visible()
    shoot("3-source")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("What was wrong with it?")).to_be_visible()
    page.get_by_text("What was wrong with it?").scroll_into_view_if_needed()
    shoot("4-feedback")
    ask(page, UNKNOWN)
    answered(page, 1)
    shoot("5-not-there")
    page.get_by_role("button", name="Narrow the search").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    shoot("6-narrow")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Library").click()
    heading(page, "Library")
    shoot("7-library")
    page.get_by_role("button", name=re.compile("Ofsted inspection of.*July 2023")).click()
    heading(page, "The document")
    shoot("8-document")
    page.get_by_role("link", name="How it works").click()
    heading(page, "Accessibility statement")
    shoot("9-how-it-works")


def _plain(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/plain")
    page.screenshot(path=FOLDER / f"{name}-plain-1-start.png")
    page.get_by_label("Your question").fill(PDF)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.screenshot(path=FOLDER / f"{name}-plain-2-answer.png")
    page.get_by_role("link", name="Open source 1").click()
    page.screenshot(path=FOLDER / f"{name}-plain-3-source.png")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    sys.exit(main())
