"""What must hold for every loaded document, and short ways to look at one."""

from __future__ import annotations

from ingest.document import LoadedDocument


def shown(document: LoadedDocument) -> list[tuple[str, int, str | None, str]]:
    """Every block as (kind, level, marker, text)."""
    return [(b.kind, b.level, b.marker, document.text[b.start : b.end]) for b in document.blocks]


def texts(document: LoadedDocument, kind: str | None = None) -> list[str]:
    return [
        document.text[b.start : b.end] for b in document.blocks if kind is None or b.kind == kind
    ]


def rows(document: LoadedDocument) -> list[dict[str, str]]:
    """The table rows, each cell under the name of its column."""
    return [
        {cell.column: document.text[cell.start : cell.end] for cell in block.cells}
        for block in document.blocks
        if block.kind == "table_row"
    ]


def assert_sound(document: LoadedDocument) -> None:
    """Blocks follow each other, pages are contiguous, and words and blocks are on their pages."""
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        end = block.end
        for cell in block.cells:
            assert block.start <= cell.start <= cell.end <= block.end
    _assert_pages(document)


def _assert_pages(document: LoadedDocument) -> None:
    if not document.pages:
        assert all(block.page is None for block in document.blocks)
        return
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    end = 0
    for page in document.pages:
        assert page.start == end
        end = page.end
        for word in page.words:
            assert page.start <= word.start < word.end <= page.end
            assert -1 <= word.left < word.right <= page.width + 1
            assert -1 <= word.top < word.bottom <= page.height + 1
    assert end == len(document.text)
    for block in document.blocks:
        assert block.page is not None
        page = document.pages[block.page - 1]
        assert page.start <= block.start < page.end
