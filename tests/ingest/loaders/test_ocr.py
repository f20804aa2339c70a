"""Scanned pages: read where tesseract is installed, refused with the remedy where it is not."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]

from ingest.errors import Unreadable
from ingest.loaders import load, ocr
from ingest.loaders.pdf_words import Frame
from ingest.textstore import TextStore
from service.pictures import lines
from tests.ingest.library import Library
from tests.ingest.loaders.checks import assert_sound, texts
from tests.ingest.loaders.pdf_files import HEIGHT, WIDTH, Canvas, make_pdf, put

PROSE = (
    "A social worker visits every child in care within six weeks.",
    "The visit is written down and the child is asked what has changed.",
    "Brothers and sisters who live apart meet at least once a month.",
)
FRAME = Frame(0.0, 0.0, 600.0, 800.0, 0)


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ocr.SETTING, raising=False)


def printed(canvas: Canvas) -> None:
    put(canvas, 72, 100, "Visits to children in care", size=24)
    put(canvas, 72, 160, *PROSE, size=12, leading=18)


def picture_of(path: Path, blur: float = 0) -> Image.Image:
    """What a scanner makes of a printed page."""
    document: Any = pypdfium2.PdfDocument(make_pdf(path, printed))
    image: Image.Image = document[0].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def scanned(path: Path, *, text_page: bool = False, blur: float = 0) -> Path:
    """A PDF whose page is a picture; after a page of real text where `text_page` is set."""
    out = BytesIO()
    picture_of(path.with_name("printed.pdf"), blur).save(out, "PNG")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(BytesIO(out.getvalue())), 0, 0, WIDTH, HEIGHT)

    def typed(canvas: Canvas) -> None:
        put(canvas, 72, 100, "This page has a text layer of its own.")

    return make_pdf(path, *([typed, draw] if text_page else [draw]))


@pytest.mark.ocr
def test_a_scan_is_read_with_boxes_and_a_confidence(tmp_path: Path) -> None:
    document = load(scanned(tmp_path / "scan.pdf"))
    assert_sound(document)
    assert texts(document) == texts(load(tmp_path / "printed.pdf"))
    assert " ".join(texts(document)) == " ".join(["Visits to children in care", *PROSE])
    assert document.blocks[0].kind == "heading"
    (page,) = document.pages
    assert page.ocr is not None
    assert page.ocr > 0.8
    assert document.remarks == (f"page 1 read from a scan (confidence {page.ocr:.0%} or more)",)


@pytest.mark.ocr
def test_a_quote_of_a_scan_is_marked_where_it_stands(tmp_path: Path) -> None:
    document = load(scanned(tmp_path / "scan.pdf"))
    start = document.text.index("A social worker visits")
    (box,) = lines(document.pages[0].words, (start, start + len("A social worker visits")))
    assert abs(box.left - 72) < 4
    assert box.top < 160 < box.bottom + 8
    assert box.bottom - box.top < 20


@pytest.mark.ocr
def test_only_the_pages_without_a_text_layer_are_read_so(tmp_path: Path) -> None:
    document = load(scanned(tmp_path / "mixed.pdf", text_page=True))
    assert_sound(document)
    assert [page.ocr is None for page in document.pages] == [True, False]
    assert "of its own." in document.text
    assert PROSE[0] in document.text


@pytest.mark.ocr
def test_what_cannot_be_read_surely_is_left_out(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no text layer"):
        load(scanned(tmp_path / "blurred.pdf", blur=9))


@pytest.mark.ocr
def test_a_scan_in_the_index_says_that_it_is_one(library: Library) -> None:
    scanned(library.corpus / "scan.pdf")
    (library.corpus / "printed.pdf").unlink()
    report = library.ingest()
    assert report.remarks["scan.pdf"][0].startswith("page 1 read from a scan")
    assert any(line.startswith("  note        scan.pdf: page 1 read") for line in report.lines())
    (record,) = TextStore(library.live).documents()
    assert [scan.number for scan in record.ocr] == [1]
    (library.corpus / "scan.pdf").rename(library.corpus / "moved.pdf")
    library.ingest()
    (moved,) = TextStore(library.live).documents()
    assert (moved.ocr, moved.remarks) == (record.ocr, record.remarks)


def test_without_tesseract_a_scan_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scanned(tmp_path / "scan.pdf")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unreadable, match="no text layer: install tesseract to read it"):
        load(path)


def test_switched_off_a_scan_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scanned(tmp_path / "scan.pdf")
    monkeypatch.setenv(ocr.SETTING, "off")
    with pytest.raises(Unreadable, match="no text layer: OCR is switched off"):
        load(path)


def test_without_tesseract_the_other_pages_are_read_and_the_scans_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scanned(tmp_path / "mixed.pdf", text_page=True)
    monkeypatch.setenv("PATH", "")
    document = load(path)
    assert texts(document) == ["This page has a text layer of its own."]
    assert document.remarks == ("page 2 left out, a picture of text: install tesseract to read it",)


@pytest.mark.parametrize(
    ("script", "reason"),
    [("exec sleep 60", "it takes too long to read"), ("exit 1", "tesseract could not read it")],
)
def test_a_tesseract_that_hangs_or_fails_costs_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    path = scanned(tmp_path / "mixed.pdf", text_page=True)
    fake = tmp_path / "tesseract"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(ocr, "_PAGE_SECONDS", 0.3)
    assert load(path).remarks == (f"page 2 left out, a picture of text: {reason}",)


COLUMNS = "level page_num block_num par_num line_num word_num left top width height conf text"
HEAD = COLUMNS.replace(" ", "\t") + "\n"


def table(*lines: tuple[str, float]) -> str:
    rows = [HEAD, "4\t1\t1\t1\t1\t0\t0\t0\t0\t0\t-1\t\n"]
    for number, (text, confidence) in enumerate(lines, 1):
        for place, word in enumerate(text.split()):
            box = f"{place * 90}\t{number * 60}\t80\t40"
            rows.append(f"5\t1\t1\t1\t{number}\t{place}\t{box}\t{confidence}\t{word}\n")
    return "".join(rows)


def test_a_line_that_is_guessed_goes_as_a_whole() -> None:
    longer = table(("Every child in care is asked", 96), ("%~ ii |l", 20))
    words = ocr.scan_of(longer, 2, 1, FRAME).words
    assert " ".join(word.text for word in words) == "Every child in care is asked"


def test_a_page_of_guesses_is_named_and_not_used() -> None:
    read = ocr.scan_of(table(("Evvry chi1d 1n caro is oskad", 52)), 2, 1, FRAME)
    assert (read.words, read.problem) == ([], "too unclear (confidence 52%)")


def test_a_page_with_next_to_no_letters_is_a_picture_without_text() -> None:
    assert ocr.scan_of(table(("Logo", 90)), 2, 1, FRAME) == ocr.Scan([])
