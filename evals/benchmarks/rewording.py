"""Rewords documents so that a copy is about something else and is built just like the original.

A word becomes another of the same length and of about the same frequency, the same one everywhere
in a copy. So every offset stays right, headings go on naming what stands below them, and the words
of many copies are as unevenly spread as those of real documents. The commonest words stay (they
carry no subject, and without them no sentence would be left); of the others half stay; every figure
changes, so that a copy never gives the right one.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import numpy as np

from ingest.document import Block, LoadedDocument, Page
from ingest.records import DocumentRecord, Passage

SEED = 20261122
COMMONEST = 100
REWORDED = 0.5
# Words whose frequencies are neighbours, which are exchanged among themselves.
ALIKE = 20
_WORD = re.compile(r"[A-Za-z]+|[0-9]+")


class Rewording:
    """The words of a library, by length and frequency; `of` makes the mapping of one copy."""

    def __init__(self, texts: Iterable[str], commonest: int = COMMONEST) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(_WORD.findall(text.lower()))
        common = {word for word, _ in counts.most_common(commonest) if word.isalpha()}
        ordered = sorted(counts, key=lambda w: (w.isdigit(), len(w), -counts[w], w))
        same = groupby(
            (word for word in ordered if word not in common), lambda w: (w.isdigit(), len(w))
        )
        self._alike = [
            group[start : start + ALIKE]
            for group in (list(words) for _, words in same)
            for start in range(0, len(group), ALIKE)
        ]

    def of(self, copy: int) -> Reworded:
        """What each word becomes in the copy of this number; always the same for the same number"""
        chance = np.random.default_rng([SEED, copy])
        mapping: dict[str, str] = {}
        for words in self._alike:
            if not words[0].isdigit():
                words = [word for word in words if chance.random() < REWORDED]
            # Each takes the place of the next one in a chance order: none stays what it was.
            order = chance.permutation(len(words))
            for this, other in zip(order, np.roll(order, 1), strict=True):
                mapping[words[this]] = words[other]
        return Reworded(copy, mapping)


class Reworded:
    """One copy of any document: the same shape in other words."""

    def __init__(self, copy: int, mapping: dict[str, str]) -> None:
        self._copy = copy
        self._mapping = mapping

    def text(self, text: str) -> str:
        """As long as it was, character for character."""
        return _WORD.sub(self._word, text)

    def _word(self, match: re.Match[str]) -> str:
        word = match.group()
        new = self._mapping.get(word.lower())
        if new is None:
            return word
        if word.isupper():
            return new.upper()
        return new.capitalize() if word[0].isupper() else new

    def record(self, record: DocumentRecord) -> DocumentRecord:
        """The description: a title in other words, no publisher, links to nothing."""
        id_ = f"{record.id}-copy-{self._copy}"
        return DocumentRecord(
            id=id_,
            title=self.text(record.title),
            publisher=None,
            kind=record.kind,
            published=record.published,
            url=None,
            licence=record.licence,
            file=f"{id_}.{record.format}",
            path=f"/{id_}.{record.format}",
            format=record.format,
            sha256=hashlib.sha256(f"{self._copy} {record.sha256}".encode()).hexdigest(),
            fingerprint="",
        )

    def document(self, document: LoadedDocument) -> LoadedDocument:
        """Its text, blocks and pages."""
        return LoadedDocument(
            text=self.text(document.text),
            blocks=tuple(map(self._block, document.blocks)),
            pages=tuple(map(self._page, document.pages)),
        )

    def _block(self, block: Block) -> Block:
        cells = tuple(cell._replace(column=self.text(cell.column)) for cell in block.cells)
        return replace(block, marker=block.marker and self.text(block.marker), cells=cells)

    def _page(self, page: Page) -> Page:
        return replace(page, label=self.text(page.label))

    def passage(self, passage: Passage, document_id: str) -> Passage:
        """One of its passages, under an id of its own."""
        digest = hashlib.sha256(f"{document_id}\n{passage.id}".encode()).hexdigest()
        return replace(
            passage,
            id=f"p{digest[:20]}",
            document_id=document_id,
            paragraph=passage.paragraph and self.text(passage.paragraph),
            heading=tuple(map(self.text, passage.heading)),
            lead_in=self.text(passage.lead_in),
            search_text=self.text(passage.search_text),
        )
