"""A PDF page as a picture, with a quote marked on it where its words stand."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from ingest.document import Page, WordBox
from ingest.errors import Unreadable
from service.remembered import Remembered

FILL = (255, 235, 90)
EDGE = (200, 140, 0)
PADDING = 1.0  # points beside the words; above and below, the next line may be near
COLUMN_GAP = 2.5  # line heights: words of one line that lie further apart are two places
MAX_PIXELS = 16_000_000
CACHED = 64

_pdfium = threading.Lock()  # the library keeps global state: one thread at a time, process-wide


class Box(NamedTuple):
    """A rectangle in PDF points, origin at the page's top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Original:
    """A PDF file and the digest of its content, which names its pictures in the cache."""

    path: Path
    sha256: str


class Pictures:
    """Draws pages and remembers the last few. Safe to share by threads: what several ask for at a
    time is drawn once."""

    def __init__(self, cached: int = CACHED) -> None:
        self._done: Remembered[tuple[Any, ...], bytes] = Remembered(cached)

    def page(
        self, original: Original, page: Page, width: int, span: tuple[int, int] | None = None
    ) -> bytes:
        """PNG of a page with the words in `span` marked. Raises `Unreadable`."""
        boxes = tuple(lines(page.words, span)) if span else ()
        key = (original.sha256, page.number, width, boxes)
        return self._done.get([key], lambda _: [draw(original.path, page, width, boxes)])[0]


def lines(words: Iterable[WordBox], span: tuple[int, int]) -> list[Box]:
    """One rectangle for each run of words of `span` that stand on one line."""
    start, end = span
    boxes: list[Box] = []
    for word in words:
        if word.start >= end or word.end <= start:
            continue
        box = Box(word.left, word.top, word.right, word.bottom)
        if boxes and _continues(boxes[-1], box):
            boxes[-1] = _union(boxes[-1], box)
        else:
            boxes.append(box)
    return boxes


def _continues(line: Box, word: Box) -> bool:
    """Whether a word goes on where a line ends: beside it, not below and not in another column."""
    shared = min(line.bottom, word.bottom) - max(line.top, word.top)
    height = min(line.bottom - line.top, word.bottom - word.top)
    gap = max(word.left - line.right, line.left - word.right)
    return shared > height / 2 and gap < COLUMN_GAP * max(height, 1.0)


def _union(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def draw(path: Path, page: Page, width: int, boxes: Sequence[Box]) -> bytes:
    """The page as PNG, `width` pixels wide where that does not make it absurdly tall."""
    image = _render(path, page.number, width)
    if boxes and page.width > 0 and page.height > 0:
        image = _mark(image, boxes, image.width / page.width, image.height / page.height)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _render(path: Path, number: int, width: int) -> Image.Image:
    with _pdfium:
        try:
            document: Any = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, OSError) as error:
            raise Unreadable("the original cannot be opened as a PDF") from error
        try:
            sheet = document[number - 1]
            points_wide, points_high = sheet.get_size()  # as shown: cropped and rotated
            scale = min(width / points_wide, math.sqrt(MAX_PIXELS / (points_wide * points_high)))
            image: Image.Image = sheet.render(scale=scale).to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, IndexError, ValueError, ZeroDivisionError) as error:
            raise Unreadable(f"page {number} of the original cannot be drawn") from error
        finally:
            document.close()
    return image


def _mark(image: Image.Image, boxes: Sequence[Box], across: float, down: float) -> Image.Image:
    """Multiply with yellow, as a marker pen does: black words stay black."""
    ink = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(ink)
    places = [
        (
            (box.left - PADDING) * across,
            box.top * down,
            (box.right + PADDING) * across,
            box.bottom * down,
        )
        for box in boxes
    ]
    for place in places:
        pen.rectangle(place, fill=FILL)
    marked = ImageChops.multiply(image, ink)
    edges = ImageDraw.Draw(marked)
    for place in places:  # an outline too, for readers and dark pages where yellow does not show
        edges.rectangle(place, outline=EDGE)
    return marked
