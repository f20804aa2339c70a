"""Finds the lists that a passage stands in, in whatever way the document sets them.

A list is a run of items with the sentence above it; an item with items of its own under
it; numbered paragraphs that count from 1 under one heading; paragraphs that each begin with a label
("Funding: ..."); or a short section whose sub-headings name its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from ingest.document import Block
from ingest.passages import is_note
from ingest.records import Passage
from ingest.sentences import sentence_spans

# Characters of a document on either side of a passage that are searched for the rest of its lists.
REACH = 6_000
LONGEST_LIST = 1450
# How many headings above a passage may be the name of a list that it stands in.
MOST_HEADINGS = 2
FEWEST_IN_A_SECTION = 3
LABEL = re.compile(r"[^\W\d_][^.!?:;\n]{2,70}:(?=\s+\S)")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: `lead` announces it, `before` is what that sentence's paragraph says first, and each
    item is its first block with whatever hangs on it. Paragraphs with labels are told by their
    first sentences, never whole."""

    lead: Span | None
    items: tuple[tuple[Block, ...], ...]
    before: Span | None = None
    is_labelled: bool = False

    @property
    def start(self) -> int:
        return self.lead[0] if self.lead else self.items[0][0].start

    @property
    def end(self) -> int:
        return self.items[-1][-1].end


def lists_around(passage: Passage, blocks: Sequence[Block], text: str) -> list[Listing]:
    """The lists that a passage has a part of, the outer ones first; `blocks` are those around it,
    `text` the document's."""
    blocks = [block for block in blocks if not is_note(block)]
    found = [*_sections(passage, blocks, text), *_explained(blocks, text)]
    found += _runs(passage, blocks, text)
    return [each for each in found if each.start < passage.end and each.end > passage.start]


def _runs(passage: Passage, blocks: Sequence[Block], text: str) -> Iterator[Listing]:
    first = 0
    while first < len(blocks):
        last = first
        while last < len(blocks) and blocks[last].kind == "list_item":
            last += 1
        if (
            last > first
            and blocks[first].start < passage.end
            and blocks[last - 1].end > passage.start
        ):
            lead, before = _lead(blocks[first - 1] if first else None, text)
            yield from _nested(blocks[first:last], lead, before)
        first = last + 1


def _explained(blocks: Sequence[Block], text: str) -> Iterator[Listing]:
    """Announced items with a paragraph after each, which says more of it."""
    first = 0
    while first < len(blocks):
        items: list[tuple[Block, ...]] = []
        after = first
        while [block.kind for block in blocks[after : after + 2]] == ["list_item", "paragraph"]:
            items.append(tuple(blocks[after : after + 2]))
            after += 2
        if len(items) >= FEWEST_IN_A_SECTION:
            lead, before = _lead(blocks[first - 1] if first else None, text)
            if lead and text[lead[1] - 1] == ":":
                yield Listing(lead, tuple(items), before)
        first = max(after, first + 1)


def _lead(above: Block | None, text: str) -> tuple[Span | None, Span | None]:
    """The last sentence of the paragraph above a list, which leads it in, and what stands before
    that; the heading above a list is what a reader sees around it."""
    if above is None or above.kind != "paragraph":
        return None, None
    start, end = sentence_spans(text[above.start : above.end])[-1]
    return (above.start + start, above.start + end), (above.start, above.start + start)


def _nested(run: Sequence[Block], lead: Span | None, before: Span | None) -> Iterator[Listing]:
    """A run of items as a list, and each of its items that has items of its own as another. One
    item is a list where a sentence announces it."""
    items = _items(run)
    if len(items) > 1 or before:
        yield Listing(lead, items, before)
    for head, *rest in items:
        below = [block for block in rest if block.level > head.level]
        if len(below) > 1:
            yield from _nested(below, (head.start, head.end), None)


