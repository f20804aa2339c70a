"""Reads the words of a PDF page with their boxes through pdfium's raw interface.

A call into pdfium costs most of a microsecond, so there are a handful per word and none per
character: the page's text comes in one call and a word's box from its first and last letter.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.loaders import pdf_calls as calls
from ingest.loaders.cleaning import clean

_WORD: Final = re.compile(r"\S+")
_LINE_HYPHENS: Final = "\ufffe\x02"  # what pdfium gives for a hyphen that ends a line
_HYPHENS: Final = re.compile(f"[{_LINE_HYPHENS}]")
_new: Final = tuple.__new__  # a word from its values in half the time: there are very many
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
        self._handle = calls.handle(self._raw)
        self._number = number
        self.frame = frame = frame_of(page)
        self._turn, self._height, self._shift = frame.turn, frame.height, (frame.left, frame.bottom)
        self._styles: dict[int | None, Style] = {}
        self._settings: dict[tuple[float | int | None, ...], Style] = {}
        self._fonts: dict[int | None, tuple[bool, bool]] = {}
        self._rect, self._matrix, self._point = raw.FS_RECTF(), raw.FS_MATRIX(), calls.Point()
        self._rect_slot, self._matrix_slot = ctypes.byref(self._rect), ctypes.byref(self._matrix)
        self._numbers = [ctypes.c_double() for _ in range(4)]

    def words(self) -> list[Word]:
        count = min(self._text_page.count_chars(), _MAX_CHARS)
        if count <= 0:
            return []
        text = self._text_page.get_text_range(0, count)
        direct = len(text) == count
        broken = _HYPHENS.search(text) is not None
        found: list[Word] = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            printed = match[0]
            indexes = range(start, end) if direct else self._indexes(start, end)
            if (broken and _HYPHENS.search(printed)) or self._is_mixed(indexes[0], indexes[-1]):
                found += self._parts(printed, indexes)
            elif shown := _shown(printed):
                found.append(self._word(shown, indexes[0], indexes[-1], glued=False))
        return self._visible(found)

    def _indexes(self, start: int, end: int) -> list[int]:
        return [calls.char_index(self._handle, i) for i in range(start, end)]

    def _visible(self, words: list[Word]) -> list[Word]:
        """Words that are large enough to be read and whose middle is on the page."""
        wide, high = self.frame.width + 1, self.frame.height + 1
        return [
            word
            for word in words
            if word.style.size >= _MIN_SIZE
            and -1 <= (word.left + word.right) / 2 <= wide
            and -1 <= (word.top + word.bottom) / 2 <= high
        ]

    def _is_mixed(self, one: int, other: int) -> bool:
        handle = self._handle
        same: bool = calls.text_object(handle, one) == calls.text_object(handle, other)
        return not same

    def _parts(self, text: str, indexes: range | list[int]) -> Iterator[Word]:
        """The word, or its parts where it runs over a line's end or changes its size."""
        glued = False
        for start, end in self._spans(text, indexes):
            shown = _shown(text[start:end])
            if shown:
                yield self._word(shown, indexes[start], indexes[end - 1], glued=glued)
                glued = True

    def _spans(self, text: str, indexes: range | list[int]) -> Iterator[tuple[int, int]]:
        objects = [calls.text_object(self._handle, index) for index in indexes]
        start = 0
        for position in range(1, len(text)):
            breaks = text[position - 1] in _LINE_HYPHENS
            if breaks or (
                objects[position - 1] != objects[position]
                and self._differs(indexes[position - 1], indexes[position])
            ):
                yield start, position
                start = position
        yield start, len(text)

    def _differs(self, one: int, other: int) -> bool:
        first, second = self._style(one), self._style(other)
        if abs(first.size - second.size) > 0.15 * max(first.size, second.size):
            return True
        shift = abs(self._baseline(one) - self._baseline(other))
        return shift > 0.2 * max(first.size, 1.0)

    def _baseline(self, index: int) -> float:
        point = self._point
        calls.char_origin(self._handle, index, point.x_slot, point.y_slot)
        if not self._turn:
            height: float = self._height - (point.y.value - self._shift[1])
            return height
        return self.frame.place(point.x.value, point.y.value)[1]

    def _word(self, text: str, first: int, last: int, *, glued: bool) -> Word:
        style = self._style(first)
        left, top, right, bottom = self._box(first, style)
        if last != first:
            l, t, r, b = self._box(last, style)  # noqa: E741
            left, top = l if l < left else left, t if t < top else top
            right, bottom = r if r > right else right, b if b > bottom else bottom
        values = (text, left, top, right, bottom, self._baseline(first), style, self._number, glued)
        return _new(Word, values)

    def _box(self, index: int, style: Style) -> tuple[float, float, float, float]:
        """The letter's box at the height of its font; its ink where the font's height is wrong."""
        if calls.loose_char_box(self._handle, index, self._rect_slot):
            left, top, right, bottom = calls.read_rect(self._rect)
            if left <= right and bottom <= top and not self._turn:
                x, y = self._shift  # what Frame.box does, without the call
                box = left - x, self._height - (top - y), right - x, self._height - (bottom - y)
            else:
                box = self.frame.box(left, bottom, right, top)
            if 0 < box[3] - box[1] <= 2.5 * style.size or style.angle:
                return box
        numbers = self._numbers
        raw.FPDFText_GetCharBox(self._raw, index, *numbers)
        left, right, bottom, top = (number.value for number in numbers)
        return self.frame.box(left, bottom, right, top)

    def _style(self, index: int) -> Style:
        key = calls.text_object(self._handle, index)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._read_style(index, key)
        return style

    def _read_style(self, index: int, text_object: int | None) -> Style:
        """The style of a text object. Many objects are set alike, so that few need working out."""
        size = calls.font_size(self._handle, index)
        font = calls.font_of_object(ctypes.c_void_p(text_object)) if text_object else None
        done = calls.char_matrix(self._handle, index, self._matrix_slot)
        a, b, c, d = calls.read_matrix(self._matrix)[:4] if done else (0.0, 0.0, 0.0, 0.0)
        key = (size, font, a, b, c, d)
        style = self._settings.get(key)
        if style is None:
            scale = (c**2 + d**2) ** 0.5 or 1.0
            bold, italic = self._font(index, font)
            style = Style(round(size * scale, 1), bold, italic, self._angle(a, b))
            self._settings[key] = style
        return style

    def _angle(self, a: float, b: float) -> int:
        """Quarter turns of the text against the page as it is shown."""
        upright = abs(a) >= abs(b)
        turn = (0 if a >= 0 else 2) if upright else (1 if b > 0 else 3)
        return (turn - self._turn) % 4

    def _font(self, index: int, key: int | None) -> tuple[bool, bool]:
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


@lru_cache(maxsize=50_000)
def _shown(text: str) -> str:
    """A word as it is kept. Documents repeat their words, so that most are cleaned only once."""
    return clean(_HYPHENS.sub("-", text))
