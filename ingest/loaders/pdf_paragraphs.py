"""Lines to paragraphs: where one ends, and where one goes on over a column or a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.loaders.markers import Marker, is_symbol, split_marker
from ingest.loaders.pdf_layout import Line, Table
from ingest.loaders.pdf_spacing import SAME_SIZE, Spacing, same_type

_TERMINAL: Final = (".", "?", "!", ":", ";")
_CLOSERS: Final = "\"'”’)]"
_ITEM_ENDS: Final = (".", ";", ":", ",", "—", "–")
_JOINING_WORDS: Final = ("and", "or")
_UNENDING: Final = {"a", "an", "and", "at", "by", "for", "from", "of", "or", "the", "to", "with"}
_BIG: Final = 1.12  # of the body's type: a heading, whose lines never fill
_NEW_GAP: Final = 1.2  # of the usual line spacing
_LONG: Final = 120
_WIDE: Final = 25  # times the type size: a line too wide to be a title or an item


@dataclass(slots=True)
class Paragraph:
    """The lines of one paragraph, or one table."""

    lines: list[Line]
    table: Table | None = None

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def continuation_left(self) -> float:
        """Where lines after the first begin; in a paragraph of one line, where its text does."""
        if len(self.lines) > 1:
            return self.lines[-1].left
        words = self.lines[0].words
        marked = split_marker(self.lines[0].text)[0] is not None and len(words) > 1
        return words[1].left if marked else words[0].left


class Grouper:
    """Groups the lines of a document. Knows its usual line spacing and its body type."""

    def __init__(self, pages: Sequence[Sequence[Line]], body: float) -> None:
        self._body = body
        self._spacing = Spacing(pages)

    def group(self, lines: Sequence[Line], before: Paragraph | None) -> list[Paragraph]:
        """The paragraphs of a page. Its first lines may go on with the paragraph before it."""
        edges = self._wrap_edges(lines)
        paragraphs: list[Paragraph] = []
        current = before
        for line, edge in zip(lines, edges, strict=True):
            if line.table is not None:
                paragraphs.append(Paragraph([line], table=line.table))
                current = None
            elif current is not None and self._goes_on(current, line, edge):
                current.lines.append(line)
            else:
                current = Paragraph([line])
                paragraphs.append(current)
        return paragraphs

    def _wrap_edges(self, lines: Sequence[Line]) -> list[float]:
        """How far right each line could have gone: its column's edge, or that of a narrow block."""
        edges: list[float] = []
        for block in self._blocks(lines):
            right = max(line.right for line in block)
            width = right - min(line.left for line in block)
            full = sum(line.right >= right - 0.08 * width for line in block)
            narrow = len(block) >= 4 and full >= 0.6 * len(block)
            edges += [right if narrow else line.column[1] for line in block]
        return edges

    def _blocks(self, lines: Sequence[Line]) -> Iterable[list[Line]]:
        block: list[Line] = []
        for line in lines:
            if block and (line.table or block[-1].table or self._is_apart(block[-1], line)):
                yield block
                block = []
            block.append(line)
        if block:
            yield block

    def _is_apart(self, last: Line, line: Line) -> bool:
        gap = line.baseline - last.baseline
        usual = self._spacing.usual(line) or 1.2 * line.size
        if line.size >= _BIG * self._body:  # headings are seldom long enough to tell from
            usual = min(usual, 1.25 * line.size)
        return gap <= 0 or gap > _NEW_GAP * usual + 0.5

    def _goes_on(self, paragraph: Paragraph, line: Line, edge: float) -> bool:
        last = paragraph.lines[-1]
        if last.page != line.page or line.baseline <= last.baseline:
            return self._goes_over(paragraph, line)
        if not same_type(last, line) or not self._is_close(paragraph, line):
            return False
        if _changes_weight(last, line, edge) or opens_item(line, last, paragraph, edge):
            return False
        if line.size >= _BIG * self._body:
            return True
        in_sentence = not ends_sentence(last.text) and (
            line.text[:1].islower() or hangs_on(last.text)
        )
        ended = has_room(last, line, edge) and not in_sentence
        return not ended and not _is_indented_anew(paragraph, line)

    def _is_close(self, paragraph: Paragraph, line: Line) -> bool:
        """True where the line stands no further off than lines of this paragraph do.

        Some documents change their spacing from page to page. So a wider step is taken as well
        if the paragraph has taken one before, or if a sentence plainly goes on.
        """
        last = paragraph.lines[-1]
        if not self._is_apart(last, line):
            return True
        gap = line.baseline - last.baseline
        if gap > 2.1 * line.size or line.size >= _BIG * self._body:
            return False
        before = paragraph.lines[-2] if len(paragraph.lines) > 1 else None
        if before is not None and gap <= 1.08 * (last.baseline - before.baseline):
            return True
        return line.text[:1].islower() and not ends_sentence(last.text)

    def _goes_over(self, paragraph: Paragraph, line: Line) -> bool:
        """Whether a paragraph that ended a column or a page goes on with the line."""
        last = paragraph.lines[-1]
        if line.size >= _BIG * self._body or last.bold != line.bold:
            return False
        if not same_type(last, line, 0.12 if line.text[:1].islower() else SAME_SIZE):
            return False
        if split_marker(line.text)[0] is not None:
            return False
        if line.text[:1].islower() and not last.text.endswith((";", ":")):
            return True  # even after a full stop, which is then that of "i.e."
        wraps = len(paragraph.lines) > 1 or last.right - last.left > _WIDE * last.size
        filled = wraps and not has_room(last, line, last.column[1])
        if ends_sentence(last.text):
            return filled and _hangs(paragraph, line)
        return filled or last.text.endswith(",")


