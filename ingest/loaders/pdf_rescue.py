"""A second opinion on PDFs that pdfium can not open, or finds no text in.

pypdf is slower and knows nothing of the layout, but it follows some damaged files further. What it
finds is read like plain text, page by page: without boxes, so that nothing can be highlighted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from ingest.document import LoadedDocument
from ingest.loaders.builder import TextBuilder
from ingest.loaders.cleaning import clean, has_letters
from ingest.loaders.hints import properties
from ingest.loaders.outline import write
from ingest.loaders.plain import read_items

REMARK: Final = (
    "the file is damaged: its text was read without its layout, and pages have no picture"
)
_MAX_PAGES: Final = 5_000


def rescue(path: Path) -> LoadedDocument | None:
    """What pypdf can read of a file; None where that is nothing."""
    builder = TextBuilder()
    try:
        for number, text in enumerate(_texts(path), 1):
            start = builder.length
            items = read_items(text)
            for item in items:
                item.page = number
            write(items, builder)
            builder.end_page(number, start)
    except Exception:  # pypdf meets damaged files with every kind of it
        return None
    if not has_letters(builder.text):
        return None
    hints = properties(builder.text, builder.blocks, stem=path.stem)
    return LoadedDocument(
        builder.text, tuple(builder.blocks), tuple(builder.pages), hints, (REMARK,)
    )


def _texts(path: Path) -> Iterator[str]:
    reader = PdfReader(path)
    if reader.is_encrypted:
        reader.decrypt("")
    for page in reader.pages[:_MAX_PAGES]:
        yield "\n".join(clean(line) for line in (page.extract_text() or "").splitlines())
