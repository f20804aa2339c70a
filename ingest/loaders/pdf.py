"""PDFs: pdfium for the words and their places, and our own layout rules for what they make up.

The steps: words, tables and fragments of every page; furniture and contents out; columns and
lines; paragraphs, over pages where they go on; headings and items; text with a box per word.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.document import LoadedDocument
from ingest.errors import Unreadable
from ingest.loaders import ocr
from ingest.loaders.builder import TextBuilder
from ingest.loaders.cleaning import has_letters
from ingest.loaders.guards import check_size
from ingest.loaders.hints import properties
from ingest.loaders.pdf_contents import without_contents
from ingest.loaders.pdf_furniture import printed_numbers, without_furniture
from ingest.loaders.pdf_layout import Line, fragments_of, reading_order
from ingest.loaders.pdf_meta import check_signature, read_meta
from ingest.loaders.pdf_rescue import rescue
from ingest.loaders.pdf_rules import rules_of
from ingest.loaders.pdf_structure import entries_of
from ingest.loaders.pdf_tables import tables_on
from ingest.loaders.pdf_words import Frame, PageReader, Word
from ingest.loaders.pdf_write import PageWriter
from ingest.loaders.publishers import usable_publisher

_MAX_PAGES: Final = 5_000
_MAX_SECONDS: Final = 300.0


@dataclass(slots=True)
class _Page:
    frame: Frame
    fragments: list[Line]
    sideways: list[Word]
    has_drawing: bool
    scan: ocr.Scan | None = None


def load(path: Path) -> LoadedDocument:
    """Read a PDF that opens without a password."""
    check_size(path)
    try:
        with _without_collector():
            return _read(path)
    except _Nothing:
        rescued = rescue(path)
        if rescued is not None:
            return rescued
        check_signature(path)
        raise


class _Nothing(Unreadable):
    """pdfium got no text out of the file; another reader may."""


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of words are kept and none is garbage: do not search them for any."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(path: Path) -> LoadedDocument:
    document = _open(path)
    try:
        pages = _read_pages(document)
    finally:
        document.close()
    _check_text(pages)
    return _build(path, pages)


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        reason = getattr(error, "err_code", None)
        if reason == raw.FPDF_ERR_PASSWORD:
            raise _Nothing("it is encrypted: supply a copy without a password") from error
        if reason == raw.FPDF_ERR_SECURITY:
            raise _Nothing("it is encrypted in an unknown way: supply an open copy") from error
        raise _Nothing("it is damaged: no PDF reader can open it") from error


def _read_pages(document: pdfium.PdfDocument) -> list[_Page]:
    if len(document) > _MAX_PAGES:
        raise Unreadable(f"it has more than {_MAX_PAGES} pages")
    deadline = time.monotonic() + _MAX_SECONDS
    pages: list[_Page] = []
    for index in range(len(document)):
        if time.monotonic() > deadline:
            raise Unreadable("it takes too long to read")
        pages.append(_read_page(document, index))
    _read_scans(document, pages)
    return pages


def _read_scans(document: pdfium.PdfDocument, pages: list[_Page]) -> None:
    """Pages without a text layer that are pictures; in a file without any, all that are drawn."""
    reader, empty = ocr.Reader(), all(not page.fragments and not page.sideways for page in pages)
    for index, page in enumerate(pages):
        if page.fragments or page.sideways or not page.has_drawing:
            continue
        sheet = document[index]
        if empty or _has_image(sheet):
            page.scan = reader.read(sheet, index + 1, page.frame)
            page.fragments = fragments_of(page.scan.words)


def _has_image(sheet: pdfium.PdfPage) -> bool:
    try:
        return any(True for _ in sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pdfium.PdfiumError:  # one damaged drawing does not spoil the text of other pages
        return False


def _read_page(document: pdfium.PdfDocument, index: int) -> _Page:
    try:
        page = document[index]
    except pdfium.PdfiumError:  # one damaged page does not spoil the others
        return _Page(Frame(0.0, 0.0, 0.0, 0.0, 0), [], [], has_drawing=False)
    reader = PageReader(page, index + 1)
    words = reader.words()
    tables, loose = tables_on(words, rules_of(page, reader.frame)) if words else ([], [])
    upright = [word for word in loose if not word.style.angle]
    sideways = [word for word in loose if word.style.angle]
    has_drawing = raw.FPDFPage_CountObjects(page.raw) > 0
    return _Page(reader.frame, [*fragments_of(upright), *tables], sideways, has_drawing)


def _check_text(pages: list[_Page]) -> None:
    """A picture of text is refused with the remedy; so is a file whose pages came out empty."""
    words = (word.text for page in pages for line in page.fragments for word in line.words)
    sideways = (word.text for page in pages for word in page.sideways)
    if any(has_letters(text) for text in chain(words, sideways)):
        return
    if any(page.has_drawing for page in pages):
        problems = (page.scan.problem for page in pages if page.scan)
        problem = next(filter(None, problems), "")
        raise _Nothing(
            f"no text layer: {problem}"
            if problem
            else "no text layer, and no text was found in its pictures"
        )
    raise _Nothing("no text found in it: its pages are empty or damaged")


def _build(path: Path, pages: list[_Page]) -> LoadedDocument:
    frames = [page.frame for page in pages]
    fragments, furniture = without_furniture(
        [page.fragments for page in pages], [frame.height for frame in frames]
    )
    flows = without_contents([reading_order(each) for each in fragments])
    for flow, page in zip(flows, pages, strict=True):
        flow += fragments_of(page.sideways)
    meta = read_meta(path)
    builder = TextBuilder()
    labels = _labels(len(pages), meta.labels, printed_numbers(furniture))
    writer = PageWriter(builder, frames, labels)
    for entry in entries_of(flows):
        writer.add(entry)
    writer.finish()
    hints = properties(
        builder.text,
        builder.blocks,
        title=meta.title,
        publisher=usable_publisher(meta.company) or meta.author,
        published=meta.created,
        stem=path.stem,
        more_lines=[text for texts in furniture for text in texts],
    )
    scans = {number: page.scan for number, page in enumerate(pages, 1) if page.scan}
    read = {number: scan.confidence for number, scan in scans.items() if scan.words}
    problems = {number: scan.problem for number, scan in scans.items() if scan.problem}
    return LoadedDocument(
        builder.text,
        tuple(builder.blocks),
        tuple(replace(page, ocr=read.get(page.number)) for page in builder.pages),
        hints,
        ocr.remarks(problems, read),
    )


def _labels(count: int, stated: tuple[str, ...], printed: dict[int, str]) -> list[str]:
    """What a page calls itself: the number printed on it, else the file's label, else its place."""
    known = stated if len(stated) == count else [str(page) for page in range(1, count + 1)]
    return [printed.get(page, label) for page, label in enumerate(known, 1)]
