"""Corrects the spelling of a question to words that the documents use.

Only a word that neither the documents nor an English dictionary know is touched, so that a rare
word is not turned into a common one, and a name written with a capital is left alone.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from ingest.lexicon import WORD, Lexicon

SHORTEST = 4
# From this length on two slips are forgiven, below it one.
LONG = 8


class Spelling:
    """`lexicon` knows how often the documents use each word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._nearest = lru_cache(maxsize=10_000)(self._look_up)

    def correct(self, question: str) -> str:
        """The question with its misspelt words replaced."""
        names_have_capitals = question != question.lower() and question != question.upper()

        def corrected(match: re.Match[str]) -> str:
            word = match.group()
            begins = match.start() == 0 and not word[1:2].isupper()
            if names_have_capitals and word[0].isupper() and not begins:
                return word
            return self._nearest(word.lower()) or word

        return WORD.sub(corrected, question)

    def _look_up(self, word: str) -> str | None:
        """What was meant by a word that nobody knows; None for a known word and for a riddle."""
        if len(word) < SHORTEST or self._lexicon.count(word) or _english(word):
            return None
        most = 2 if len(word) >= LONG else 1
        alike = [each for each in self._lexicon.near(word, most) if len(each) >= SHORTEST]
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=None)
        slips = {meant: number for meant, number, _ in found}

        def unlikeliness(meant: str) -> tuple[float, bool, int, str]:
            """A letter left out is the commonest slip; then the commoner word is meant."""
            return slips[meant], len(meant) <= len(word), -self._lexicon.count(meant), meant

        return min(slips, key=unlikeliness, default=None)


def _english(word: str) -> bool:
    """Whether an English dictionary has the word, or all parts of it, in either spelling."""
    return all(
        part in _dictionary() or _american(part) in _dictionary()
        for part in re.split(r"[’'-]", word)
        if len(part) > 1
    )


def _american(word: str) -> str:
    """The dictionary is American: "recognised" is there as "recognized", "labour" as "labor"."""
    return re.sub(r"our", "or", re.sub(r"is(?=e|ing|ation)", "iz", word))


@cache
def _dictionary() -> SpellChecker:
    """Read once, when a word is met that the documents do not have."""
    return SpellChecker(language="en", distance=1)
