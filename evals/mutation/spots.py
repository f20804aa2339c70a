"""Where the documents say a fact: in the evidence, in what was quoted, and again elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evals.results import Span
from ingest.sentences import sentence_spans
from service.opened import OpenBuild

# Two sentences with the same figure say the same fact if they share this share of the shorter one's
# words, which must be more than a few.
SAME_FACT = 0.6
FEWEST_WORDS = 4

Patterns = Sequence[str]


def says(patterns: Patterns, text: str) -> bool:
    """Whether a text holds a fact."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def spots(build: OpenBuild, patterns: Patterns, places: Iterable[Span]) -> list[Span]:
    """Where these places say the fact."""
    return sorted({spot for place in places for spot in _within(build, patterns, place)})


def repeated(build: OpenBuild, patterns: Patterns, known: Sequence[Span]) -> list[Span]:
    """The known spots, and those of other sentences in any document that say the same."""
    stems = [_stems(build, sentence_at(build, spot)) for spot in known]
    others = spots(build, patterns, (Span(d, 0, len(build.text(d))) for d in build.documents))
    again = (
        spot
        for spot in others
        if any(_alike(_stems(build, sentence_at(build, spot)), words) for words in stems)
    )
    return sorted({*known, *again})


def sentence_at(build: OpenBuild, spot: Span) -> Span:
    """The sentence, heading or table row that a spot stands in; the spot itself in no block."""
    for block in build.texts.blocks(spot.document, spot.start, spot.end):
        if block.kind == "table_row":
            return Span(spot.document, block.start, block.end)
        for start, end in sentence_spans(build.text(spot.document)[block.start : block.end]):
            if block.start + start < spot.end and spot.start < block.start + end:
                return Span(spot.document, block.start + start, block.start + end)
    return spot


def _within(build: OpenBuild, patterns: Patterns, place: Span) -> Iterator[Span]:
    said = build.text(place.document)[place.start : place.end]
    for pattern in patterns:
        for match in re.finditer(pattern, said, re.IGNORECASE):
            if match[0]:
                first, last = match.span()
                yield Span(place.document, place.start + first, place.start + last)


def _stems(build: OpenBuild, place: Span) -> set[str]:
    return set(build.words.stems(build.text(place.document)[place.start : place.end]))


def _alike(one: set[str], other: set[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer >= FEWEST_WORDS and len(one & other) >= SAME_FACT * fewer
