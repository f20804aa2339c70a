"""The words of one build: how rare each is, and what its acronyms stand for.

Rare words say what a question is about. A passage that lacks them is about something else, however
alike the rest of the sentence is.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ingest.textstore import TextStore
from ingest.words import WordStore
from service.spelling import WORD, Spelling

# A name written with capitals, without the word that only begins its sentence.
_NAME = re.compile(
    r"(?!(?:A|All|An|Any|Each|Every|For|If|In|No|On|Our|Some|That|The|These|This|When|Your) )"
    r"[A-Z][\w’'-]*(?: (?:(?:of|and|for|the|in|on|to) )?[A-Z][\w’'-]*){1,5}"
)
_DEFINED = re.compile(r"((?:[\w’'-]+[ -]){1,8})\(([A-Z][A-Za-z]{1,6})\)")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}s?\b")
_FEWEST_WORDS = 3
_SMALL = frozenset({"of", "and", "for", "the", "in", "on", "to"})
# Words that ask and do not say what about; beyond the index's own stop words.
_ASKING_WORDS = (
    "how what when where which who whom whose whi much mani long did do doe can could would "
    "should shall may might must has have had get got am were been be i we you your our my me "
    "us tell give show explain describ list name set out say said pleas there ani some about "
    "from up accord mean happen go make come need want know think old soon often one "
)
_ASKING = frozenset(_ASKING_WORDS.split())


class Vocabulary:
    """Word statistics of a build. Reading its acronyms walks the text once, when it is opened."""

    def __init__(self, words: WordStore, texts: TextStore, names: Mapping[str, str]) -> None:
        """`names` is what each document is called, by its id."""
        self._words = words
        self._passages = max(words.count(), 1)
        self.stems_of_name = {id_: self.stems(name) for id_, name in names.items()}
        self._named = Counter(stem for stems in self.stems_of_name.values() for stem in stems)
        self.rarity = lru_cache(maxsize=20_000)(self._rarity)
        self._acronyms, counts = _read(texts.text(document) or "" for document in names)
        self.spelling = Spelling(counts)

    def stems(self, text: str) -> set[str]:
        """The stems of a text, without words that only ask."""
        return {stem for stem in self._words.stems(text) if stem not in _ASKING}

    def _rarity(self, stem: str) -> float:
        """Inverse passage frequency, natural logarithm; a word the build lacks is the rarest."""
        return math.log((self._passages + 1) / (self._words.passages_with(stem) + 0.5))

    def rarity_in_names(self, stem: str) -> float:
        """Inverse frequency among the documents' names, natural logarithm; 0 for a word that none
        has, or that all have."""
        having = self._named[stem]
        return math.log(len(self.stems_of_name) / having) if having else 0.0

    def coverage(self, question: str, text: str) -> float:
        """The share of the question's words, weighted by rarity, that a text has; 0 to 1."""
        asked = self.stems(question)
        total = sum(self.rarity(stem) for stem in asked)
        if not total:
            return 0.0
        present = self.stems(text)
        return sum(self.rarity(stem) for stem in asked & present) / total

    def expand(self, question: str) -> str:
        """Write out the acronyms that the documents spell out: "ECF" → "Early Career Framework
        (ECF)"; others stay as they are."""

        def spelt_out(match: re.Match[str]) -> str:
            short = match.group().rstrip("s")
            full = self._acronyms.get(short)
            return f"{full} ({short})" if full and full not in question else match.group()

        return _ACRONYM.sub(spelt_out, question)


def _read(texts: Iterable[str]) -> tuple[dict[str, str], Counter[str]]:
    """What the acronyms stand for, by what the documents define ("Early Career Framework (ECF)"),
    else by the initials of names that they write with capitals; and how often each word occurs."""
    counts: Counter[str] = Counter()
    defined: dict[str, Counter[str]] = defaultdict(Counter)
    implied: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        counts.update(word.lower() for word in WORD.findall(text))
        for before, short in _DEFINED.findall(text):
            if full := _ending_with_initials(before, short.rstrip("s")):
                defined[short.rstrip("s")][full] += 1
        for name in _NAME.findall(text):
            for part in _parts(name):
                implied[_initials(part)][part] += 1
    chosen = {short: names.most_common(1)[0][0] for short, names in implied.items()}
    chosen |= {short: names.most_common(1)[0][0] for short, names in defined.items()}
    return chosen, counts


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


def _initials(name: str) -> str:
    words = re.split(r"[ -]", name)
    return "".join(word[0].upper() for word in words if word and word not in _SMALL)


def _ending_with_initials(before: str, short: str) -> str | None:
    """The shortest run of words at the end of `before` whose initials spell `short`."""
    words = before.split()
    for start in range(len(words) - 1, -1, -1):
        run = " ".join(words[start:])
        if _initials(run) == short.upper() and words[start] not in _SMALL:
            return run
    return None
