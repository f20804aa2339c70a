"""Markdown, through markdown-it's tokens: the words stay, the syntax goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from markdown_it.token import Token

from ingest.document import LoadedDocument
from ingest.loaders.builder import TextBuilder
from ingest.loaders.cleaning import BULLET, clean
from ingest.loaders.encoding import decode
from ingest.loaders.guards import read_text_bytes
from ingest.loaders.hints import properties
from ingest.loaders.inline import parser, strip_html, visible
from ingest.loaders.outline import Item, rows, write

_FENCE: Final = "---"


def load(path: Path) -> LoadedDocument:
    """Read a Markdown file; front matter is ignored, raw HTML keeps its text only."""
    source = _without_front_matter(decode(read_text_bytes(path)))
    builder = TextBuilder()
    write(_Reader().read(parser().parse(source)), builder)
    text = builder.text
    return LoadedDocument(
        text, tuple(builder.blocks), properties=properties(text, builder.blocks, stem=path.stem)
    )


def _without_front_matter(source: str) -> str:
    lines = source.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return source
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() in (_FENCE, "..."):
            return "\n".join(lines[index + 1 :])
    return source


class _Reader:
    """Walks the token stream with the stack of lists that are open."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.lists: list[int | None] = []  # the next number of each open list, None for bullets
        self.marker: str | None = None
        self.table: list[list[str]] = []

    def read(self, tokens: Sequence[Token]) -> list[Item]:
        for index, token in enumerate(tokens):
            self._structure(token)
            if token.type == "inline":
                self._inline(token, tokens[index - 1])
            elif token.type in ("fence", "code_block"):
                self._add(clean(token.content))
            elif token.type == "html_block":
                self._add(strip_html(token.content))
        return self.items

    def _structure(self, token: Token) -> None:
        if token.type == "bullet_list_open":
            self.lists.append(None)
        elif token.type == "ordered_list_open":
            self.lists.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            self._open_item(token)
        elif token.type == "tr_open":
            self.table.append([])
        elif token.type == "table_close":
            self.items += rows(self.table)
            self.table = []

    def _open_item(self, token: Token) -> None:
        number = self.lists[-1]
        self.marker = BULLET if number is None else f"{number}{token.markup}"
        if number is not None:
            self.lists[-1] = number + 1

    def _inline(self, token: Token, opener: Token) -> None:
        text = visible([token])
        if opener.type in ("td_open", "th_open"):
            self.table[-1].append(text)
        elif opener.type == "heading_open":
            self.items.append(Item(text, "heading", int(opener.tag[1:])))
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        """A paragraph, or the first paragraph of a list item with the item's marker."""
        if not text:
            return
        marker, self.marker = self.marker, None
        bullet = marker == BULLET
        self.items.append(
            Item(
                text,
                "list_item" if marker and (bullet or len(self.lists) > 1) else None,
                len(self.lists) if marker else 0,
                marker,
            )
        )
