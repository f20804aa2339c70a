"""Reads the words of a PDF page with their boxes through pdfium's raw interface.

A call into pdfium costs about a microsecond, so there are a handful per word and none per
character: the page's text comes in one call and a word's box from its first and last letter.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.loaders.cleaning import clean

_WORD: Final = re.compile(r"\S+")
_LINE_HYPHENS: Final = "\ufffe\x02"  # what pdfium gives for a hyphen that ends a line
_MIN_SIZE: Final = 2.0  # points; smaller than this nobody can read it, so nobody is meant to
_MAX_CHARS: Final = 200_000  # on one page
_BOLD_WEIGHT: Final = 600
_BOLD_NAMES: Final = ("bold", "black", "heavy", "semibold", "demi")
_ITALIC_NAMES: Final = ("italic", "oblique")


class Style(NamedTuple):
    """How some text is set. `size` is in points on the page; `angle` in quarter turns."""

    size: float
    bold: bool
    italic: bool
    angle: int


class Word(NamedTuple):
    """One word, or a part of one where its style changes. The origin is the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    style: Style
    page: int
    glued: bool = False  # no space stands before it


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns pdfium's page coordinates into points from the visible page's top left."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int  # quarter turns clockwise by which the page is shown

    def place(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.turn == 1:
            return y, x
        if self.turn == 2:
            return self.width - x, y
        if self.turn == 3:
            return self.width - y, self.height - x
        return x, self.height - y

    def box(self, l: float, b: float, r: float, t: float) -> tuple[float, float, float, float]:  # noqa: E741
        """A rectangle as left, top, right, bottom."""
        (x0, y0), (x1, y1) = self.place(l, b), self.place(r, t)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def frame_of(page: pdfium.PdfPage) -> Frame:
    """The visible part of the page and how it is turned."""
    left, bottom, _, _ = page.get_cropbox()
    width, height = page.get_size()  # as shown, so with the turn
    return Frame(left, bottom, width, height, page.get_rotation() // 90 % 4)


class PageReader:
    """Reads the words of one page. Keeps what it has learnt about text objects and fonts."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self._text_page = page.get_textpage()
        self._raw = self._text_page.raw
        self._number = number
        self.frame = frame_of(page)
        self._styles: dict[int, Style] = {}
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._rect = raw.FS_RECTF()

    def words(self) -> list[Word]:
        count = min(self._text_page.count_chars(), _MAX_CHARS)
        if count <= 0:
            return []
        text = self._text_page.get_text_range(0, count)
        direct = len(text) == count
        found: list[Word] = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            indexes = range(start, end) if direct else self._indexes(start, end)
            found += self._parts(match.group(), indexes)
        return [word for word in found if word.style.size >= _MIN_SIZE and self._is_on_page(word)]

    def _indexes(self, start: int, end: int) -> list[int]:
        return [raw.FPDFText_GetCharIndexFromTextIndex(self._raw, i) for i in range(start, end)]

    def _is_on_page(self, word: Word) -> bool:
        across = -1 <= (word.left + word.right) / 2 <= self.frame.width + 1
        return across and -1 <= (word.top + word.bottom) / 2 <= self.frame.height + 1

    def _parts(self, text: str, indexes: range | list[int]) -> Iterator[Word]:
        """The word, or its parts where it runs over a line's end or changes its size."""
        glued = False
        for start, end in self._spans(text, indexes):
            shown = clean(text[start:end].replace("\ufffe", "-").replace("\x02", "-"))
            if shown:
                yield self._word(shown, indexes[start], indexes[end - 1], glued=glued)
                glued = True

    def _spans(self, text: str, indexes: range | list[int]) -> Iterator[tuple[int, int]]:
        breaks = [i + 1 for i, character in enumerate(text) if character in _LINE_HYPHENS]
        if not breaks and self._object(indexes[0]) == self._object(indexes[-1]):
            yield 0, len(text)
            return
        start = 0
        for position in range(1, len(text)):
            if position in breaks or self._differs(indexes[position - 1], indexes[position]):
                yield start, position
                start = position
        yield start, len(text)

    def _differs(self, one: int, other: int) -> bool:
        if self._object(one) == self._object(other):
            return False
        first, second = self._style(one), self._style(other)
        if abs(first.size - second.size) > 0.15 * max(first.size, second.size):
            return True
        shift = abs(self._origin(one)[1] - self._origin(other)[1])
        return shift > 0.2 * max(first.size, 1.0)

    def _object(self, index: int) -> int:
        pointer = raw.FPDFText_GetTextObject(self._raw, index)
        return ctypes.addressof(pointer.contents) if pointer else 0

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = self._numbers[:2]
        raw.FPDFText_GetCharOrigin(self._raw, index, x, y)
        return self.frame.place(x.value, y.value)

    def _word(self, text: str, first: int, last: int, *, glued: bool) -> Word:
        style = self._style(first)
        left, top, right, bottom = self._box(first, style)
        if last != first:
            other = self._box(last, style)
            left, top = min(left, other[0]), min(top, other[1])
            right, bottom = max(right, other[2]), max(bottom, other[3])
        baseline = self._origin(first)[1]
        return Word(text, left, top, right, bottom, baseline, style, self._number, glued)

    def _box(self, index: int, style: Style) -> tuple[float, float, float, float]:
        """The letter's box at the height of its font; its ink where the font's height is wrong."""
        rect = self._rect
        if raw.FPDFText_GetLooseCharBox(self._raw, index, rect):
            box = self.frame.box(rect.left, rect.bottom, rect.right, rect.top)
            if 0 < box[3] - box[1] <= 2.5 * style.size or style.angle:
                return box
        left, right, bottom, top = self._numbers
        raw.FPDFText_GetCharBox(self._raw, index, left, right, bottom, top)
        return self.frame.box(left.value, bottom.value, right.value, top.value)

    def _style(self, index: int) -> Style:
        pointer = raw.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.addressof(pointer.contents) if pointer else 0
        if key not in self._styles:
            self._styles[key] = self._read_style(index, pointer)
        return self._styles[key]

    def _read_style(self, index: int, pointer: Any) -> Style:
        size = float(raw.FPDFText_GetFontSize(self._raw, index))
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._raw, index, matrix)
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        bold, italic = self._font(index, pointer)
        return Style(round(size * scale, 1), bold, italic, self._angle(matrix))

    def _angle(self, matrix: Any) -> int:
        """Quarter turns of the text against the page as it is shown."""
        if abs(matrix.a) >= abs(matrix.b):
            turn = 0 if matrix.a >= 0 else 2
        else:
            turn = 1 if matrix.b > 0 else 3
        return (turn - self.frame.turn) % 4

    def _font(self, index: int, pointer: Any) -> tuple[bool, bool]:
        font = raw.FPDFTextObj_GetFont(pointer) if pointer else None
        key = ctypes.addressof(font.contents) if font else 0
        if key not in self._fonts:
            self._fonts[key] = self._read_font(index)
        return self._fonts[key]

    def _read_font(self, index: int) -> tuple[bool, bool]:
        buffer, flags = ctypes.create_string_buffer(200), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._raw, index, buffer, 200, flags)
        name = buffer.value.decode("latin-1").lower()
        weight = raw.FPDFText_GetFontWeight(self._raw, index)
        bold = any(sign in name for sign in _BOLD_NAMES) or weight >= _BOLD_WEIGHT
        return bold, any(sign in name for sign in _ITALIC_NAMES)