def _items(run: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """A run taken apart at its outermost items; what has no marker among those that have one goes
    on with the item above it."""
    outermost = min(block.level for block in run)
    marked = run[0].marker is not None
    items: list[list[Block]] = []
    for block in run:
        if not items or (block.level == outermost and (block.marker or not marked)):
            items.append([block])
        else:
            items[-1].append(block)
    return tuple(map(tuple, items))


def _sections(passage: Passage, blocks: Sequence[Block], text: str) -> Iterator[Listing]:
    """The sections that a passage stands in and that are lists, the outermost first."""
    above = [
        n for n, block in enumerate(blocks) if block.kind == "heading" and block.start < passage.end
    ]
    found: list[Listing] = []
    level = 99
    headings = 0
    for index in reversed(above):
        if blocks[index].level >= level or headings == MOST_HEADINGS:
            continue
        level, headings = blocks[index].level, headings + 1
        body = _body(blocks, index, text)
        lead = (blocks[index].start, blocks[index].end)
        if items := _parts(body) or _counted(body, blocks):
            found.append(Listing(lead, items))
        elif items := _labelled(body, text):
            found.append(Listing(lead, items, is_labelled=True))
    yield from reversed(found)


def _body(blocks: Sequence[Block], index: int, text: str) -> Sequence[Block]:
    """What stands under a heading; nothing where its end lies beyond what was read."""
    level = blocks[index].level
    end = index + 1
    while end < len(blocks) and not (blocks[end].kind == "heading" and blocks[end].level <= level):
        end += 1
    is_whole = end < len(blocks) or blocks[-1].end >= len(text.rstrip())
    return blocks[index + 1 : end] if is_whole else []


Items = tuple[tuple[Block, ...], ...]


def _parts(body: Sequence[Block]) -> Items:
    """The parts of a short section that its sub-headings name; none where they are prose."""
    listed = list(takewhile(lambda block: block.kind in ("heading", "list_item"), body))
    while listed and listed[-1].kind == "heading":
        listed.pop()
    levels = [block.level for block in listed if block.kind == "heading"]
    if len(levels) < 2 or listed[0].kind != "heading":
        return ()
    if listed[-1].end - listed[0].start > LONGEST_LIST:
        return ()
    outer = min(levels)
    starts = [n for n, b in enumerate(listed) if b.kind == "heading" and b.level == outer]
    return _cut(listed, starts) if len(starts) > 1 else ()


def _counted(body: Sequence[Block], blocks: Sequence[Block]) -> Items:
    """Numbered paragraphs that count from 1 to the section's end, and not on after it, as the
    paragraphs of a whole report do."""
    if not body or any(block.kind != "paragraph" for block in body):
        return ()
    numbered = [n for n, block in enumerate(body) if block.marker]
    numbers = [_number(body[n]) for n in numbered]
    if len(numbers) < FEWEST_IN_A_SECTION or numbers != list(range(1, len(numbers) + 1)):
        return ()
    after = (b for b in blocks if b.start >= body[-1].end and b.kind == "paragraph" and b.marker)
    following = next(after, None)
    if following is not None and _number(following) == len(numbers) + 1:
        return ()
    return _cut(body, numbered)


def _number(block: Block) -> int | None:
    number = (block.marker or "").strip("().")
    return int(number) if number.isdigit() else None


def _labelled(body: Sequence[Block], text: str) -> Items:
    """Paragraphs each of which begins with a label, and what stands under each."""
    labelled = [
        n
        for n, block in enumerate(body)
        if block.kind in ("paragraph", "heading")
        and LABEL.match(f"{text[block.start : block.end]} .")
    ]
    near = all(other - one <= FEWEST_IN_A_SECTION for one, other in pairwise(labelled))
    return _cut(body, labelled) if len(labelled) >= FEWEST_IN_A_SECTION and near else ()


def _cut(body: Sequence[Block], starts: Sequence[int]) -> Items:
    ends = [*starts[1:], len(body)]
    return tuple(tuple(body[a:b]) for a, b in zip(starts, ends, strict=True))
