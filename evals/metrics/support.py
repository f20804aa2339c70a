"""Do quotes support a statement? The deterministic test that stands in for a judge model.

It holds when, of the statement,

- every figure (sum, count, percentage, year, date; see `extraction`) stands in the quotes;
- every name stands there: capitalised words within a sentence, acronyms anywhere, and the first
  word of a sentence when a capitalised word follows ("Wiltshire Council");
- at least `SHARE` of the content words, stemmed, stand there;
- each part has the same force as the parts of the quotes that say it: neither leaves out, nor
  adds, a negation ("not"), a duty ("must"), advice ("should"), a possibility ("may"), an intention
  ("aims to") or something still being looked at ("will explore"). Parts are sentences and clauses,
  so that a "not" elsewhere in a long quote does not matter.

`SHARE` is ours: it lets a statement name what a quote calls "it", and little more. The test is
independent of the service's own grounding, so that it can find fault with it.

What it cannot see: who does what to whom; antonyms ("rise", "fall"); whether something will be done
or has been; a second negation in a part that has one; a wrong name alone at the start of a
sentence. What it does not accept, though a person would: synonyms, an acronym for its long form,
and a table's row with its column headings, which are not in the quoted row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import tantivy

from evals.metrics.extraction import figures_held, plain, split

SHARE = 0.8

# Beside tantivy's English stop words; the modal verbs are compared by force instead.
_FUNCTION_WORDS = (
    "about above across after all also although am among any because been before being below "
    "between both can cannot could did do does during each either every few from had has have he "
    "her here his how however i its like many may might more most must neither nor off only "
    "other ought our out over own shall she should since so some such than through under until up "
    "us very we were what when where which while who whom whose why within without would you "
    "your"
)
_ANALYZER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.stopword("english"))
    .filter(tantivy.Filter.custom_stopword(_FUNCTION_WORDS.split()))
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)

# `start` is there where the word begins a sentence, a list item or a cell.
_CAPITALISED = re.compile(
    r"(?P<start>(?:^|[.!?:;\n•])[\s\"'(-]*)?(?<![\w'])(?P<word>[A-Z]\w+)(?=(?P<more>\s+[A-Z])?)"
)
_PARTS = re.compile(
    r"(?<=[.!?;:])\s+|\n+|\s+-\s+|,?\s+(?:but|however|although|though|whereas|while|except)\b",
    re.IGNORECASE,
)
_FORCE = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "not": r"\b(?:not(?!\s+(?:only|just|least)\b)|no(?!\.\s?\d)|never|none|nor|neither|nobody"
        r"|without|cannot)\b|n't\b",
        "must": r"\b(?:must|shall|(?:has|have|had|required|obliged) to)\b",
        "should": r"\b(?:should|ought)\b",
        "may": r"\b(?:(?-i:may)|might|could|possibly|perhaps)\b",
        "explore": r"\b(?:explor\w+|consider(?:s|ed|ing)?|propos\w+|consult(?:s|ed|ing)? on"
        r"|look(?:s|ed|ing)? (?:at|into)|subject to)\b",
        "intend": r"\b(?:(?:plan|aim|intend|hope|seek|expect|want)(?:s|n?ed|n?ing)? to"
        r"|intentions?)\b",
    }.items()
}


class _Part(NamedTuple):
    words: frozenset[str]
    force: frozenset[str]


def supports(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes, taken together, say what the statement says."""
    quoted = "\n".join(quotes)
    own, rest = split(statement)
    words, there = content_words(rest), content_words(quoted)
    return (
        bool(own or words)
        and own <= figures_held(quoted)
        and content_words(" ".join(names(rest))) <= there
        and len(words & there) >= SHARE * len(words)
        and _same_force(_parts(statement), _parts(quoted))
    )


@lru_cache(maxsize=10_000)
def content_words(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem for stem in _ANALYZER.analyze(plain(text)) if len(stem) > 1)


def names(text: str) -> list[str]:
    """The words of a text that look like names."""
    return [
        match["word"]
        for match in _CAPITALISED.finditer(plain(text))
        if match["start"] is None or match["more"] or not match["word"][1:].islower()
    ]


def force(text: str) -> frozenset[str]:
    """What bounds a text's claim: the keys of `_FORCE` that it has."""
    return frozenset(name for name, pattern in _FORCE.items() if pattern.search(plain(text)))


@lru_cache(maxsize=10_000)
def _parts(text: str) -> tuple[_Part, ...]:
    parts = (
        _Part(content_words(split(part)[1]), force(part)) for part in _PARTS.split(plain(text))
    )
    return tuple(part for part in parts if part.words)


def _same_force(stated: Sequence[_Part], quoted: Sequence[_Part]) -> bool:
    return all(part.force == _force_of_source(part.words, quoted) for part in stated)


def _force_of_source(words: frozenset[str], quoted: Sequence[_Part]) -> frozenset[str]:
    """The force of the quoted parts that hold most of these words: the best first, of equals the
    one that says least besides, and as many as it takes to hold `SHARE` of them."""
    missing, found = words, frozenset[str]()
    while len(words) - len(missing) < SHARE * len(words):
        best = max(quoted, key=lambda part: (len(missing & part.words), -len(part.words - words)))
        if not missing & best.words:
            break
        missing, found = missing - best.words, found | best.force
    return found
