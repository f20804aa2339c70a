"""Where the footnotes of a page stand in the text: never inside a paragraph or a list.

A page's text is contiguous, so its notes cannot wait for a paragraph or a list that ends on the
next page. They stand before it instead, and before the headings and the lead-in that belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.loaders.outline import Item
from ingest.loaders.pdf_compose import Composer
from ingest.loaders.pdf_layout import Line
from ingest.loaders.pdf_notes import mark_of
from ingest.loaders.pdf_write import Entry


def note_entry(lines: Sequence[Line], composer: Composer) -> Entry:
    """A footnote as a paragraph, its mark taken from its front."""
    mark, text = mark_of(lines), composer.compose(lines)
    rest = text.text.removeprefix(mark).lstrip()
    item = Item(rest, "paragraph", marker=mark or None)
    return Entry(item, [text.without_first(len(text.text) - len(rest))])


def with_notes(entries: Sequence[Entry], notes: Iterable[Entry]) -> list[Entry]:
    """The entries, and each page's notes before whatever runs on from that page to the next."""
    spans = [_pages(entry) for entry in entries]
    done: list[Entry] = []
    taken = 0
    for note in notes:
        place = _place(entries, spans, _pages(note)[0])
        done += entries[taken:place]
        done.append(note)
        taken = max(taken, place)
    return [*done, *entries[taken:]]


def _pages(entry: Entry) -> tuple[int, int]:
    """The pages of an entry's first word and of its last."""
    pages = [word.page for text in entry.texts for _, _, word in text.words]
    return (min(pages), max(pages)) if pages else (0, 0)


def _place(entries: Sequence[Entry], spans: Sequence[tuple[int, int]], page: int) -> int:
    """The index to put a page's notes at: where the next page begins, or before what runs over."""
    end = next((i for i, (_, last) in enumerate(spans) if last > page), len(entries))
    if not _goes_on(entries, end) and (end == len(entries) or spans[end][0] > page):
        return end
    first = end
    while _goes_on(entries, first) and spans[first - 1][0] == page:
        first -= 1
    while first and entries[first - 1].item.kind == "heading" and spans[first - 1][0] == page:
        first -= 1
    return end if _goes_on(entries, first) else first


def _goes_on(entries: Sequence[Entry], index: int) -> bool:
    """True where an entry hangs on the one before: an item of its list, or text of its heading."""
    if not 0 < index < len(entries):
        return False
    last, item = entries[index - 1].item, entries[index].item
    if last.kind == "heading":
        return item.kind != "heading"
    if item.kind != "list_item":
        return False
    return last.kind == "list_item" or (
        last.kind == "paragraph" and not last.text.rstrip().endswith(".")
    )
