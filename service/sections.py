"""Whether a question names a section of a document.

Committee papers and inspection reports say under a heading what is asked in the heading's words:
"any climate impact" is answered by "No specific implications at this time." under "Environmental
and Climate Change Considerations". Such a text has no word of the question and reads like no answer
to it, so the heading must tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ingest.records import Passage
from service.context import Context
from service.retrieval import Candidate
from service.scope import about_none
from service.vocabulary import Vocabulary
from service.wants import Want

# A section tells of a matter; that a sum or a date stands in it no heading tells.
_TOLD_BY_SECTIONS = frozenset({Want.LIST, Want.REASON, Want.OTHER})
_OF_WHICH = re.compile(
    r"\b(?:latest|newest|most recent|last|(?:inspection|report|visit)s?)\b", re.IGNORECASE
)
HEADINGS = 2
# How far a heading must be named for what stands under it to be read whatever else is found, how
# many such sections, and among how many passages they are sought.
NAMED = 0.65
MOST = 2
SOUGHT = 20


def names_section(context: Context, want: Want, asked: str, passage: Passage) -> float:
    """How far a question and the headings above a passage are about one thing, 0 to 1: the
    harmonic mean of how much of the question the better heading has and the question of it, by
    rarity. The name of the document counts for neither. 0 where a figure is asked for."""
    if want not in _TOLD_BY_SECTIONS:
        return 0.0
    vocabulary = context.build.vocabulary
    name = vocabulary.stems_of_name[passage.document_id]
    about = vocabulary.stems(_matter(context, asked)) - name
    headings = [vocabulary.stems(heading) - name for heading in passage.heading[-HEADINGS:]]
    return max((_alike(vocabulary, about, heading) for heading in headings), default=0.0)


def in_named_sections(
    context: Context,
    want: Want,
    asked: str,
    documents: Sequence[str] | None,
    found: Collection[Candidate],
) -> list[Candidate]:
    """Passages of the sections that the question names well, the best named first; none where
    something of such a section is `found`: among all that speaks of a matter the section on it may
    not be."""

    def named(passage: Passage) -> float:
        return names_section(context, want, asked, passage)

    if want not in _TOLD_BY_SECTIONS or any(named(each.passage) >= NAMED for each in found):
        return []
    build = context.build
    hits = dict(build.words.search(_matter(context, asked), SOUGHT, documents, ["heading"]))
    passages = build.texts.passages_by_id(list(hits)).values()
    best = sorted((each for each in passages if named(each) >= NAMED), key=lambda each: -named(each))
    return [Candidate(each, 0.0, 0.0, hits[each.id]) for each in best[:MOST]]


def _matter(context: Context, asked: str) -> str:
    """What is asked, without what only says of which report: "the latest inspection"."""
    if len(context.scopes) != 1 or asked != context.asked:
        return asked
    return _OF_WHICH.sub("", about_none(asked, context.scopes))


def _alike(vocabulary: Vocabulary, one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets of stems, each weighed by its rarity."""
    weight = sum(map(vocabulary.rarity, one)) + sum(map(vocabulary.rarity, other))
    return 2 * sum(map(vocabulary.rarity, one & other)) / weight if weight else 0.0
