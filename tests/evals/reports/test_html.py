from __future__ import annotations

import base64
import hashlib
import re

import pytest
from bs4 import BeautifulSoup, Tag

from evals.reports.html import TEMPLATES, render_run
from tests.evals.reports.pages import assert_ids_are_unique, assert_inert, parse, text_of
from tests.evals.reports.runs import FAILED, HOSTILE, hostile, run, sample
from tests.evals.results import answer, refusal, result


@pytest.fixture(scope="module")
def page() -> BeautifulSoup:
    return parse(render_run(sample()))


def row_of(page: BeautifulSoup, id_: str) -> Tag:
    found = [r for r in page.select(".row") if text_of(r.select_one(".asked .id")) == id_]
    assert len(found) == 1
    return found[0]


def test_the_top_says_when_of_what_and_whether_it_holds(page: BeautifulSoup) -> None:
    top = text_of(page.header)
    assert "Evaluation of 22 November 2026, 01:40 UTC" in top
    assert "✗ 1 of 3 gates failed; 1 not measured" in top
    assert "var/index" in top and "build" in top
    assert "6 questions in 1 minute 1 s: 3 of set set.yaml ; 3 of other other.yaml" in top


def test_the_failed_gates_are_in_sight_and_the_others_folded(page: BeautifulSoup) -> None:
    assert page.header is not None
    shown, folded = page.header.select(".gates")
    assert text_of(shown) == f"✗ Failed {FAILED.name} : {FAILED.text}"
    assert folded.find_parent("details") is not None
    assert "✓ Passed verbatim" in text_of(folded) and "– Not measured figures" in text_of(folded)


def test_cards_have_value_interval_and_number(page: BeautifulSoup) -> None:
    card = text_of(page.select_one(".cards li"))
    assert card == "Answered rightly 33.3% 95% interval: 0% to 100% 3 questions"


def test_charts_say_in_text_what_they_draw(page: BeautifulSoup) -> None:
    drawn = page.select_one(".chart tbody tr")
    assert drawn is not None
    svg = drawn.find("svg")
    assert isinstance(svg, Tag) and svg["role"] == "img"
    assert text_of(drawn).startswith("fact fact: 50.0%, 0% to 100%; n = 2")
    assert text_of(drawn.find_all("td")[-1]) == "50.0% 0% to 100%; n = 2"


def test_every_figure_has_its_row_and_every_slice_its_table(page: BeautifulSoup) -> None:
    assert len(page.select("table.figures tbody tr")) == len(sample().metrics)
    titles = [text_of(h) for h in page.select("section[aria-labelledby=figures] h3")]
    assert titles == ["By kind", "By set", "By tag"]
    assert len(page.select("table.matrix")) == 6


def test_wrong_answers_come_first(page: BeautifulSoup) -> None:
    ids = [text_of(row.select_one(".asked .id")) for row in page.select(".row")]
    assert ids == ["a2", "a3", "u2", "n1", "a1", "u1"]


def test_a_row_says_why_with_answer_quotes_and_what_was_expected(page: BeautifulSoup) -> None:
    row = row_of(page, "a2")
    said = text_of(row)
    assert "✗ Wrong How little? a2 answered" in said
    assert "Why wrong The fact is missing: “£9 million”." in said
    assert "What was expected" in said and "✗ Missing : £9 million" in said
    assert text_of(row.find("blockquote")) == "They receive nothing."
    marker = row.select_one(".told a")
    assert marker is not None and marker.get_text() == "[1]"
    assert row.find(id=str(marker["href"])[1:]) is not None


def test_what_the_filters_offer_is_in_the_rows(page: BeautifulSoup) -> None:
    form = page.select_one("form.filters")
    assert form is not None and form.has_attr("hidden")  # without the script it would do nothing
    rows = [set(str(row["data-tokens"]).split()) for row in page.select(".row")]
    for option in form.find_all("option"):
        needed = set(str(option["value"]).split())
        assert f"({sum(needed <= tokens for tokens in rows)})" in option.get_text()
    labels = [text_of(label) for label in form.find_all("label")]
    assert labels == ["Find words", "Outcome", "Set", "Kind", "Tag"]


def test_without_script_every_row_is_there_to_be_seen(page: BeautifulSoup) -> None:
    rows = page.select(".row")
    assert len(rows) == 6 and not [row for row in rows if row.has_attr("hidden")]
    assert text_of(page.select_one(".shown")) == "6 questions"


def test_history_and_the_question_as_understood_are_shown() -> None:
    told = answer().model_copy(update={"interpreted_question": "How much for carers?"})
    made = run([result(told, history=(("Who?", "Carers."), ("When?", "")))])
    said = text_of(parse(render_run(made)).select_one(".row"))
    assert "Asked before Who? Carers. When? (no answer given)" in said
    assert "Understood as: How much for carers?" in said


def test_a_misquote_and_the_nearest_passages_are_shown() -> None:
    near = refusal().model_copy(update={"nearest": answer().citations})
    made = run([result(near).model_copy(update={"misquoted": ("nearest 1",)})])
    row = parse(render_run(made)).select_one(".row")
    assert row is not None
    assert "✗ Not verbatim" in text_of(row.select_one("details .quotes"))


def test_a_document_on_the_web_is_linked() -> None:
    told = answer()
    document = told.citations[0].document.model_copy(update={"url": "https://www.gov.uk/a?b&c"})
    quote = told.citations[0].model_copy(update={"document": document})
    made = run([result(told.model_copy(update={"citations": [quote]}))])
    link = parse(render_run(made)).select_one(".source a")
    assert link is not None and link["href"] == "https://www.gov.uk/a?b&c"


def test_other_peoples_text_is_inert() -> None:
    soup = parse(render_run(hostile()))
    assert_inert(soup)
    assert_ids_are_unique(soup)
    row = soup.select_one(".row")
    assert row is not None and HOSTILE in row.get_text()
    assert row.select_one(".source a") is None


def test_the_page_is_whole_and_needs_nothing_else(page: BeautifulSoup) -> None:
    assert_inert(page)
    assert_ids_are_unique(page)


def test_the_policy_allows_our_script_and_style_only(page: BeautifulSoup) -> None:
    meta = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(meta, Tag)
    policy = str(meta["content"])
    assert policy.startswith("default-src 'none'; img-src data:;") and "unsafe" not in policy
    for tag in (page.script, page.style):
        assert tag is not None and tag.string is not None
        digest = base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_nothing_but_our_script_and_style_goes_unescaped() -> None:
    pages = "".join(page.read_text("utf-8") for page in TEMPLATES.glob("*.html"))
    assert re.findall(r"{{[^}]*\bsafe\b[^}]*}}", pages) == ["{{ style|safe }}", "{{ script|safe }}"]
    assert "autoescape" not in pages


def test_a_run_without_gates_or_filters_worth_having_is_rendered() -> None:
    page = parse(render_run(run([result()])))
    assert "No gates in this run" in text_of(page.header)
    assert [text_of(label) for label in page.select("form.filters label")] == ["Find words"]


def test_a_run_of_nothing_is_rendered() -> None:
    assert "0 questions" in text_of(parse(render_run(run([]))))
