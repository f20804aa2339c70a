"""One immutable build, opened for reading: what retrieval searches and citations point into."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path, PurePosixPath

from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, ReformQAError
from ingest.layout import Manifest
from ingest.lexicon import Lexicon, counted, open_lexicon
from ingest.records import DocumentRecord, Passage
from ingest.textstore import TextStore
from ingest.vectorstores import IN_FOLDER, Stores, check_place
from ingest.words import WordStore
from service.fresh import Fresh
from service.places import dates_in
from service.schemas import DocumentRef, Filters, Locator, Quote
from service.scope import HEAD, About, about
from service.vocabulary import Vocabulary

SLIDES = "pptx"
# Documents, some of which are megabytes of text, that are held in memory.
TEXTS, OUTLINES = 64, 1024

log = logging.getLogger(__name__)


class OpenBuild:
    """The three stores of a build and what is derived from them once. Safe to share by threads."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        embedder: EmbedderIdentity,
        stores: Stores = IN_FOLDER,
    ) -> None:
        """Raises `BuildIndex` when the build was made with another embedder or a part is gone,
        `FixSettings` when the server of its vectors cannot be used."""
        check_place(manifest, stores)
        if manifest.embedder != embedder:
            raise BuildIndex(
                f"the index was made with the embedder {manifest.embedder.name}, the service uses "
                f"{embedder.name}: set REFORM_QA_EMBEDDER back or run `reform-ingest --rebuild`"
            )
        self.id = manifest.id
        self._folder = folder
        self.manifest = manifest
        self.texts = TextStore(folder)
        try:
            self.documents = {record.id: record for record in self.texts.documents()}
            self.words = WordStore(folder)
            self.vectors = stores.open(folder)
        except ReformQAError:
            raise
        except Exception as error:
            raise BuildIndex(
                f"the index {folder} could not be opened ({type(error).__name__}): "
                "run `reform-ingest --rebuild`"
            ) from error
        self.text = lru_cache(maxsize=TEXTS)(self._text)
        self._pages = lru_cache(maxsize=OUTLINES)(self.texts.page_outline)

    def _text(self, document_id: str) -> str:
        return self.texts.text(document_id) or ""

    @cached_property
    def reachable(self) -> Fresh[None]:
        """Raises `FixSettings` while the server of the vectors can not be asked."""
        return Fresh(self.vectors.ping)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """How rare each word is here, and what the acronyms stand for."""
        return Vocabulary(self.words, self._lexicon, self.names_of)

    @cached_property
    def _lexicon(self) -> Lexicon:
        """What ingest has counted; counted now of a build of an older version, which takes as long
        at every start."""
        lexicon = open_lexicon(self._folder, self.id)
        if lexicon is None:
            log.warning("index %s is of an older version: counting its words", self.id)
            lexicon = counted(self.texts.all_texts())
        return lexicon

    def warm(self) -> None:
        """Read what every question needs, so that the first does not wait for it."""
        _ = self.vocabulary, self.places

    @cached_property
    def names_of(self) -> dict[str, str]:
        """What each document is called: its title, with its date where the title gives none."""
        return {
            id_: f"{each.title} ({each.published:%B %Y})"
            if each.published and not dates_in(each.title)
            else each.title
            for id_, each in self.documents.items()
        }

    @cached_property
    def about(self) -> dict[str, About]:
        """What each document goes by, to understand which ones a question names."""
        heads = self.texts.heads(HEAD)
        return {id_: about(each, heads[id_]) for id_, each in self.documents.items()}

    @cached_property
    def places(self) -> frozenset[str]:
        """The authorities that documents here are about, in plain words."""
        return frozenset(chain.from_iterable(each.places for each in self.about.values()))

    def allowed(self, filters: Filters, as_of: date | None) -> list[str] | None:
        """The ids of the documents that a question may be answered from; None means all.

        A document without a date passes no date limit: nobody knows when it was published.
        """
        until = min((day for day in (filters.published_to, as_of) if day), default=None)
        chosen = [
            record.id
            for record in self.documents.values()
            if _passes(record, filters) and _within(record.published, filters.published_from, until)
        ]
        return None if len(chosen) == len(self.documents) else chosen

    @cached_property
    def names(self) -> frozenset[str | None]:
        """Every name that a filter may give."""
        return frozenset(chain.from_iterable(names(each) for each in self.documents.values()))

    def quote(self, passage: Passage, start: int, end: int) -> Quote:
        """The verbatim text at `[start:end)` of the passage's document, with where it stands."""
        return Quote(
            passage_id=passage.id,
            quote=self.text(passage.document_id)[start:end],
            start=start,
            end=end,
            document=self.reference(passage.document_id),
            locator=self._locator(passage, start),
        )

    def reference(self, document_id: str) -> DocumentRef:
        """How an answer names a document."""
        record = self.documents[document_id]
        return DocumentRef(
            id=record.id,
            title=record.title,
            publisher=record.publisher,
            kind=record.kind,
            published=record.published,
            url=record.url,
            file=record.file,
        )

    def _locator(self, passage: Passage, start: int) -> Locator:
        """Where a quote begins: a passage may run over a page break."""
        pages = [page for page in self._pages(passage.document_id) if page[2] <= start]
        number, label = pages[-1][:2] if pages else (None, None)
        record = self.documents[passage.document_id]
        scans = {scan.number: scan.confidence for scan in record.ocr}
        return Locator(
            page=number,
            page_label=label,
            paragraph=passage.paragraph,
            heading=list(passage.heading),
            slide=number if record.format == SLIDES else None,
            ocr_confidence=scans.get(number) if number else None,
        )

    def close(self) -> None:
        """Let go of the files."""
        self.vectors.close()
        if "_lexicon" in self.__dict__:
            self._lexicon.close()


def _passes(record: DocumentRecord, filters: Filters) -> bool:
    checks: Sequence[tuple[list[str], AbstractSet[str | None]]] = (
        (filters.documents, names(record)),
        (filters.kinds, {record.kind}),
        (filters.publishers, {record.publisher}),
    )
    return all(not wanted or not found.isdisjoint(wanted) for wanted, found in checks)


def names(record: DocumentRecord) -> AbstractSet[str | None]:
    """What a reader may call a document: its id, and its files with or without their folders."""
    files = [record.file, *(copy.file for copy in record.copies)]
    return {record.id, *files, *(PurePosixPath(file).name for file in files)}


def _within(published: date | None, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    if published is None:
        return False
    return (first is None or first <= published) and (last is None or published <= last)
