"""Read the small part of Markdown that README.md describes.

The parser is strict: a text that is nearly right would come out as a document that looks nearly
right, and nobody would see it. So it stops with the line number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from blocks import Block, Break, Heading, Item, Paragraph, Source, Table, Title

_NUMBER = re.compile(r"(\d+)\. (.*)")
_LETTER = re.compile(r" {2}\(([a-z])\) (.*)")
_BULLET = re.compile(r"((?: {2}){0,2})- (.*)")
_HEADING = re.compile(r"(#{1,3}) (.*)")
_RULE_CELL = re.compile(r"-+:?")


class TextError(ValueError):
    """A mistake in a corpus text, with the number of its line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")


@dataclass(frozen=True)
class _Chunk:
    """Lines without an empty line between them."""

    start: int
    lines: list[str]


class _Counter:
    """Keeps the numbering honest: other text refers to paragraphs by their number."""

    def __init__(self) -> None:
        self.number = 0
        self.letter = 0

    def next_number(self, written: str, line: int) -> None:
        self.number += 1
        self.letter = 0
        if int(written) != self.number:
            raise TextError(line, f"expected number {self.number}, found {written}")

    def next_letter(self, written: str, line: int) -> None:
        expected = chr(ord("a") + self.letter)
        self.letter += 1
        if written != expected:
            raise TextError(line, f"expected ({expected}), found ({written})")


def parse(text: str) -> list[Block]:
    """Turn a text into blocks, the title first."""
    counter = _Counter()
    blocks: list[Block] = []
    caption = ""
    for chunk in _chunks(text):
        if caption and not chunk.lines[0].startswith("|"):
            raise TextError(chunk.start, "a table must follow its caption")
        if chunk.lines[0].startswith("Table: "):
            caption = _joined(chunk.lines).removeprefix("Table: ")
            continue
        blocks.extend(_chunk_blocks(chunk, caption, counter))
        caption = ""
    _check_title(blocks)
    return blocks


def _chunks(text: str) -> Iterator[_Chunk]:
    lines: list[str] = []
    start = 1
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            if not lines:
                start = number
            lines.append(line.rstrip())
        elif lines:
            yield _Chunk(start, lines)
            lines = []


def _chunk_blocks(chunk: _Chunk, caption: str, counter: _Counter) -> list[Block]:
    first = chunk.lines[0]
    if first.startswith("|"):
        return [_table(chunk, caption)]
    if first == "---" or _HEADING.fullmatch(first):
        return [_single(chunk)]
    if _is_item(first):
        return list(_items(chunk, counter))
    text = _joined(chunk.lines)
    if text.startswith("Source: "):
        return [Source(text)]
    return [Paragraph(text)]


def _single(chunk: _Chunk) -> Block:
    if len(chunk.lines) > 1:
        raise TextError(chunk.start + 1, "leave an empty line after a heading or page break")
    match = _HEADING.fullmatch(chunk.lines[0])
    if match is None:
        return Break()
    level = len(match.group(1)) - 1
    return Heading(level, match.group(2)) if level else Title(match.group(2))


def _is_item(line: str) -> bool:
    return any(pattern.fullmatch(line) for pattern in (_NUMBER, _LETTER, _BULLET))


def _items(chunk: _Chunk, counter: _Counter) -> Iterator[Item]:
    """Give the items of a list; a line that starts no item belongs to the item above it."""
    starts = [i for i, line in enumerate(chunk.lines) if _is_item(line)]
    for start, end in zip(starts, [*starts[1:], len(chunk.lines)], strict=True):
        number = chunk.start + start
        for offset, line in enumerate(chunk.lines[start + 1 : end], start=1):
            if not line.startswith("  "):
                raise TextError(number + offset, "leave an empty line after a list")
        item = _item(chunk.lines[start], number, counter)
        text = _joined([item.text, *chunk.lines[start + 1 : end]])
        yield Item(item.kind, item.level, item.label, text)


def _item(line: str, number: int, counter: _Counter) -> Item:
    if match := _NUMBER.fullmatch(line):
        counter.next_number(match.group(1), number)
        return Item("number", 1, f"{match.group(1)}.", match.group(2))
    if match := _LETTER.fullmatch(line):
        counter.next_letter(match.group(1), number)
        return Item("letter", 2, f"({match.group(1)})", match.group(2))
    match = _BULLET.fullmatch(line)
    if match is None:
        raise TextError(number, "not a list item")
    return Item("bullet", 1 + len(match.group(1)) // 2, "", match.group(2))


def _table(chunk: _Chunk, caption: str) -> Table:
    rows = [_cells(line, chunk.start + i) for i, line in enumerate(chunk.lines)]
    if len(rows) < 3:
        raise TextError(chunk.start, "a table needs a heading row, a row of dashes and a row")
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise TextError(chunk.start + i, f"expected {len(rows[0])} cells, found {len(row)}")
    if not all(_RULE_CELL.fullmatch(cell) for cell in rows[1]):
        raise TextError(chunk.start + 1, "the second row of a table must be dashes")
    total = sum(cell.count("-") for cell in rows[1])
    return Table(
        caption=caption,
        header=rows[0],
        rows=tuple(rows[2:]),
        widths=tuple(cell.count("-") / total for cell in rows[1]),
        right=tuple(cell.endswith(":") for cell in rows[1]),
    )


def _cells(line: str, number: int) -> tuple[str, ...]:
    if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
        raise TextError(number, "a table row must start and end with |")
    return tuple(cell.strip() for cell in line[1:-1].split("|"))


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


def _check_title(blocks: list[Block]) -> None:
    titles = [i for i, block in enumerate(blocks) if isinstance(block, Title)]
    if titles != [0]:
        raise TextError(1, "the text must start with its one title, '# …'")
