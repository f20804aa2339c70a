"""The word side of a build, in tantivy: BM25 over stemmed title, headings and text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from ingest.errors import BuildIndex
from ingest.records import Passage

FOLDER = "words"
META = "meta.json"
BOOSTS = {"title": 1.0, "heading": 1.5, "body": 2.0}
ANALYZER = "english"
WRITER_MEMORY = 50_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    for field in BOOSTS:
        builder.add_text_field(field, stored=False, tokenizer_name=ANALYZER)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    """Lower case, no stop words, English stems: the same for passages and for questions."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


class WordStore:
    """Word search over passages, optionally limited to some documents."""

    def __init__(self, build: Path) -> None:
        """Open what `create` has made. Raises `BuildIndex` where it is missing."""
        folder = build / FOLDER
        if not (folder / META).is_file():
            raise BuildIndex(f"the index {build} has no words: run `reform-ingest --rebuild`")
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._analyzer = _analyzer()
        self._index.register_tokenizer(ANALYZER, self._analyzer)

    @classmethod
    def create(cls, build: Path) -> None:
        """Make the empty store of a new build."""
        folder = build / FOLDER
        folder.mkdir()
        tantivy.Index(_schema(), path=str(folder))

    def write(self, passages: Iterable[tuple[Passage, str]]) -> None:
        """Hold these passages, each with its document's title, and nothing else.

        All are written anew: what tantivy deletes goes on counting in how rare a word is, so an
        index would rank by the history of its updates (20,000 passages take 1.4 seconds). The
        document's id, usually its file name, counts as title: people ask for "the NSPCC briefing"
        whatever that calls itself.
        """
        writer = self._index.writer(WRITER_MEMORY, num_threads=1)
        writer.delete_all_documents()
        for passage, title in passages:
            writer.add_document(
                tantivy.Document(
                    id=passage.id,
                    document=passage.document_id,
                    title=f"{title} {passage.document_id}",
                    heading=" ".join(passage.heading),
                    body=passage.search_text.partition("\n")[2] or passage.search_text,
                )
            )
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._index.reload()

    def search(
        self,
        question: str,
        limit: int,
        documents: Sequence[str] | None = None,
        fields: Sequence[str] = tuple(BOOSTS),
    ) -> list[tuple[str, float]]:
        """The passages with the question's words in these fields, with their BM25 score, best
        first."""
        words = " ".join("".join(c if c.isalnum() else " " for c in question).split()).lower()
        if not words:
            return []
        query, _ = self._index.parse_query_lenient(words, list(fields), field_boosts=BOOSTS)
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query([(must, query), (must, allowed)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit).hits
        return [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def stems(self, text: str) -> list[str]:
        """The words of a text as the index knows them: lower case, stemmed, no stop words."""
        return list(self._analyzer.analyze(text))

    def passages_with(self, stem: str) -> int:
        """In how many passages a stem occurs."""
        return int(self._index.searcher().doc_freq("body", stem))

    def count(self) -> int:
        """How many passages can be found by their words."""
        return int(self._index.searcher().num_docs)
