"""Whether a question names a section of a document.

Committee papers and inspection reports say under a heading what is asked in the heading's words:
"any climate impact" is answered by "No specific implications at this time." under "Environmental
and Climate Change Considerations". Such a text has no word of the question and reads like no answer
to it, so the heading must tell.
"""

from __future__ import annotations

from ingest.records import Passage
from service.context import Context
from service.vocabulary import Vocabulary
from service.wants import Want

# A section tells of a matter; that a sum or a date stands in it no heading tells.
_TOLD_BY_SECTIONS = frozenset({Want.LIST, Want.REASON, Want.OTHER})
HEADINGS = 2


def names_section(context: Context, want: Want, asked: str, passage: Passage) -> float:
    """How far a question and the headings above a passage are about one thing, 0 to 1: the
    harmonic mean of how much of the question the better heading has and the question of it, by
    rarity. The name of the document counts for neither. 0 where a figure is asked for."""
    if want not in _TOLD_BY_SECTIONS:
        return 0.0
    vocabulary = context.build.vocabulary
    name = vocabulary.stems_of_name[passage.document_id]
    about = vocabulary.stems(asked) - name
    headings = [vocabulary.stems(heading) - name for heading in passage.heading[-HEADINGS:]]
    return max((_alike(vocabulary, about, heading) for heading in headings), default=0.0)


def _alike(vocabulary: Vocabulary, one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets of stems, each weighed by its rarity."""
    weight = sum(map(vocabulary.rarity, one)) + sum(map(vocabulary.rarity, other))
    return 2 * sum(map(vocabulary.rarity, one & other)) / weight if weight else 0.0
