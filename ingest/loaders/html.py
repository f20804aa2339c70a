"""Web pages: the main content only, with its headings, lists and tables complete."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

from ingest.document import LoadedDocument
from ingest.errors import Unreadable
from ingest.loaders.builder import TextBuilder
from ingest.loaders.encoding import decode
from ingest.loaders.guards import read_text_bytes
from ingest.loaders.hints import properties
from ingest.loaders.html_blocks import read_blocks
from ingest.loaders.html_content import main_content
from ingest.loaders.html_meta import read_meta
from ingest.loaders.outline import write


def load(path: Path) -> LoadedDocument:
    """Read a saved web page. What its metadata says about itself is kept as hints."""
    data = read_text_bytes(path)
    soup = _parse(data)
    meta = read_meta(soup)
    items = read_blocks(main_content(soup))
    if not items:
        raise Unreadable("no text found in its main content")
    builder = TextBuilder()
    write(items, builder)
    hints = properties(
        builder.text,
        builder.blocks,
        title=meta.title,
        publisher=meta.publisher,
        published=meta.published,
        is_web=True,
        stem=path.stem,
    )
    return LoadedDocument(builder.text, tuple(builder.blocks), properties=hints)


def _parse(data: bytes) -> BeautifulSoup:
    """A declared encoding in the page wins, since pages say it more often than not."""
    declared = BeautifulSoup(data, "lxml").original_encoding
    if declared and "charset" in data[:4096].decode("ascii", "replace").lower():
        return BeautifulSoup(data, "lxml", from_encoding=declared)
    return BeautifulSoup(decode(data), "lxml")
