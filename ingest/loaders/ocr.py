"""Reads a page that is a picture of text, with tesseract where it is installed.

tesseract is called as a program on a picture of the page: its table of words gives a box and a
confidence for each, and no Python package is needed. What it is unsure of is left out, and the
report says so.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from statistics import median
from typing import Final, NamedTuple

import pypdfium2 as pdfium

from ingest.loaders.cleaning import clean
from ingest.loaders.pdf_words import Frame, Style, Word

# The setting reaches the loaders, in whatever process they run, by the environment.
SETTING: Final = "REFORM_QA_OCR"
REMEDY: Final = "install tesseract to read it"
MIN_CONFIDENCE: Final = 0.6  # of a page: below it, words are guesses
_MIN_LINE: Final = 0.45  # of a line: below it, it is dirt or a drawing
_FEWEST_LETTERS: Final = 20
_DPI: Final = 300
_MAX_PIXELS: Final = 40_000_000
_PAGE_SECONDS: Final = 120.0  # a page takes seconds; on a busy machine longer
FILE_SECONDS: Final = 1_800.0
_HEADING: Final = 1.4  # line heights: larger than the body by so much is a heading


class Row(NamedTuple):
    """A word in tesseract's table, with its line, in pixels."""

    line: tuple[str, ...]
    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Scan:
    """What was read off a page: `confidence` from 0 to 1; `problem` where it is not to be used."""

    words: list[Word]
    confidence: float = 0.0
    problem: str = ""


def program() -> str | None:
    """Where tesseract is; None where it is not installed or not wanted."""
    return None if is_off() else shutil.which("tesseract")


def is_off() -> bool:
    return os.environ.get(SETTING, "auto").strip().lower() == "off"


def still_reading() -> None:
    """Called before each page: a worker replaces it, to say that more time is needed."""


@dataclass(slots=True)
class Reader:
    """Reads the pages of one file, within bounds of time."""

    _program: str | None = field(default_factory=program)
    _until: float = field(default_factory=lambda: time.monotonic() + FILE_SECONDS)

    def read(self, page: pdfium.PdfPage, number: int, frame: Frame) -> Scan:
        """The words of a page, or why there are none to be had."""
        if self._program is None:
            return Scan([], problem="OCR is switched off" if is_off() else REMEDY)
        limit = min(_PAGE_SECONDS, self._until - time.monotonic())
        if limit <= 0:
            return Scan([], problem="the file takes too long to read")
        still_reading()
        try:
            table, scale = _run(self._program, page, limit)
        except subprocess.TimeoutExpired:
            return Scan([], problem="it takes too long to read")
        except (subprocess.CalledProcessError, OSError, pdfium.PdfiumError):
            return Scan([], problem="tesseract could not read it")
        return scan_of(table, scale, number, frame)


def _run(program: str, page: pdfium.PdfPage, limit: float) -> tuple[str, float]:
    """tesseract's table for a page, and how many pixels a point has in it."""
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    picture = BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(picture, "PNG")
    command = [program, "stdin", "stdout", "--dpi", str(round(scale * 72)), "-l", "eng", "tsv"]
    done = subprocess.run(  # noqa: S603 - no part of the command comes from a file
        command,
        input=picture.getvalue(),
        capture_output=True,
        timeout=limit,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8", "replace"), scale


def scan_of(table: str, scale: float, number: int, frame: Frame) -> Scan:
    """The words that are sure enough, as if the page had printed them."""
    lines = _sure_lines(_rows(table))
    letters = sum(len(row.text) for rows in lines for row in rows)
    if letters < _FEWEST_LETTERS:
        return Scan([])
    confidence = sum(row.confidence * len(row.text) for r in lines for row in r) / letters
    if confidence < MIN_CONFIDENCE:
        return Scan([], confidence, f"too unclear (confidence {confidence:.0%})")
    body = median(_height(rows) for rows in lines for _ in rows)
    words = [word for rows in lines for word in _words(rows, body, scale, number, frame)]
    return Scan(words, round(confidence, 2))


def _rows(table: str) -> list[Row]:
    found = []
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = clean(row["text"] or "")
        confidence = float(row["conf"] or -1)
        if text and confidence >= 0:
            left, top = float(row["left"]), float(row["top"])
            right, bottom = left + float(row["width"]), top + float(row["height"])
            line = (row["block_num"], row["par_num"], row["line_num"])
            found.append(Row(line, text, left, top, right, bottom, confidence / 100))
    return found


def _sure_lines(rows: list[Row]) -> list[list[Row]]:
    """The lines, without those that are mostly guesses: a line is kept or left out as a whole,
    because a sentence without one of its words can say the opposite."""
    lines: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        lines.setdefault(row.line, []).append(row)
    return [line for line in lines.values() if _sure(line) >= _MIN_LINE]


def _sure(line: list[Row]) -> float:
    return sum(r.confidence * len(r.text) for r in line) / sum(len(r.text) for r in line)


def _height(line: list[Row]) -> float:
    return max(row.bottom for row in line) - min(row.top for row in line)


def _words(line: list[Row], body: float, scale: float, number: int, frame: Frame) -> Iterator[Word]:
    """Each at the height of its line. Two sizes only: measured heights vary from line to line."""
    is_large = _height(line) > _HEADING * body and len(line) > 1
    size = round((_HEADING if is_large else 1.0) * body / scale * 0.8, 1)
    top, bottom = min(row.top for row in line) / scale, max(row.bottom for row in line) / scale
    baseline = top + 0.8 * (bottom - top)
    style = Style(size, is_large, False, 0)
    for row in line:
        left, right = max(row.left / scale, 0.0), min(row.right / scale, frame.width)
        yield Word(row.text, left, top, right, bottom, baseline, style, number)


def remarks(problems: dict[int, str], read: dict[int, float]) -> tuple[str, ...]:
    """What a report says of the pages that were pictures."""
    said = []
    if read:
        lowest = min(read.values())
        said.append(f"{_pages(read)} read from a scan (confidence {lowest:.0%} or more)")
    for problem in dict.fromkeys(problems.values()):
        pages = [number for number, each in problems.items() if each == problem]
        said.append(f"{_pages(pages)} left out, a picture of text: {problem}")
    return tuple(said)


def _pages(numbers: Iterable[int]) -> str:
    listed = [str(number) for number in numbers]
    shown = ", ".join(listed[:8]) + (f" and {len(listed) - 8} more" if len(listed) > 8 else "")
    return f"page{'s' if len(listed) > 1 else ''} {shown}"
