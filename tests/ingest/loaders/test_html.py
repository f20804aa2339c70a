"""Web pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import LoadedDocument
from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, rows, shown, texts


def read(tmp_path: Path, body: str, head: str = "") -> LoadedDocument:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")
    document = load(path)
    assert_sound(document)
    return document


FURNITURE = """
<nav>Home News</nav><div class="cookie-banner">We use cookies</div>
<main><article><h1>Reform announced</h1><p>The plan is <b>here</b>.</p>
<li>A loose item</li><ul><li>One<ol start="3"><li>Inner</li></ol></li></ul>
<blockquote><p>“I welcome it.”</p></blockquote>
<div class="share-buttons">Share this</div><section class="related-articles">Bins</section>
<div hidden>Secret</div><script>x()</script><!-- note --></article></main>
<aside>Most read</aside><footer><form>Please enter your comment!</form></footer>
"""


def test_the_content_stays_and_the_furniture_goes(tmp_path: Path) -> None:
    document = read(tmp_path, FURNITURE)
    assert shown(document) == [
        ("heading", 1, None, "Reform announced"),
        ("paragraph", 0, None, "The plan is here."),
        ("list_item", 1, "•", "A loose item"),
        ("list_item", 1, "•", "One"),
        ("list_item", 2, "3.", "Inner"),
        ("paragraph", 0, None, "“I welcome it.”"),
    ]


def test_what_the_page_says_about_itself(tmp_path: Path) -> None:
    head = (
        "<title>Reform announced - Local News</title>"
        '<meta property="og:site_name" content="Local News">'
        '<meta property="article:published_time" content="2023-02-02T10:00:00Z">'
    )
    about = read(tmp_path, "<main><h1>Reform announced</h1><p>May 2020</p></main>", head).properties
    assert (about.title, about.publisher) == ("Reform announced", "Local News")
    assert str(about.published) == "2023-02-02"


@pytest.mark.parametrize(
    "wrapper", ['<form id="aspnetForm">{}</form>', '<div class="menu-page">{}</div>', "{}"]
)
def test_a_whole_page_inside_something_suspicious_is_kept(tmp_path: Path, wrapper: str) -> None:
    body = wrapper.format("<h1>Title</h1><p>All of the text is in here.</p>")
    assert texts(read(tmp_path, body)) == ["Title", "All of the text is in here."]


def test_social_care_is_not_social_media(tmp_path: Path) -> None:
    document = read(tmp_path, '<main><h1>T</h1><div class="social-care"><p>Care.</p></div></main>')
    assert "Care." in texts(document)


def test_a_title_in_the_sites_header_is_kept(tmp_path: Path) -> None:
    document = read(tmp_path, "<header><h1>The title</h1></header><main><p>Text.</p></main>")
    assert texts(document) == ["The title", "Text."]


def test_tables_with_merged_cells(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "<main><table><tr><th>Area</th><th>Year</th><th>Sum</th></tr>"
        "<tr><td rowspan=2>Swindon</td><td>2023</td><td>£1m</td></tr>"
        "<tr><td>2024</td><td>£2m</td></tr>"
        "<tr><td colspan=2>Total</td><td>£3m</td></tr></table></main>",
    )
    assert rows(document)[1:] == [
        {"Area": "Swindon", "Year": "2023", "Sum": "£1m"},
        {"Area": "Swindon", "Year": "2024", "Sum": "£2m"},
        {"Area": "Total", "Year": "", "Sum": "£3m"},
    ]


def test_a_layout_table_is_read_as_text(tmp_path: Path) -> None:
    document = read(tmp_path, "<table><tr><td><h1>T</h1><p>One.</p><p>Two.</p></td></tr></table>")
    assert texts(document) == ["T", "One.", "Two."]


def test_old_pages_part_paragraphs_with_breaks(tmp_path: Path) -> None:
    document = read(tmp_path, "<div>First<br>line.<br><br>Second.</div>")
    assert texts(document) == ["First line.", "Second."]


def test_deep_nesting_does_not_break_it(tmp_path: Path) -> None:
    document = read(tmp_path, "<div>" * 3000 + "Deep text" + "</div>" * 3000)
    assert "Deep text" in document.text
