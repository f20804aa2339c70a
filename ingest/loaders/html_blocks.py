"""Walks the content of a web page and gives its blocks: headings, paragraphs, items, rows."""

from __future__ import annotations

from typing import Final

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from ingest.loaders.cleaning import BULLET, clean
from ingest.loaders.docx_numbering import format_number
from ingest.loaders.html_tables import table_items
from ingest.loaders.outline import Item

_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE: Final = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "output", "picture", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_NUMBER_FORMS: Final = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_MAX_DEPTH: Final = 200


def read_blocks(root: Tag) -> list[Item]:
    """The items of an element, in document order."""
    reader = _Reader()
    reader.container(root)
    reader.flush()
    return reader.items


class _Reader:
    """Collects running text until a block element ends it."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._text: list[str] = []
        self._marker: str | None = None
        self._depth = 0  # of lists
        self._nesting = 0  # of elements, bounded against absurd pages

    def flush(self) -> None:
        """End the running paragraph; the first of a list item carries the item's marker."""
        text, self._text = clean("".join(self._text)), []
        if not text:
            return
        marker, self._marker = self._marker, None
        if marker:
            self.items.append(Item(text, "list_item", max(self._depth, 1), marker))
        else:
            self.items.append(Item(text))

    def container(self, tag: Tag) -> None:
        self._nesting += 1
        for child in tag.children:
            if isinstance(child, Tag):
                self._element(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._text.append(str(child))
        self._nesting -= 1

    def _element(self, tag: Tag) -> None:
        if self._nesting > _MAX_DEPTH:
            self._text.append(tag.get_text(" "))
        elif tag.name == "br":
            self._break(tag)
        elif tag.name in _INLINE:
            self.container(tag)
        else:
            self.flush()
            self._block(tag)
            self.flush()

    def _break(self, tag: Tag) -> None:
        """Two breaks in a row are how old pages part paragraphs; one is only a new line."""
        before = tag.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if isinstance(before, Tag) and before.name == "br":
            self.flush()
        else:
            self._text.append(" ")

    def _block(self, tag: Tag) -> None:
        if tag.name in _HEADINGS:
            text = clean(tag.get_text(" "))
            self.items.append(Item(text, "heading", _HEADINGS[tag.name]))
        elif tag.name in ("ul", "ol"):
            self._list(tag)
        elif tag.name == "li":
            self._item(tag, BULLET)
        elif tag.name == "table":
            self.items += table_items(tag, read_blocks)
        else:
            self.container(tag)

    def _list(self, tag: Tag) -> None:
        self._depth += 1
        number = _number(tag.get("start"), 1)
        form = _NUMBER_FORMS.get(str(tag.get("type") or ""), "decimal")
        for child in tag.children:
            if not isinstance(child, Tag):
                continue
            if child.name != "li":
                self._element(child)
                continue
            number = _number(child.get("value"), number)
            marker = BULLET if tag.name == "ul" else f"{format_number(number, form)}."
            self._item(child, marker)
            number += 1
        self._depth -= 1

    def _item(self, tag: Tag, marker: str) -> None:
        self.flush()
        outer, self._marker = self._marker, marker
        self.container(tag)
        self.flush()
        self._marker = outer


def _number(value: object, otherwise: int) -> int:
    text = str(value or "")
    return int(text) if text.isdigit() else otherwise
