"""Works out the numbers that Word prints before paragraphs but does not store in their text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from docx.oxml.ns import qn

from ingest.loaders.cleaning import BULLET

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts: bool = True
    style: str | None = None


@dataclass(slots=True)
class _List:
    """One abstract numbering: its levels, and how far each has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """The automatic numbers of one document, asked for once per paragraph in document order."""

    def __init__(self, numbering: Any | None, styles: Any) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._of_number: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        links: dict[str, str] = {}
        for abstract in numbering.findall(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"), "")
            self._lists[name] = _List(dict(_levels(abstract)))
            link = abstract.find(qn("w:numStyleLink"))
            if link is not None:
                links[name] = link.get(qn("w:val"), "")
        for number in numbering.findall(qn("w:num")):
            self._read_number(number)
        for name, style in links.items():
            self._follow_link(name, style)

    def _read_number(self, number: Any) -> None:
        name = number.get(qn("w:numId"), "")
        target = number.find(qn("w:abstractNumId"))
        if target is None:
            return
        self._of_number[name] = target.get(qn("w:val"), "")
        for override in number.findall(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                level = _integer(override.get(qn("w:ilvl")), 0)
                self._overrides.setdefault(name, {})[level] = _integer(start.get(qn("w:val")), 1)

    def _follow_link(self, name: str, style: str) -> None:
        number, _ = self._number_of_style(style)
        target = self._of_number.get(number or "")
        if target in self._lists:
            self._lists[name] = self._lists[target]

    def _number_of_style(self, style_id: str | None) -> tuple[str | None, int]:
        """The list that a paragraph style brings with it, looking up through its base styles."""
        for style in self._style_chain(style_id):
            properties = style.find(qn("w:pPr"))
            found = properties.find(qn("w:numPr")) if properties is not None else None
            number, level = _number_properties(found)
            if number is not None:
                return number, level if level is not None else self._style_level(number, style)
        return None, 0

    def _style_chain(self, style_id: str | None) -> Iterator[Any]:
        seen: set[str] = set()
        while style_id and style_id not in seen:
            seen.add(style_id)
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            style_id = based.get(qn("w:val")) if based is not None else None

    def _style_level(self, number: str, style: Any) -> int:
        listed = self._lists.get(self._of_number.get(number, ""))
        name = style.get(qn("w:styleId"))
        levels = listed.levels if listed else {}
        return next((i for i, level in levels.items() if level.style == name), 0)

    def marker(self, properties: Any | None, style_id: str | None) -> tuple[str, int] | None:
        """The printed marker and the list level (from 1) of a paragraph; None where it has none."""
        own = properties.find(qn("w:numPr")) if properties is not None else None
        number, level = _number_properties(own)
        if number is None:
            number, style_level = self._number_of_style(style_id)
            level = style_level if level is None else level
        level = level or 0
        listed = self._lists.get(self._of_number.get(number or "", ""))
        if number is None or listed is None or level not in listed.levels:
            return None  # number "0" takes a style's numbering away
        printed = self._count(number, listed, level)
        return (printed, level + 1) if printed else None

    def _count(self, number: str, listed: _List, level: int) -> str:
        starts = self._overrides.get(number, {})
        if level in starts:
            listed.counts[level] = starts.pop(level) - 1
        spec = listed.levels.get(level, _Level())
        listed.counts[level] = listed.counts.get(level, spec.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            if listed.levels.get(deeper, spec).restarts:
                listed.counts.pop(deeper, None)
        if spec.form == "bullet":
            return BULLET
        return "" if spec.form == "none" else self._printed(listed, spec)

    def _printed(self, listed: _List, spec: _Level) -> str:
        text = spec.text
        for index in range(_LEVELS):
            if f"%{index + 1}" in text:
                shown = listed.levels.get(index, _Level())
                value = listed.counts.get(index, shown.start)
                text = text.replace(f"%{index + 1}", format_number(value, shown.form))
        return text.strip()


def _levels(abstract: Any) -> Iterator[tuple[int, _Level]]:
    for level in abstract.findall(qn("w:lvl")):
        values = {
            child.tag: child.get(qn("w:val"))
            for child in level
            if child.get(qn("w:val")) is not None
        }
        yield (
            _integer(level.get(qn("w:ilvl")), 0),
            _Level(
                start=_integer(values.get(qn("w:start")), 1),
                form=values.get(qn("w:numFmt")) or "decimal",
                text=values.get(qn("w:lvlText")) or "",
                restarts=values.get(qn("w:lvlRestart")) != "0",
                style=values.get(qn("w:pStyle")),
            ),
        )


def _number_properties(found: Any | None) -> tuple[str | None, int | None]:
    if found is None:
        return None, None
    number, level = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
    return (
        number.get(qn("w:val")) if number is not None else None,
        _integer(level.get(qn("w:val")), 0) if level is not None else None,
    )


def _integer(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text is not None else otherwise
    except ValueError:
        return otherwise


def format_number(value: int, form: str) -> str:
    """A number as Word prints it in one of its formats; unknown formats count in figures."""
    value = max(value, 0)
    if form in ("lowerLetter", "upperLetter") and value:
        letters = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        roman = _roman(value)
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalZero":
        return f"{value:02d}"
    return str(value)


def _roman(value: int) -> str:
    parts = []
    for number, letters in _ROMAN:
        parts.append(letters * (value // number))
        value %= number
    return "".join(parts)
