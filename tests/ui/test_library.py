"""The library, a document of it, and the page that says how it all works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.ui.driving import keys, press, shown
from tests.ui.fake_service import Fake
from ui import evaluation, library, trust

LIBRARY = "from ui import library\nlibrary.show()\n"
TRUST = "from ui import trust\ntrust.show()\n"


@pytest.fixture
def script(service_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("REFORM_QA_UI_SERVICE_URL", service_url)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield monkeypatch
    st.cache_data.clear()
    st.cache_resource.clear()


def opened(text: str) -> AppTest:
    page = AppTest.from_string(text, default_timeout=30).run()
    assert not page.exception
    return page


def documents(page: AppTest) -> list[str]:
    return [key for key in keys(page) if key.startswith("document-")]


def test_every_document_is_listed_with_what_it_is(script: pytest.MonkeyPatch) -> None:
    page = opened(LIBRARY)
    assert len(documents(page)) == 4
    assert "Department for Education, strategy, 2 February 2023. 3 pages." in shown(page)
    assert "<script>document" not in shown(page)


def test_the_library_is_searched_by_word_and_kind(script: pytest.MonkeyPatch) -> None:
    page = opened(LIBRARY)
    page.text_input(key="library-text").set_value("northshire 2024").run()
    assert documents(page) == ["document-pathfinder-briefing"]
    page.text_input(key="library-text").set_value("")
    page.selectbox(key="library-kind").set_value("strategy").run()
    assert documents(page) == ["document-stable-homes"]
    assert "1 document found" in shown(page)


def test_a_document_opens_at_its_first_page(script: pytest.MonkeyPatch, fake: Fake) -> None:
    page = press(opened(LIBRARY), "document-stable-homes")
    assert "stable-homes" in page.query_params["document"]
    assert fake.pages == ["1?width=1400"]
    press(page, "next-leaf")
    assert fake.pages[-1] == "2?width=1400"
    press(page, "back-to-library")
    assert len(documents(page)) == 4


def test_a_document_without_pages_opens_as_text(script: pytest.MonkeyPatch) -> None:
    page = press(opened(LIBRARY), "document-hostile/../id")
    assert "&lt;script&gt;document.title" in shown(page)
    assert "<script>document" not in shown(page)


def test_a_document_that_is_gone_is_said_to_be(script: pytest.MonkeyPatch) -> None:
    page = AppTest.from_string(LIBRARY, default_timeout=30)
    page.query_params["document"] = "gone"
    assert library.NO_DOCUMENT in shown(page.run())


def test_staff_see_what_could_not_be_used(script: pytest.MonkeyPatch) -> None:
    page = opened(LIBRARY)
    assert "minutes/&lt;b&gt;scan&lt;/b&gt;.pdf" in shown(page)
    assert "it has a password" in shown(page)


def test_how_long_answers_are_kept_is_what_the_service_says(script: pytest.MonkeyPatch) -> None:
    page = opened(TRUST)
    assert "deleted for good after 90 days" in shown(page)
    assert trust.NO_FIGURES in shown(page)
    assert "Accessibility statement" in shown(page)


def test_the_figures_are_those_of_the_latest_run(
    script: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report = tmp_path / "run.json"
    metrics = {
        "right": {"n": 157, "value": 0.828, "low": 0.77, "high": 0.89},
        "refusal_recall": {"n": 73, "value": 0.6164},
        "latency_p50": {"n": 230, "value": 799.35},
        "right_page": {"n": 0, "value": None},
    }
    report.write_text(json.dumps({"created": "2026-11-02T06:50:39+00:00", "metrics": metrics}))
    script.setenv("REFORM_QA_UI_EVALUATION", str(report))
    text = shown(opened(TRUST))
    assert "measured on 2 November 2026" in text
    assert "Of 157 questions that the documents answer, Reform QA answered 83% rightly" in text
    assert "it said so for 62%" in text
    assert "within 0.8 seconds" in text


@pytest.mark.parametrize("content", ["", "{}", "[1]"])
def test_a_report_that_cannot_be_read_gives_no_figures(tmp_path: Path, content: str) -> None:
    report = tmp_path / "run.json"
    report.write_text(content)
    assert evaluation.read(report) is None
    assert evaluation.read(tmp_path / "none.json") is None