def _hangs(paragraph: Paragraph, line: Line) -> bool:
    """True where the line stands under the text of a numbered paragraph, not under its number."""
    hanging = paragraph.continuation_left - paragraph.lines[0].left
    numbered = split_marker(paragraph.lines[0].text)[0] is not None
    return numbered and hanging > 8 and abs(line.left - paragraph.continuation_left) < 3


def _changes_weight(last: Line, line: Line, edge: float) -> bool:
    """True where a bold line ends or begins, unless a bold phrase just fills a line."""
    if last.bold == line.bold:
        return False
    if last.bold:
        goes_on = line.text[:1].islower() or line.words[0].style.bold
        return has_room(last, line, edge) or not goes_on
    return has_room(last, line, edge) or last.text.endswith(_TERMINAL)


def has_room(last: Line, line: Line, edge: float) -> bool:
    """True where the next line's first word would have fitted on the last: it was ended on purpose.

    This finds the end of a paragraph even where none of its neighbours is set apart.
    """
    first = line.words[0]
    return edge - last.right >= (first.right - first.left) + 0.35 * line.size


def ends_sentence(text: str) -> bool:
    """True where the text ends with a full stop or its like, quotes and brackets aside."""
    return text.rstrip(_CLOSERS).endswith(_TERMINAL)


def hangs_on(text: str) -> bool:
    """True where the text stops at a word that no sentence or title ends with.

    A comma or semicolon before it makes it the "and" between the items of a list.
    """
    before, _, last = text.rpartition(" ")
    return last in _UNENDING and not before.endswith((",", ";"))


def opens_item(line: Line, last: Line, paragraph: Paragraph, edge: float) -> bool:
    """True where the line begins with a marker, not with a figure that happens to lead it."""
    marker, _ = split_marker(line.text)
    if marker is None:
        return False
    if is_symbol(line.text[:1]):
        return True
    if has_room(last, line, edge) or last.text.endswith(_ITEM_ENDS):
        return True
    return _stands_out(marker, line, last, paragraph)


def _stands_out(marker: Marker, line: Line, last: Line, paragraph: Paragraph) -> bool:
    if last.text.endswith(_JOINING_WORDS) and marker.style in ("letter", "roman", "bracketed"):
        return True
    return abs(line.left - paragraph.continuation_left) > 3


def _is_indented_anew(paragraph: Paragraph, line: Line) -> bool:
    """True for a first line set in after a full stop, and for one set out from a hanging block."""
    last = paragraph.lines[-1]
    centred = abs((last.left + last.right) - (line.left + line.right)) < 6
    if centred or len(paragraph.lines) < 2:
        return False
    if line.left > last.left + line.size:
        return ends_sentence(last.text)
    return line.left < last.left - line.size and last.left == paragraph.continuation_left


def rejoined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Paragraphs that an earlier conversion cut in mid-sentence are one again.

    The first part stops without any punctuation but a comma and is long; the second goes on in
    lower case. What a printer sets apart on purpose does not look like that.
    """
    done: list[Paragraph] = []
    for paragraph in paragraphs:
        last = done[-1] if done else None
        if last is not None and _was_cut(last, paragraph):
            done[-1] = Paragraph([*last.lines, *paragraph.lines])
        else:
            done.append(paragraph)
    return done


def _was_cut(last: Paragraph, paragraph: Paragraph) -> bool:
    if last.table or paragraph.table:
        return False
    first, end = paragraph.lines[0], last.lines[-1]
    if not same_type(end, first) or end.bold or sum(len(x.text) for x in last.lines) < _LONG:
        return False
    stops_short = end.text[-1:].isalpha() or end.text.endswith(",")
    return stops_short and first.text[:1].islower() and split_marker(first.text)[0] is None
