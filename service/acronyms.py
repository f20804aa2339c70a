"""What the acronyms of a question stand for, by the documents that it is asked of.

They may define one ("Early Career Framework (ECF)"), write the name with capitals, or only ever
write the words: then the passages that the rest of the question finds tell which were meant.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

# A name written with capitals, without the word that only begins its sentence.
_NAME = re.compile(
    r"(?!(?:A|All|An|Any|Each|Every|For|If|In|Much|No|On|Our|Some|That|The|These|This|When|Your) )"
    r"[A-Z][\w’'-]*(?: (?:(?:of|and|for|the|in|on|to) )?[A-Z][\w’'-]*){1,5}"
)
_DEFINED = re.compile(r"((?:[\w’'-]+[ -]){1,8})\(([A-Z][A-Za-z]{1,6})\)")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}s?\b")
_SMALL_LETTERS = re.compile(r"\b[a-z]{3,6}\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_FEWEST_WORDS = 3
_SMALL = frozenset({"of", "and", "for", "the", "in", "on", "to"})
# How many times more often than the next that fits a phrase must stand; and in how many passages,
# where there are so few letters that many phrases fit by chance.
_CLEARLY = 2
_FEWEST_PASSAGES = 2
_FEW_LETTERS = 3


class Acronyms:
    """Reading them walks every text once, when the build is opened."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._written: set[str] = set()
        defined: dict[str, Counter[str]] = defaultdict(Counter)
        implied: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            self._written.update(_WORD.findall(text))
            for before, short in _DEFINED.findall(text):
                if full := _ending_with_initials(before, short.rstrip("s")):
                    defined[short.rstrip("s")][full] += 1
            for name in _NAME.findall(text):
                for part in _parts(name):
                    implied[initials(part)][part] += 1
        self._defined = {short: _most_common(names) for short, names in defined.items()}
        self._implied = {short: _most_common(names) for short, names in implied.items()}

    def expand(self, question: str) -> str:
        """Write out what the documents define: "ECF" → "Early Career Framework (ECF)", and "ecf" as
        well, where that is no word of theirs. Others stay as they are."""

        def in_capitals(match: re.Match[str]) -> str:
            known = match.group().upper() in self._defined and match.group() not in self._written
            return match.group().upper() if known else match.group()

        question = _SMALL_LETTERS.sub(in_capitals, question)
        for short in self.unknown(question):
            if full := self._defined.get(short):
                question = written_out(question, short, full)
        return question

    def writes(self, word: str) -> bool:
        """Whether the documents have a word just so, with its capitals or without."""
        return word in self._written

    @staticmethod
    def unknown(question: str) -> list[str]:
        """The acronyms of a question that are not written out in it."""
        found = dict.fromkeys(match.group().rstrip("s") for match in _ACRONYM.finditer(question))
        return [short for short in found if f"({short})" not in question]

    def named(self, short: str) -> str | None:
        """What a name implies; not for an acronym that the documents use and do not spell out."""
        return None if short in self._written else self._implied.get(short)


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
        if word[0] == letters[0] and word not in _SMALL:
            run = _run(words[start:], letters)
            if run:
                yield " ".join(run)


def _run(words: Sequence[str], letters: str) -> list[str]:
    run: list[str] = []
    matched = 0
    for word in words:
        if matched == len(letters):
            break
        if word[0] == letters[matched]:
            matched += 1
        elif word not in _SMALL:
            return []
        run.append(word)
    return run if matched == len(letters) and run[-1] not in _SMALL else []


def _most_common(names: Counter[str]) -> str:
    return names.most_common(1)[0][0]


def _parts(name: str) -> Iterator[str]:
    """The name and every run of three of its words or more: "New Family Network Support Packages"
    holds what FNSP stands for."""
    words = name.split()
    for start in range(len(words) - 1):
        for end in range(len(words), start + 1, -1):
            whole = start == 0 and end == len(words)
            if whole or (
                end - start >= _FEWEST_WORDS and not {words[start], words[end - 1]} & _SMALL
            ):
                yield " ".join(words[start:end])


def initials(name: str) -> str:
    """The first letters of a name's words, as capitals, without those of its small words."""
    words = re.split(r"[ -]", name)
    return "".join(word[0].upper() for word in words if word and word not in _SMALL)


def _ending_with_initials(before: str, short: str) -> str | None:
    """The shortest run of words at the end of `before` whose initials spell `short`."""
    words = before.split()
    for start in range(len(words) - 1, -1, -1):
        run = " ".join(words[start:])
        if initials(run) == short.upper() and words[start] not in _SMALL:
            return run
    return None
