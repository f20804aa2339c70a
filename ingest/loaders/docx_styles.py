"""What Word's styles say about a paragraph: a heading of which level, or a line of the contents."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml.ns import qn

_BODY_LEVEL: Final = 9  # Word's outline level for body text


class Styles:
    """The paragraph styles of one document."""

    def __init__(self, styles: Any) -> None:
        self.by_id: dict[str, Any] = {
            style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))
        }
        self._names = {key: _name(style) for key, style in self.by_id.items()}
        self._default = next(
            (
                key
                for key, style in self.by_id.items()
                if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        self._has_title = False

    def id_of(self, paragraph: Any) -> str | None:
        """The style of a paragraph, or the document's default."""
        properties = paragraph.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        return style.get(qn("w:val")) if style is not None else self._default

    def list_level(self, style_id: str | None) -> int:
        """The level that Word's own list styles say by their name: 2 for "List Bullet 2"."""
        name = self._names.get(style_id or "", "")
        return int(name[-1]) if name.startswith("list ") and name[-1:].isdigit() else 1

    def is_contents(self, style_id: str | None) -> bool:
        """True for the lines that Word generates into tables of contents and of figures."""
        name = self._names.get(style_id or "", "")
        return name.startswith(("toc ", "table of figures", "index "))

    def heading_level(self, style_id: str | None, properties: Any | None) -> int | None:
        """The heading level, 1 for the title. Below a title, "Heading 1" is level 2."""
        if self._names.get(style_id or "") == "title":
            self._has_title = True
            return 1
        level = self._outline_level(properties)
        seen: set[str] = set()
        while level is None and style_id and style_id not in seen:
            seen.add(style_id)
            level = self._style_level(style_id)
            style_id = self._base(style_id)
        if level is None or level >= _BODY_LEVEL:
            return None
        return min(level + 1 + self._has_title, 6)

    def _style_level(self, style_id: str) -> int | None:
        name = self._names.get(style_id, "")
        if name.startswith("heading ") and name[8:].isdigit():
            return int(name[8:]) - 1
        style = self.by_id.get(style_id)
        return self._outline_level(style.find(qn("w:pPr"))) if style is not None else None

    def _outline_level(self, properties: Any | None) -> int | None:
        found = properties.find(qn("w:outlineLvl")) if properties is not None else None
        value = found.get(qn("w:val")) if found is not None else None
        return int(value) if value and value.isdigit() else None

    def _base(self, style_id: str) -> str | None:
        style = self.by_id.get(style_id)
        based = style.find(qn("w:basedOn")) if style is not None else None
        return based.get(qn("w:val")) if based is not None else None


def _name(style: Any) -> str:
    name = style.find(qn("w:name"))
    return (name.get(qn("w:val")) or "").lower() if name is not None else ""
