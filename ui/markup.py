"""The only way from text to HTML. Document text and questions are untrusted: all of it is escaped.

`st.html` does not read Markdown, so escaped text stands as it was written; where Streamlit does
read Markdown (labels of buttons), `label` makes the text inert.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

CELL_SEPARATOR = "\t"
_MARKDOWN = re.compile(r"([!-/;-@\[-`{-~])")
_ROWS = '<div class="rows" tabindex="0" role="group" aria-label="Table">'  # may have to scroll
_WORD_JOINER = "\u2060"


def tag(name: str, text: str, css_class: str = "") -> str:
    """One element around escaped text."""
    attribute = f' class="{css_class}"' if css_class else ""
    return f"<{name}{attribute}>{escape(text)}</{name}>"


def box(css_class: str, *inner: str, alert: bool = False) -> str:
    """A block around markup that is already safe; `alert` has it read aloud at once."""
    role = ' role="alert"' if alert else ""
    return f'<div class="{css_class}"{role}>{"".join(inner)}</div>'


def chip(number: int) -> str:
    """The number of a source that cannot be opened yet."""
    return f' <span class="chip" aria-hidden="true">[{number}]</span>'


def label(text: str) -> str:
    r"""Text for a button, where Streamlit reads Markdown, `:emoji:` and `:red[colour]`.

    A backslash makes punctuation plain. A colon's codes are read after backslashes are gone, so an
    invisible word joiner follows each colon instead.
    """
    one_line = " ".join(text.split())
    return _MARKDOWN.sub(r"\\\1", one_line).replace(":", f":{_WORD_JOINER}")


def bullets(items: Iterable[str]) -> str:
    return "<ul>" + "".join(tag("li", item) for item in items) + "</ul>"


def passage(text: str, start: int = 0, end: int = 0) -> str:
    """A document's lines as paragraphs, and runs of tabbed lines as tables; `[start:end)` marked.

    The offsets count characters of `text`. A mark that spans lines is one mark on each.
    """
    blocks: list[str] = []
    rows: list[str] = []
    offset = 0
    for line in text.split("\n"):
        begin, offset = offset, offset + len(line) + 1
        if CELL_SEPARATOR in line:
            rows.append(_row(line, start - begin, end - begin))
            continue
        blocks += _table(rows)
        rows = []
        if line.strip():
            blocks.append(f"<p>{_marked(line, start - begin, end - begin)}</p>")
    return "".join(blocks + _table(rows))


def _table(rows: list[str]) -> list[str]:
    return [f"{_ROWS}<table>{''.join(rows)}</table></div>"] if rows else []


def _row(line: str, start: int, end: int) -> str:
    cells = []
    offset = 0
    for cell in line.split(CELL_SEPARATOR):
        cells.append(f"<td>{_marked(cell, start - offset, end - offset)}</td>")
        offset += len(cell) + 1
    return f"<tr>{''.join(cells)}</tr>"


def _marked(text: str, start: int, end: int) -> str:
    first, last = max(start, 0), min(end, len(text))
    if first >= last:
        return escape(text)
    marked = tag("mark", text[first:last])
    return f"{escape(text[:first])}{marked}{escape(text[last:])}"
