from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui import markup

STYLE = Path(markup.__file__).with_name("style.css").read_text(encoding="utf-8")


def test_text_is_never_markup() -> None:
    shown = markup.passage('<b>bold</b> & "quoted" $x$ **y**')
    assert shown == "<p>&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; $x$ **y**</p>"


def test_exactly_the_quote_is_marked() -> None:
    text = "one two three"
    assert markup.passage(text, 4, 7) == "<p>one <mark>two</mark> three</p>"


def test_a_mark_over_lines_is_one_on_each() -> None:
    assert markup.passage("abc\ndef", 1, 6) == "<p>a<mark>bc</mark></p><p><mark>de</mark>f</p>"


def test_markup_in_the_quote_stays_inside_the_mark() -> None:
    assert markup.passage("</mark><i>", 0, 10) == "<p><mark>&lt;/mark&gt;&lt;i&gt;</mark></p>"


def test_tabbed_lines_are_rows_of_one_table() -> None:
    shown = markup.passage("before\nA\tB\n1\t2\nafter", 7, 8)
    rows = "<tr><td><mark>A</mark></td><td>B</td></tr><tr><td>1</td><td>2</td></tr>"
    frame = '<div class="rows" tabindex="0" role="group" aria-label="Table">'
    table = f"{frame}<table>{rows}</table></div>"
    assert shown == f"<p>before</p>{table}<p>after</p>"


def test_a_button_shows_punctuation_as_it_is() -> None:
    assert markup.label("*a* [b](c) $d$") == r"\*a\* \[b\]\(c\) \$d\$"
    assert ":smile:" not in markup.label(":smile:").replace("\\", "")


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "shade"])
@pytest.mark.parametrize("ink", ["ink", "soft-ink", "link", "trouble"])
def test_text_contrasts_with_its_background(ink: str, paper: str, scheme: int) -> None:
    assert _contrast(_colour(ink, scheme), _colour(paper, scheme)) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marked_text_contrasts_with_its_mark(scheme: int) -> None:
    assert _contrast(_colour("ink", scheme), _colour("marker", scheme)) >= 4.5


def _colour(name: str, scheme: int) -> str:
    found = re.search(rf"--{name}: light-dark\(#(\w{{6}}), #(\w{{6}})\)", STYLE)
    assert found is not None
    return found.group(scheme + 1)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
