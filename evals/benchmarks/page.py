"""How long a reader waits on the chat page, beside what the service and an empty page take.

    python -m evals.benchmarks.page [--index FOLDER] [--repeats 9] SET [SET ...]

Starts a service, the chat page and a page of Streamlit's with nothing on it but a box and a button
(the floor of anything made with it). Each repeat opens the pages in a browser profile of its own,
with nothing cached, asks the next question of the sets that finds a page to show, and opens its
sources. Times are taken in the browser at the frame that shows what is waited for. Another service
of the same index is asked the same over HTTP in between, as one remembers what it was asked.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from evals.benchmarks.processes import free_port, running, service
from evals.questions import questions_of

PATIENCE = 60.0
REST = 1_500  # milliseconds in which the pages come to rest before the next act
HEALTH = "/_stcore/health"  # of Streamlit
PIXELS = "1399"  # across: as sharp as the page asks for

WATCH = Path(__file__).with_suffix(".js").read_text("utf-8")

FLOOR = """
import streamlit as st
st.chat_input("Ask")
if st.button("Press"):
    st.html('<p class="pressed">Pressed</p>')
"""

SETTINGS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
    "logger.level": "error",
}
BESIDE = {
    "page usable": "empty page",
    "usable again": "empty again",
    "first statement": "service's statement",
    "answer": "service's answer",
    "source opened": "service's picture",
    "source switched": "empty click",
}


@dataclass(slots=True)
class Seen:
    """Seconds by what was waited for, and processor seconds of the page's server, a repeat each."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, seconds: float) -> None:
        self.seconds.setdefault(name, []).append(seconds)

    def line(self, name: str, beside: str) -> str:
        mine, other = self.seconds[name], self.seconds[beside]
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        middle = [statistics.median(each) for each in (mine, other)]
        return (
            f"{name:<16}{middle[0]:6.2f} s ({min(mine):.2f} to {max(mine):.2f}),"
            f" {ratio:.2f} times {beside} ({middle[1]:.2f} s),"
            f" {statistics.median(self.processor[name]):.2f} processor seconds of the page"
        )


@dataclass(frozen=True, slots=True)
class Site:
    """A page's address, and the process that serves it."""

    url: str
    process: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and two sources of its answer that have pages; seconds of the service alone."""

    question: str
    sources: tuple[int, int]
    alone: dict[str, float]


def askable(client: httpx.Client, questions: Sequence[str]) -> Iterator[Asked]:
    """The questions whose answers have two sources with pages to show, and what the service takes
    for each over HTTP: first statement, whole answer, picture."""
    for question in questions:
        begun = time.perf_counter()
        alone: dict[str, float] = {}
        answer = None
        body = {"question": question, "stream": True}
        with client.stream("POST", "/v1/answers", json=body) as response:
            for line in response.iter_lines():
                if line == "event: statement":
                    alone.setdefault("service's statement", time.perf_counter() - begun)
                if line.startswith("data: ") and '"citations"' in line:
                    answer = json.loads(line.removeprefix("data: "))
        alone["service's answer"] = time.perf_counter() - begun
        cited = (answer or {}).get("citations", ())
        pages = {_picture(each): each["number"] for each in cited if _is_pdf(each)}
        if answer and len(pages) > 1:
            first, second, *_ = pages.values()
            begun = time.perf_counter()
            picture = f"{next(iter(pages))}?citation={answer['id']}:{first}&width={PIXELS}"
            client.get(picture).raise_for_status()
            alone["service's picture"] = time.perf_counter() - begun
            yield Asked(question, (first, second), alone)


def _is_pdf(source: dict[str, Any]) -> bool:
    return source["document"]["file"].endswith(".pdf") and bool(source["locator"].get("page"))


def _picture(source: dict[str, Any]) -> str:
    return f"/v1/documents/{source['document']['id']}/pages/{source['locator']['page']}.png"


@contextmanager
def working(page: Page, process: int, seen: Seen, name: str) -> Iterator[None]:
    """Notes what the server of a page works for an act, until all is at rest."""
    before = processor_seconds(process)
    yield
    page.wait_for_timeout(REST)
    seen.processor.setdefault(name, []).append(processor_seconds(process) - before)


def processor_seconds(process: int) -> float:
    """What a process has used so far, in user and system mode."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def arrive(page: Page, site: Site, seen: Seen, *names: str) -> None:
    """Come with an empty cache, and once more with what is in it then."""
    for name in names:
        with working(page, site.process, seen, name):
            page.goto(site.url)
            seen.note(name, page.evaluate("window.arrived")["usable"] / 1000)


