"""Lines of all pages to the entries of the text: paragraphs, headings, list items, table rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ingest.loaders.headings import (
    demote_trailing,
    mark_headings,
    mark_led_items,
    nest_under_titles,
)
from ingest.loaders.markers import split_marker
from ingest.loaders.outline import Item, Numbering
from ingest.loaders.pdf_compose import Composer
from ingest.loaders.pdf_headings import body_size, levels, look_of
from ingest.loaders.pdf_layout import Line, Table
from ingest.loaders.pdf_note_places import note_entry, with_notes
from ingest.loaders.pdf_notes import mark_of, split_notes
from ingest.loaders.pdf_paragraphs import Grouper, Paragraph, ends_sentence, rejoined
from ingest.loaders.pdf_table_names import name_columns
from ingest.loaders.pdf_write import Entry

_INDENT: Final = 5.0  # points: less is the printer's jitter
_FAR: Final = 120.0  # points: more is another column
_JITTER: Final = 3.0  # points: what stands on one edge, give or take
_TITLE: Final = 40  # characters: what is shorter may be a title
_UNENDED: Final = (";", ",")  # after such an item comes its like, however far that is set in


def entries_of(pages: Sequence[list[Line]]) -> list[Entry]:
    """The blocks to be, in reading order."""
    body = body_size(pages)
    split = [split_notes(lines, body) for lines in pages]
    marks = {mark_of(note) for _, notes in split for note in notes} - {""}
    composer = Composer((line for lines in pages for line in _all_lines(lines)), marks)
    flows = [lines for lines, _ in split]
    entries = list(_compose(_paragraphs(flows, Grouper(flows, body)), composer))
    _settle(entries, body)
    notes = (note_entry(note, composer) for _, notes in split for note in notes)
    return with_notes([entry for _, entry in entries], notes)


def _all_lines(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        if line.table is None:
            yield line
        else:
            yield from (each for row in line.table.rows for cell in row for each in cell)


def _paragraphs(pages: Iterable[list[Line]], grouper: Grouper) -> list[Paragraph]:
    """Paragraphs of all pages; the last of a page may go on over the next, but no table does."""
    done: list[Paragraph] = []
    for lines in pages:
        running = done[-1] if done and done[-1].table is None else None
        done += grouper.group(lines, running)
    return rejoined(done)


def _compose(
    paragraphs: Iterable[Paragraph], composer: Composer
) -> Iterator[tuple[Paragraph, Entry]]:
    last_table, last_page = None, 0
    for paragraph in paragraphs:
        if paragraph.table is not None:
            near = paragraph.page <= last_page + 1  # names do not carry further
            name_columns(paragraph.table, last_table if near else None)
            last_table, last_page = paragraph.table, paragraph.page
            for row in paragraph.table.rows:
                yield paragraph, _row(paragraph.table, row, composer)
            continue
        text = composer.compose(paragraph.lines)
        if text.text:
            yield paragraph, Entry(Item(text.text), [text])


def _row(table: Table, row: list[list[Line]], composer: Composer) -> Entry:
    texts = [composer.compose(cell) for cell in row]
    return Entry(Item("", "table_row", columns=table.columns), texts)


def _settle(entries: Sequence[tuple[Paragraph, Entry]], body: float) -> None:
    """Decide what every entry is, and take its marker from the front of its text."""
    looks = [
        (look_of(paragraph, entry.item.text, body), paragraph.page) for paragraph, entry in entries
    ]
    level_of = levels([(look, page) for look, page in looks if look is not None])
    items = [entry.item for _, entry in entries]
    for (_, entry), (look, _) in zip(entries, looks, strict=True):
        if look is not None:
            entry.item.kind, entry.item.level = "heading", level_of[look]
    _set_list_levels(entries)
    if level_of:
        mark_led_items(items)
        demote_trailing(items)
    else:
        nest_under_titles(items)
        mark_headings(items)
    _number(entries)


def _set_list_levels(entries: Sequence[tuple[Paragraph, Entry]]) -> None:
    """Levels of list items, from how far their markers are set in against the ones before. A
    paragraph that stands under the text of an open item, not under its marker, goes on with it."""
    markers: list[float] = []
    texts: list[float] = []
    unended = False
    for paragraph, entry in entries:
        marker = split_marker(entry.item.text)[0] if entry.item.kind is None else None
        if marker is None and (level := _level_gone_on(paragraph, entry.item, texts)):
            entry.item.kind, entry.item.level = "list_item", level
            unended = False
            continue
        if marker is None or marker.style in ("number", "dotted", "bracketed"):
            markers, texts = [], []
            continue
        left = paragraph.lines[0].left
        if markers and abs(left - markers[-1]) > _FAR:
            markers, texts = [], []
        while markers and left <= markers[-1] - _INDENT:
            del markers[-1], texts[-1]
        if markers and (unended or left < markers[-1] + _INDENT):
            markers[-1] = left if unended else markers[-1]
            texts[-1] = paragraph.continuation_left
        else:
            markers.append(left)
            texts.append(paragraph.continuation_left)
        entry.item.level = len(markers)
        unended = entry.item.text.endswith(_UNENDED)


def _level_gone_on(paragraph: Paragraph, item: Item, texts: Sequence[float]) -> int:
    """The level of the open item that a paragraph goes on with, as it stands under its text and is
    no title; 0 where it goes on with none."""
    is_prose = ends_sentence(item.text) and len(item.text) >= _TITLE
    if item.kind is not None or not is_prose:
        return 0
    left = min(line.left for line in paragraph.lines)
    under = [level for level, text in enumerate(texts, 1) if abs(left - text) < _JITTER]
    return under[-1] if under else 0


def _number(entries: Sequence[tuple[Paragraph, Entry]]) -> None:
    numbering, lead_in = Numbering(), False
    for _, entry in entries:
        item = entry.item
        if item.kind == "table_row" or item.marker is not None:
            continue
        if item.kind == "heading":
            numbering.heading()
        _mark(entry, numbering, lead_in=lead_in)
        lead_in = item.kind != "heading" and item.text.endswith(":")


def _mark(entry: Entry, numbering: Numbering, *, lead_in: bool) -> None:
    item = entry.item
    if item.kind == "heading":
        item.marker, rest = _heading_number(entry)
    else:
        marker, rest = split_marker(item.text)
        level = 0
        if marker is not None:
            kind, level = numbering.classify(marker, rest, lead_in=lead_in)
            item.kind, item.marker = item.kind or kind, marker.printed
        item.kind = item.kind or "paragraph"
        item.level = max(item.level, level) if item.kind == "list_item" else 0
    entry.texts = [entry.texts[0].without_first(len(item.text) - len(rest))]


def _heading_number(entry: Entry) -> tuple[str | None, str]:
    """The number of a heading: "3.4", or a bare "12" set apart, as sections of an Act have it."""
    text, words = entry.item.text, entry.texts[0].words
    marker, rest = split_marker(text)
    if marker is not None and marker.style in ("number", "dotted"):
        return marker.printed, rest
    first = text.partition(" ")[0]
    if len(words) > 1 and first[:1].isdigit() and len(first) <= 4 and first.isalnum():
        (_, end, number), (_, _, word) = words[:2]
        if end == len(first) and word.left - number.right > 0.8 * word.style.size:
            return first, text[end:].lstrip()
    return None, text
