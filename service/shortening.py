"""Tells a list that is too long to quote whole by a part of each of its items, every part verbatim.

An item is quoted whole, by its first sentence, or up to where a clause of it ends. It is not cut
before words that take back or limit what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Block
from ingest.sentences import sentence_spans
from service.lists import LABEL, LONGEST_LIST, Listing, Span

# What the marks and spaces around a citation number take up beside each part.
AROUND = 8
MOST_ITEMS = 20
SHORTEST = 20
# Shares of an item's part of the room in which its clauses may end, the first that is enough.
TIGHTER = (1.0, 0.7, 0.5)
_CLAUSE_ENDS = re.compile(r"(?=[,;:(]|\s[–—-]\s)")
# A clause that takes back or limits the one before it, and words that do so wherever they stand.
_LIMITS = re.compile(
    r"\b(?:unless|except|excluding|but|however|provided that|other than|rather than)\b"
    r"|[,;:(–—-]\s*(?:and |or )?(?:not|never|no|nor|only|if|without|until|where|when)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s.;,]*(?:\n\S{1,6} )?")


def shortened(listing: Listing, text: str, room: int = LONGEST_LIST) -> tuple[Span, ...]:
    """The spans to quote in order, at most `room` characters together; empty where it can not be
    told so shortly. As many items are whole as there is room for, the shortest first."""
    if not 1 < len(listing.items) <= MOST_ITEMS:
        return ()
    first = listing.items[0][0].start
    lead = [listing.lead] if listing.lead and _is_next(text, listing.lead[1], first) else []
    room -= AROUND * (len(listing.items) + len(lead)) + sum(end - start for start, end in lead)
    for tightness in TIGHTER:
        share = int(room / len(listing.items) * tightness)
        forms = [_forms(item, text, share, whole=not listing.is_labelled) for item in listing.items]
        chosen = [each[0] for each in forms]
        left = room - sum(map(_length, chosen))
        if left >= 0:
            break
    else:
        return ()
    better = ((_length(form), n, form) for n, each in enumerate(forms) for form in each[1:])
    for length, n, form in sorted(better):
        if length - _length(chosen[n]) <= left:
            left -= length - _length(chosen[n])
            chosen[n] = form
    return tuple(_joined([*lead, *chosen], text))


def _forms(item: Sequence[Block], text: str, share: int, *, whole: bool) -> list[Span]:
    """What may be quoted of an item, the shortest first; no more than a sentence unless `whole`."""
    head = item[0]
    # A heading names what is under it, and says nothing alone.
    said = item[1] if head.kind == "heading" and len(item) > 1 else head
    _, end = sentence_spans(text[said.start : said.end])[0]
    sentence = (head.start, said.start + end)
    forms = [(head.start, _clause_end(text, sentence, share)), sentence]
    forms += [(head.start, said.end), (head.start, item[-1].end)] if whole else []
    return sorted(dict.fromkeys(forms), key=_length)


def _clause_end(text: str, sentence: Span, share: int) -> int:
    """Where the last clause of a sentence ends that fits in its share, else the first; the
    sentence's end where the rest limits what was said."""
    start, end = sentence
    if end - start <= share:
        return end
    label = LABEL.match(text, start, end)
    least = label.end() - 1 if label else start + SHORTEST
    ends = [found.start() for found in _CLAUSE_ENDS.finditer(text, least, end)] or [end]
    fitting = [each for each in ends if each - start <= share]
    cut = fitting[-1] if fitting else ends[0]
    return end if _LIMITS.search(text, cut, end) else cut


def _length(span: Span) -> int:
    return span[1] - span[0]


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Spans with nothing but a marker between them are one."""
    joined: list[Span] = []
    for span in spans:
        if joined and _is_next(text, joined[-1][1], span[0]):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _is_next(text: str, end: int, start: int) -> bool:
    return _BETWEEN.fullmatch(text, end, start) is not None