def look_at_floor(page: Page, site: Site, seen: Seen) -> None:
    """What Streamlit takes for an empty page, and for a click that shows a line."""
    arrive(page, site, seen, "empty page", "empty again")
    page.evaluate("void window.since('click', { pressed: () => window.shown('.pressed') })")
    page.get_by_role("button", name="Press").click()
    seen.note("empty click", page.evaluate("window.timed")["pressed"] / 1000)


def look_at_page(page: Page, site: Site, asked: Asked, seen: Seen) -> None:
    """What a reader waits for: the page, the first statement, the answer, two sources."""
    arrive(page, site, seen, "page usable", "usable again")
    box = page.get_by_role("textbox").last
    box.fill(asked.question)
    page.evaluate(
        "void window.since('keydown', { statement: () => window.shown('.statement'),"
        " answer: () => window.shown('.st-key-feedback-0') })"
    )
    with working(page, site.process, seen, "answer"):
        box.press("Enter")
        timed = page.evaluate("window.timed")
    seen.processor["first statement"] = seen.processor["answer"]
    seen.note("first statement", timed["statement"] / 1000)
    seen.note("answer", timed["answer"] / 1000)
    for name, number in zip(("source opened", "source switched"), asked.sources, strict=True):
        page.evaluate(
            f"void window.since('click', {{ source: () => window.shown('#source-0-{number}')"
            " && window.loaded('[class*=st-key-picture-] img') })"
        )
        with working(page, site.process, seen, name):
            page.get_by_role("button", name=f"Open source {number}").first.click()
            seen.note(name, page.evaluate("window.timed")["source"] / 1000)


@contextmanager
def pages(service_url: str, folder: Path) -> Iterator[tuple[Site, Site]]:
    """The chat page and the empty one."""
    ports = free_port(), free_port()
    script = folder / "floor.py"
    script.write_text(FLOOR, encoding="utf-8")
    ours = ("ui.cli", "--port", str(ports[0]), "--service-url", service_url)
    flags = [f"--{name}={value}" for name, value in SETTINGS.items()]
    empty = ("streamlit", "run", str(script), f"--server.port={ports[1]}", *flags)
    with (
        running(*ours, port=ports[0], ready=HEALTH) as page,
        running(*empty, port=ports[1], ready=HEALTH) as floor,
    ):
        yield Site(*page), Site(*floor)


@contextmanager
def profile(browser: Browser) -> Iterator[Page]:
    """A browser that has been nowhere yet, and has drawn its own window."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(WATCH)
    try:
        page = context.new_page()
        page.wait_for_timeout(REST)
        yield page
    finally:
        context.close()


def measure(service_url: str, beside: str, options: argparse.Namespace, folder: Path) -> Seen:
    """Each repeat looks at all once; a first one, which is not counted, warms what can be warm."""
    seen = Seen()
    wanted = [each.question for each in questions_of(options.sets)]
    with (
        httpx.Client(base_url=beside, timeout=PATIENCE, trust_env=False) as client,
        pages(service_url, folder) as (site, floor),
        sync_playwright() as play,
    ):
        path = shutil.which("chromium") or play.chromium.executable_path
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for turn, asked in enumerate(islice(askable(client, wanted), options.repeats + 1)):
            now = seen if turn else Seen()
            for name, seconds in asked.alone.items():
                now.note(name, seconds)
            with profile(browser) as page:
                look_at_floor(page, floor, now)
            with profile(browser) as page:
                look_at_page(page, site, asked, now)
        browser.close()
    return seen


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        tempfile.TemporaryDirectory() as other,
        service(options.index, Path(name)) as (url, _),
        service(options.index, Path(other)) as (beside, _),
    ):
        seen = measure(url, beside, options, Path(name))
    for mine, floor in BESIDE.items():
        print(seen.line(mine, floor))
    return 0


if __name__ == "__main__":
    sys.exit(main())
