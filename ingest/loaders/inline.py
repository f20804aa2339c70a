"""Markdown's inline marks to the words a reader sees. Text files carry them more often than not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.loaders.cleaning import clean

_MARKDOWN: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_TELLTALES: Final = ("](", "**", "</")


def parser() -> MarkdownIt:
    """The one Markdown dialect that we read: CommonMark with tables and strikethrough."""
    return _MARKDOWN


def visible(tokens: Sequence[Token]) -> str:
    """The words of inline tokens. A link keeps its label only, an image its alternative text."""
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts.append(visible(token.children or ()))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "html_inline":
            parts.append(" " if token.content.lower().startswith("<br") else "")
        else:
            parts.append(token.content)
    return clean("".join(parts))


def unmarked(line: str) -> str:
    """A line of a text file without inline Markdown, where it has any that is beyond doubt."""
    if not any(sign in line for sign in _TELLTALES):
        return clean(line)
    return visible(_MARKDOWN.parseInline(line))


def strip_html(markup: str) -> str:
    """The text of raw HTML inside Markdown; scripts and styles are not text."""
    soup = BeautifulSoup(markup, "lxml")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    return clean(soup.get_text(" "))
