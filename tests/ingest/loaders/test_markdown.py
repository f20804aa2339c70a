"""Markdown files."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, rows, shown

SOURCE = """---
title: ignored
---
# Family *help*

See [the review](https://example.org) and `code`,
on two lines.

## Findings

- first
  - nested
- second

3. third
4. fourth

> A quotation.

| Area | Sum |
|---|---|
| Swindon | **£1m** |

<div onclick="x()">Raw <b>markup</b><script>alert(1)</script></div>
"""


def test_words_stay_and_syntax_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(SOURCE)
    document = load(path)
    assert_sound(document)
    assert [block for block in shown(document) if block[0] != "table_row"] == [
        ("heading", 1, None, "Family help"),
        ("paragraph", 0, None, "See the review and code, on two lines."),
        ("heading", 2, None, "Findings"),
        ("list_item", 1, "•", "first"),
        ("list_item", 2, "•", "nested"),
        ("list_item", 1, "•", "second"),
        ("list_item", 1, "3.", "third"),
        ("list_item", 1, "4.", "fourth"),
        ("paragraph", 0, None, "A quotation."),
        ("paragraph", 0, None, "Raw markup"),
    ]
    assert rows(document) == [{"Area": "Area", "Sum": "Sum"}, {"Area": "Swindon", "Sum": "£1m"}]
    assert document.properties.title == "Family help"
