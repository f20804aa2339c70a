"""Whether a question names a section of a document.

Committee papers and inspection reports say under a heading what is asked in the heading's words:
"any climate impact" is answered by "No specific implications at this time." under "Environmental
and Climate Change Considerations". Such a text has no word of the question and reads like no answer
to it, so the heading must tell.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files

from ingest.records import Passage
from service.context import Context, Ranked
from service.retrieval import Candidate
from service.scope import about_none
from service.vocabulary import Vocabulary
from service.wants import Want

# A section tells of a matter; that a sum or a date stands in it no heading tells.
_TOLD_BY_SECTIONS = frozenset({Want.LIST, Want.REASON, Want.OTHER})
_OF_WHICH = re.compile(
    r"\b(?:latest|newest|most recent|last|(?:inspection|report|visit)s?)\b", re.IGNORECASE
)
# A report's headings also tell how what they name was judged.
_GRADE = re.compile(
    r"\b(?:requires? improvement(?: to be good)?|outstanding|good|inadequate)\b", re.IGNORECASE
)
_SO_MANY = re.compile(
    r"\b(?:(?:two|three|four|five|six|seven) )?(?:things?|points?)\b", re.IGNORECASE
)
# How far a heading must be named for what stands under it to be read whatever else is found, how
# many such sections, and among how many passages they are sought.
NAMED = 0.5
MOST = 2
SOUGHT = 20


def names_section(context: Context, want: Want, asked: str, passage: Passage) -> float:
    """How far a question and the heading of a passage are about one thing, 0 to 1: the harmonic
    mean of how much of the question the heading has and the question of it, by rarity. The name of
    the document counts for neither, unless nothing else is asked for. 0 where a figure is.

    The last heading alone: in many PDFs those above it are only the ones before it.
    """
    if want not in _TOLD_BY_SECTIONS or not passage.heading:
        return 0.0
    vocabulary = context.build.vocabulary
    name = vocabulary.stems_of_name[passage.document_id]
    about = vocabulary.stems(_matter(context, asked))
    about, name = (about - name, name) if about - name else (about, set())
    heading = vocabulary.stems(_in_common_words(_GRADE.sub("", passage.heading[-1]))) - name
    return _alike(vocabulary, about, heading)


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
    words = f"{asked} {_matter(context, asked)}"
    hits = dict(build.words.search(words, SOUGHT, documents, ["heading"]))
    passages = build.texts.passages_by_id(list(hits)).values()
    best = sorted(
        (each for each in passages if named(each) >= NAMED), key=lambda each: -named(each)
    )
    return [Candidate(each, 0.0, 0.0, hits[each.id]) for each in best[:MOST]]


def named_among(
    context: Context, want: Want, passages: Sequence[Ranked], read: Sequence[Ranked]
) -> list[Ranked]:
    """The best passages of sections that the question names well: of those `read`, else of all."""

    def named(each: Ranked) -> bool:
        return names_section(context, want, each.asked, each.candidate.passage) >= NAMED

    return (list(filter(named, read)) or list(filter(named, passages)))[:MOST]


def _matter(context: Context, asked: str) -> str:
    """What is asked, without what only says of which report: "the latest inspection"."""
    if len(context.scopes) == 1 and asked == context.asked:
        asked = _OF_WHICH.sub("", about_none(asked, context.scopes))
    return _in_common_words(_SO_MANY.sub("", asked))


def _in_common_words(text: str) -> str:
    """With one name for what goes by several, in headings too: "Areas for improvement"."""
    for heading, pattern in _called():
        text = pattern.sub(heading, text)
    return text


@cache
def _called() -> list[tuple[str, re.Pattern[str]]]:
    called = tomllib.loads(files("service").joinpath("sections.toml").read_text("utf-8"))["called"]
    return [
        (heading, re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE))
        for heading, patterns in called.items()
    ]


def _alike(vocabulary: Vocabulary, one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets of stems, each weighed by its rarity."""
    weight = sum(map(vocabulary.rarity, one)) + sum(map(vocabulary.rarity, other))
    return 2 * sum(map(vocabulary.rarity, one & other)) / weight if weight else 0.0
