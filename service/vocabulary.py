"""The words of one build: how rare each is, how it is spelt, and what its acronyms stand for.

Rare words say what a question is about. A passage that lacks them is about something else, however
alike the rest of the sentence is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from ingest.lexicon import Lexicon
from ingest.words import WordStore
from service.acronyms import Acronyms
from service.spelling import Spelling

# Words that ask and do not say what about; beyond the index's own stop words.
_ASKING_WORDS = (
    "how what when where which who whom whose whi much mani long did do doe can could would "
    "should shall may might must has have had get got am were been be i we you your our my me "
    "us tell give show explain describ list name set out say said pleas there ani some about "
    "from up accord mean happen go make come need want know think old soon often one "
)
_ASKING = frozenset(_ASKING_WORDS.split())


class Vocabulary:
    """Word statistics of a build."""

    def __init__(self, words: WordStore, lexicon: Lexicon, names: Mapping[str, str]) -> None:
        """`names` is what each document is called, by its id."""
        self._words = words
        self._passages = max(words.count(), 1)
        self.stems_of_name = {id_: self.stems(name) for id_, name in names.items()}
        self._named = Counter(stem for stems in self.stems_of_name.values() for stem in stems)
        self.rarity = lru_cache(maxsize=20_000)(self._rarity)
        self.acronyms = Acronyms(lexicon)
        self.spelling = Spelling(lexicon)

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
