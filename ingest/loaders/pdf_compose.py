"""Lines to running text that still knows where every word of it stands on its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.loaders.cleaning import core, is_broken_word
from ingest.loaders.pdf_layout import Line
from ingest.loaders.pdf_notes import without_marks
from ingest.loaders.pdf_words import Word

_AFTER_OPEN_HYPHEN: Final = {"and", "or", "to"}  # "pre- and post-adoption"
_LINK_SIGNS: Final = ("/", "_", ".", "=", "?", "&", "-")


@dataclass(slots=True)
class Text:
    """Some text and its words: each with its offsets and the word it was printed as."""

    text: str = ""
    words: list[tuple[int, int, Word]] = field(default_factory=list)

    def without_first(self, count: int) -> Text:
        """The text from an offset on, for when a marker has been taken from its front."""
        if not count:
            return self
        kept = [(max(start - count, 0), end - count, w) for start, end, w in self.words]
        return Text(self.text[count:], [each for each in kept if each[1] > 0])


class Composer:
    """Joins lines. Knows the document's words, to mend hyphens, and the marks of its notes."""

    def __init__(self, lines: Iterable[Line], marks: Collection[str]) -> None:
        self._vocabulary = {core(word) for word in _whole_words(lines)}
        self._marks = marks

    def compose(self, lines: Sequence[Line]) -> Text:
        parts: list[str] = []
        length = 0
        composed = Text()
        last: Word | None = None
        for word, opens_line in self._words(lines):
            shown = word.text
            if last is not None:
                glue, cut = self._joint(last, word, opens_line=opens_line)
                if cut:
                    parts[-1], length = parts[-1][:-1], length - 1
                    start, end, printed = composed.words[-1]
                    composed.words[-1] = (start, end - 1, printed)
                if not glue:
                    parts.append(" ")
                    length += 1
            parts.append(shown)
            composed.words.append((length, length + len(shown), word))
            length += len(shown)
            last = word
        composed.text = "".join(parts)
        return composed

    def _words(self, lines: Sequence[Line]) -> Iterator[tuple[Word, bool]]:
        for line in lines:
            # Marks are smaller than what they stand in.
            words = line.words if line.even else without_marks(line, self._marks)
            for index, word in enumerate(words):
                yield word, index == 0

    def _joint(self, last: Word, word: Word, *, opens_line: bool) -> tuple[bool, bool]:
        """Whether two words stand together without a space, and whether a hyphen goes."""
        if not opens_line:
            return word.glued, False
        if last.text.endswith(("-", "‐")) and len(last.text) > 1:
            if core(word.text) in _AFTER_OPEN_HYPHEN:
                return False, False
            return True, is_broken_word(last.text, word.text, self._vocabulary)
        is_link = "://" in last.text or last.text.startswith("www.")
        return (is_link and last.text.endswith(_LINK_SIGNS)), False


def _whole_words(lines: Iterable[Line]) -> Iterator[str]:
    """Words as printed in one piece: not those that a line's end may have broken."""
    for line in lines:
        yield from (word.text for word in line.words[:-1])
        if not line.words[-1].text.endswith("-"):
            yield line.words[-1].text
