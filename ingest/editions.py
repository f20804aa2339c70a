"""Which documents are editions of one another, and which are reports of one series.

Editions say the same thing at another time or in another format: their texts share runs of words
and their titles are alike. Reports of a series share a title and an authority, and each is about a
date of its own. `editions.toml` holds the measures; docs/adr/0009-editions.md says why these.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from ingest.records import DocumentRecord
from ingest.sketch import Sketch, similarity
from ingest.trust import TRUST

_HEAD: Final = 600  # characters: where a document without a telling title names its authority
_ENOUGH: Final = 0.08  # share of a sketch that two texts must share to be worth comparing
_COMMON: Final = 200  # documents: a run that so many share is furniture
_SMALL_WORDS: Final = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


class Measures(BaseModel):
    """`editions.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    similar_text: float
    same_text: float
    similar_title: float
    fewest_words: int
    serial_kinds: tuple[str, ...]
    edition_words: tuple[str, ...]
    authorities: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The longest name first: South Gloucestershire is not Gloucestershire."""
        names = sorted(map(plain, self.authorities), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@lru_cache(maxsize=1)
def measures() -> Measures:
    path = Path(__file__).with_name("editions.toml")
    return Measures.model_validate(tomllib.loads(path.read_text("utf-8")))


class Mark(NamedTuple):
    """What is kept of a document's text: its sketch, and the authorities that its head names."""

    sketch: Sketch
    authorities: frozenset[str]


def authorities_in(text: str) -> frozenset[str]:
    """The local authorities that a text names."""
    return frozenset(measures().pattern.findall(plain(text)))


def head_authorities(text: str) -> frozenset[str]:
    return authorities_in(text[:_HEAD])


@dataclass(frozen=True)
class _Candidate:
    record: DocumentRecord
    mark: Mark

    @cached_property
    def words(self) -> frozenset[str]:
        """Of the title, what does not change from one edition to the next."""
        words = re.findall(r"[a-z]+", plain(self.record.title))
        return frozenset(words) - _SMALL_WORDS - set(measures().edition_words)

    @cached_property
    def authorities(self) -> frozenset[str]:
        """As title, file name and publisher say, else as the first lines do."""
        record = self.record
        named = f"{record.title} {Path(record.file).name} {record.publisher or ''}"
        return authorities_in(named) or self.mark.authorities

    @cached_property
    def title_is_a_guess(self) -> bool:
        trusts = [origin.trust for origin in self.record.origins if origin.field == "title"]
        return min(trusts, default=1.0) <= TRUST["title", "heading"]


def linked(
    records: Sequence[DocumentRecord], marks: Mapping[str, Mark]
) -> Iterator[DocumentRecord]:
    """The records whose editions or series are others than they say, with the right ones."""
    documents = [_Candidate(record, marks[record.id]) for record in records]
    editions = _groups(documents, _are_editions, _worth_comparing(documents))
    series = _groups(documents, _are_a_series, _same_titles(documents))
    for record in records:
        new = replace(
            record, editions=editions.get(record.id, ()), series=series.get(record.id, ())
        )
        if new != record:
            yield new


def _worth_comparing(documents: Sequence[_Candidate]) -> Iterator[tuple[int, int]]:
    """Pairs that share enough of their sketches, without looking at every pair there is; held are
    the sketches once more, not the pairs, of which many copies of a form have millions."""
    sizes = np.array([len(document.mark.sketch) for document in documents])
    if not len(sizes):
        return
    values = np.concatenate([document.mark.sketch for document in documents])
    order = np.argsort(values, kind="stable")
    holders = np.repeat(np.arange(len(documents)), sizes)[order]
    # Where each document's values are among the sorted ones, and the run of holders of each.
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    _, run, lengths = np.unique(values[order], return_inverse=True, return_counts=True)
    first = np.concatenate([[0], np.cumsum(lengths)])
    for one, ours in enumerate(np.split(places, np.cumsum(sizes)[:-1])):
        runs = [
            holders[first[value] : first[value + 1]]
            for value in run[ours]
            if 1 < lengths[value] <= _COMMON
        ]
        if runs:
            others, counts = np.unique(np.concatenate(runs), return_counts=True)
            enough = counts >= _ENOUGH * np.minimum(sizes[others], sizes[one])
            yield from ((one, int(other)) for other in others[enough] if other > one)


def _same_titles(documents: Sequence[_Candidate]) -> Iterator[tuple[int, int]]:
    by_title: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        if len(document.words) >= measures().fewest_words:
            by_title[document.words].append(number)
    for numbers in by_title.values():
        yield from combinations(numbers, 2)


def _are_editions(one: _Candidate, other: _Candidate) -> bool:
    guessed = one.title_is_a_guess or other.title_is_a_guess
    titles_alike = _titles_alike(one.words, other.words)
    if not (guessed or titles_alike) or _differ_in_authority(one, other):
        return False  # most pairs: their texts need not be compared
    alike = similarity(one.mark.sketch, other.mark.sketch)
    same_text = alike >= measures().same_text
    days = {one.record.published, other.record.published}
    if {one.record.kind, other.record.kind} & set(measures().serial_kinds) and len(days) > 1:
        same_text = same_text and None in days
        alike = alike if same_text else 0.0
    return (same_text and guessed) or (alike >= measures().similar_text and titles_alike)


def _are_a_series(one: _Candidate, other: _Candidate) -> bool:
    days = {one.record.published, other.record.published}
    if None in days or len(days) == 1 or one.record.kind != other.record.kind:
        return False
    return one.authorities == other.authorities and not _are_editions(one, other)


def _differ_in_authority(one: _Candidate, other: _Candidate) -> bool:
    return bool(one.authorities and other.authorities and one.authorities != other.authorities)


def _titles_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer, shared = min(len(one), len(other)), len(one & other)
    if fewer == shared >= measures().fewest_words:
        return True
    return shared >= measures().similar_title * len(one | other) > 0


def _groups(
    documents: Sequence[_Candidate],
    belong: Callable[[_Candidate, _Candidate], bool],
    pairs: Iterable[tuple[int, int]],
) -> dict[str, tuple[str, ...]]:
    """The ids of each group, newest first, by the id of every member.

    What is linked to the same document is one group, but never across two authorities.
    """
    group_of = {number: {number} for number in range(len(documents))}
    for one, other in pairs:
        first, second = group_of[one], group_of[other]
        if first is second or not belong(documents[one], documents[other]):
            continue
        if any(_differ_in_authority(documents[a], documents[b]) for a in first for b in second):
            continue
        first |= second
        group_of.update(dict.fromkeys(second, first))
    found = {}
    for number, group in group_of.items():
        if len(group) > 1:
            members = newest_first([documents[member].record for member in group])
            found[documents[number].record.id] = tuple(record.id for record in members)
    return found


def newest_first(records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    """By date, undated last; but what the catalogue says is superseded comes after what does."""
    dated = sorted(records, key=lambda record: record.id)
    dated.sort(key=lambda record: record.published or date.min, reverse=True)
    return sorted(dated, key=lambda record: _superseded(record.id, dated, frozenset()))


def _superseded(document: str, records: Sequence[DocumentRecord], seen: frozenset[str]) -> int:
    """How many documents of the group supersede one another above this one."""
    newer = [r.id for r in records if document in r.supersedes and r.id not in seen]
    seen |= {document}
    return max((1 + _superseded(each, records, seen) for each in newer), default=0)


def plain(text: str) -> str:
    """Lower-case words parted by single spaces; an apostrophe parts nothing: "b and nes"."""
    joined = re.sub(r"[’']", "", text.casefold().replace("&", " and "))
    return " ".join(re.findall(r"[^\W_]+", joined))
