"""What the acronyms of a question stand for, by the documents that it is asked of.

They may define one ("Early Career Framework (ECF)"), write the name with capitals, or only ever
write the words: then the passages that the rest of the question finds tell which were meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.initials import SMALL_WORDS
from ingest.lexicon import Lexicon

_ACRONYM = re.compile(r"\b(?:[A-Z]{2,6}|[A-Z]&[A-Z])s?\b")
_SMALL_LETTERS = re.compile(r"\b[a-z]{3,6}\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# How many times more often than the next that fits a phrase must stand; and in how many passages,
# where there are so few letters that many phrases fit by chance.
_CLEARLY = 2
_FEWEST_PASSAGES = 2
_FEW_LETTERS = 3
# Of everyday English, and no name: only its words stand in the documents.
_EVERYDAY = {"B&B": "bed and breakfast"}


class Acronyms:
    """By what ingest has found in the documents' texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def expand(self, question: str) -> str:
        """Write out what the documents define: "ECF" → "Early Career Framework (ECF)", and "ecf" as
        well, where that is no word of theirs. Others stay as they are."""

        def in_capitals(match: re.Match[str]) -> str:
            short = match.group().upper()
            known = self._lexicon.defined(short) and not self.writes(match.group())
            return short if known else match.group()

        question = _SMALL_LETTERS.sub(in_capitals, question)
        for short in self.unknown(question):
            if full := self._lexicon.defined(short):
                question = written_out(question, short, full)
        return question

    def writes(self, word: str) -> bool:
        """Whether the documents have a word just so, with its capitals or without."""
        return self._lexicon.writes(word)

    @staticmethod
    def unknown(question: str) -> list[str]:
        """The acronyms of a question that are not written out in it."""
        found = dict.fromkeys(match.group().rstrip("s") for match in _ACRONYM.finditer(question))
        return [short for short in found if f"({short})" not in question]

    def named(self, short: str) -> str | None:
        """What a name implies, or everybody knows; not for an acronym that the documents use and do
        not spell out."""
        return None if self.writes(short) else self._lexicon.implied(short) or _EVERYDAY.get(short)


def written_out(question: str, short: str, full: str) -> str:
    """The question with the full form before the acronym, unless it is there already."""
    if full in question:
        return question
    return re.sub(rf"\b{short}s?\b", f"{full} ({short})", question, count=1)


def without(question: str, short: str) -> str:
    """The question without an acronym."""
    return re.sub(rf"\b{short}s?\b", "", question)


def meant_by(short: str, passages: Sequence[str]) -> str | None:
    """The words with these initials that most of the passages have; None where no phrase is clearly
    ahead of the others: many words begin alike."""
    counted: Counter[str] = Counter()
    for text in passages:
        counted.update({phrase.rstrip("s") for phrase in _phrases(text, short.lower())})
    (first, most), (_, next_most) = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    fewest = _FEWEST_PASSAGES if len(short) <= _FEW_LETTERS else 1
    return first if most >= max(fewest, _CLEARLY * next_most) else None


def _phrases(text: str, letters: str) -> Iterator[str]:
    """Every run of words, in lower case, whose initials are these; small words between need not
    count."""
    words = _WORD.findall(text.lower())
    for start, word in enumerate(words):
        if word[0] == letters[0] and word not in SMALL_WORDS:
            run = _run(words[start:], letters)
            if run:
                yield " ".join(run)


def _run(words: Sequence[str], letters: str) -> list[str]:
    run: list[str] = []
    matched = 0
    for word in words:
        if matched == len(letters):
            break
        if word[0] == letters[matched] or (word, letters[matched]) == ("and", "&"):
            matched += 1
        elif word not in SMALL_WORDS:
            return []
        run.append(word)
    return run if matched == len(letters) and run[-1] not in SMALL_WORDS else []
