"""Pages are drawn with the quote's words in yellow, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

import service.pictures
from ingest.document import Page, WordBox
from ingest.errors import Unreadable
from service.pictures import Box, Original, Pictures, draw, lines

WIDE, HIGH = 400.0, 600.0


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "two-pages.pdf"
    canvas = Canvas(str(path), pagesize=(WIDE, HIGH))
    for number in (1, 2):
        canvas.setFont("Helvetica", 20)
        canvas.drawString(50, HIGH - 100, f"Page {number} speaks of help")
        canvas.showPage()
    canvas.save()
    return path


def _open(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def _yellow_box(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest rectangle around all pixels that are clearly yellow."""
    red, _, blue = image.split()
    bright = red.point(lambda value: 255 if value > 180 else 0)
    pale = blue.point(lambda value: 255 if value < 150 else 0)
    mask = Image.new("L", image.size)
    mask.paste(bright, mask=pale)
    return mask.getbbox()


def _page(*words: WordBox, number: int = 1) -> Page:
    return Page(number, str(number), 0, 99, WIDE, HIGH, words)


WORD = WordBox(10, 14, 100.0, 200.0, 140.0, 220.0)


@pytest.mark.parametrize("width", [200, 1000])
def test_the_word_is_yellow_where_it_stands(pdf: Path, width: int) -> None:
    image = _open(Pictures().page(Original(pdf, "x"), _page(WORD), width, (10, 14)))
    scale = width / WIDE
    assert image.size == (width, round(HIGH * scale))
    box = _yellow_box(image)
    assert box is not None
    wanted = (100, 200, 140, 220)
    assert all(abs(a - b * scale) <= 3 * scale for a, b in zip(box, wanted, strict=True))


def test_without_a_quote_nothing_is_marked(pdf: Path) -> None:
    pictures = Pictures()
    for span in (None, (50, 60)):
        assert _yellow_box(_open(pictures.page(Original(pdf, "x"), _page(WORD), 400, span))) is None


def test_black_letters_stay_black(pdf: Path) -> None:
    over_text = WordBox(0, 4, 50, 80, 300, 110)
    plain = _open(draw(pdf, _page(), 800, []))
    marked = _open(draw(pdf, _page(), 800, lines([over_text], (0, 4))))

    def black(image: Image.Image) -> int:
        return sum(image.convert("L").histogram()[:40])

    assert black(marked) >= black(plain) > 100


def test_words_of_a_line_make_one_rectangle() -> None:
    words = [
        WordBox(0, 3, 10, 10, 40, 20),
        WordBox(4, 8, 45, 11, 80, 21),
        WordBox(9, 12, 10, 25, 40, 35),
        WordBox(13, 15, 300, 25, 320, 35),
        WordBox(16, 19, 325, 25, 340, 35),
        WordBox(20, 25, 10, 40, 50, 50),
    ]
    assert lines(words, (0, 19)) == [
        Box(10, 10, 80, 21),
        Box(10, 25, 40, 35),
        Box(300, 25, 340, 35),
    ]


def test_a_quote_over_two_pages_marks_the_part_on_this_one() -> None:
    assert lines([WordBox(90, 95, 1, 1, 9, 9)], (92, 140)) == [Box(1, 1, 9, 9)]
    assert lines([WordBox(90, 95, 1, 1, 9, 9)], (95, 140)) == []


def _rotated(page: Any) -> None:
    page.rotate(90)


def _cropped(page: Any) -> None:
    page.cropbox = RectangleObject((100, 100, 300, 500))


@pytest.mark.parametrize(("change", "size"), [(_rotated, (600, 400)), (_cropped, (200, 400))])
def test_turned_and_cropped_pages_keep_their_visible_shape(
    pdf: Path, tmp_path: Path, change: Callable[[Any], None], size: tuple[float, float]
) -> None:
    writer = PdfWriter()
    writer.append(PdfReader(pdf))
    change(writer.pages[0])
    writer.write(tmp_path / "changed.pdf")
    page = Page(1, "1", 0, 9, *size, (WordBox(0, 4, 20, 30, 60, 50),))
    image = _open(Pictures().page(Original(tmp_path / "changed.pdf", "x"), page, 600, (0, 4)))
    scale = 600 / size[0]
    assert abs(image.height - size[1] * scale) <= 1
    box = _yellow_box(image)
    assert box is not None
    assert abs(box[0] - 20 * scale) < 3 * scale
    assert abs(box[3] - 50 * scale) < 3 * scale


def test_an_absurdly_tall_page_stays_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "tall.pdf"
    canvas = Canvas(str(path), pagesize=(20, 14000))
    canvas.drawString(1, 1, "x")
    canvas.save()
    image = _open(draw(path, Page(1, "1", 0, 1, 20, 14000), 2000, []))
    assert image.width * image.height <= 17_000_000


@pytest.mark.parametrize(("content", "number"), [(b"not a pdf", 1), (b"", 1), (None, 9)])
def test_what_cannot_be_drawn_is_one_clear_error(
    pdf: Path, content: bytes | None, number: int
) -> None:
    if content is not None:
        pdf.write_bytes(content)
    with pytest.raises(Unreadable):
        draw(pdf, _page(number=number), 400, [])


def test_pictures_are_remembered_and_the_oldest_forgotten(pdf: Path) -> None:
    pictures = Pictures(cached=2)
    original = Original(pdf, "x")
    first = pictures.page(original, _page(WORD), 200, (10, 14))
    pictures.page(original, _page(WORD, number=2), 200)
    assert pictures.page(original, _page(WORD), 200, (10, 14)) is first
    pictures.page(original, _page(WORD), 300)
    pdf.unlink()
    assert pictures.page(original, _page(WORD), 200, (10, 14)) is first
    with pytest.raises(Unreadable):
        pictures.page(original, _page(WORD, number=2), 200)


def test_a_page_that_many_look_at_is_drawn_once(pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    begun, may = threading.Event(), threading.Event()

    def slowly(path: Path, page: Page, width: int, boxes: Sequence[Box]) -> bytes:
        drawn.append(page.number)
        begun.set()
        assert may.wait(30)
        return draw(path, page, width, boxes)

    monkeypatch.setattr(service.pictures, "draw", slowly)
    pictures, original = Pictures(), Original(pdf, "x")
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(pictures.page, original, _page(WORD), 200, (10, 14))
        assert begun.wait(30)
        others = [
            pool.submit(pictures.page, original, _page(WORD), 200, span)
            for span in ((10, 14), (11, 13), (10, 14))  # the second marks the same word
        ]
        may.set()
        assert all(other.result(30) == first.result(30) for other in others)
    assert drawn == [1]
