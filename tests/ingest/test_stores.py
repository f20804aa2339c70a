"""The three stores of a build: what goes in comes out, what is removed is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.document import Block, Cell, LoadedDocument, Page, WordBox
from ingest.errors import BuildIndex
from ingest.records import DocumentRecord, Passage
from ingest.textstore import FILE, TextStore
from ingest.vectors import DATABASE, FOLDER, VectorStore
from ingest.words import WordStore
from tests.fakes import BagOfWords

TEXT = "Region\tSum\nNorth\t£4m 😀"
RECORD = DocumentRecord(
    id="doc",
    title="Título",
    publisher=None,
    kind="news",
    published=date(2023, 2, 2),
    url=None,
    licence=None,
    file="doc.txt",
    path="/doc.txt",
    format="txt",
    sha256="0",
    fingerprint="0",
    sources=("one", "two"),
    guessed=("title",),
)
DOCUMENT = LoadedDocument(
    text=TEXT,
    blocks=(
        Block("heading", 0, 10, level=1, page=1),
        Block("table_row", 11, 23, page=1, cells=(Cell(11, 16, "Region"), Cell(17, 23, "Sum"))),
    ),
    pages=(Page(1, "iv", 0, 23, 595.0, 842.0, (WordBox(11, 16, 1.5, 2.5, 30.25, 12.0),)),),
)


def passage(number: int, text: str = "Help is given.", document: str = "doc") -> Passage:
    heading = ("Plan", "Part")
    return Passage(
        f"p{number}", document, number, 11, 23, 1, "1.2", heading, "Lead in:", f"Title\n{text}"
    )


@pytest.fixture
def texts(tmp_path: Path) -> TextStore:
    TextStore.create(tmp_path)
    return TextStore(tmp_path)


@pytest.fixture
def words(tmp_path: Path) -> WordStore:
    WordStore.create(tmp_path)
    return WordStore(tmp_path)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[VectorStore]:
    VectorStore.create(tmp_path)
    with closing(VectorStore(tmp_path)) as store:
        yield store


@pytest.mark.parametrize("store", [WordStore, VectorStore])
def test_opening_what_is_not_there_says_so_and_makes_nothing(
    tmp_path: Path, store: type[WordStore | VectorStore]
) -> None:
    with pytest.raises(BuildIndex, match=f"{tmp_path} has no .*: run `reform-ingest --rebuild`"):
        store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_vector_store_that_was_emptied_is_missing(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / DATABASE).touch()
    with pytest.raises(BuildIndex, match="has no vectors"):
        VectorStore(tmp_path)


def test_reading_a_text_store_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(BuildIndex, match=f"{FILE} cannot be read"):
        TextStore(tmp_path).documents()
    assert list(tmp_path.iterdir()) == []


def test_a_document_comes_back_as_it_was(texts: TextStore) -> None:
    texts.replace(RECORD, DOCUMENT, [passage(1)])
    assert texts.documents() == [RECORD]
    assert texts.text("doc") == TEXT
    assert texts.blocks("doc", 0, len(TEXT)) == list(DOCUMENT.blocks)
    assert texts.page("doc", 1) == DOCUMENT.pages[0]
    assert texts.page_outline("doc") == [(1, "iv", 0)]
    assert texts.passages("doc") == [passage(1)]
    assert texts.text_lengths() == {"doc": len(TEXT)}
    assert (texts.passage_counts(), texts.page_counts()) == ({"doc": 1}, {"doc": 1})


def test_what_is_not_there_is_none(texts: TextStore) -> None:
    assert texts.text("nobody") is None
    assert texts.page("nobody", 1) is None
    assert texts.passages_by_id(["p1"]) == {}


def test_blocks_are_those_that_overlap_a_span(texts: TextStore) -> None:
    texts.replace(RECORD, DOCUMENT, [])
    assert texts.blocks("doc", 10, 11) == []
    assert texts.blocks("doc", 22, 23) == [DOCUMENT.blocks[1]]


def test_a_place_is_in_the_passage_there_and_a_heading_in_the_first_under_it(
    texts: TextStore,
) -> None:
    later = replace(passage(2), start=24, end=40)
    texts.replace(RECORD, DOCUMENT, [passage(1), later])
    assert [texts.passage_at("doc", offset) for offset in (0, 11, 22)] == [passage(1)] * 3
    assert texts.passage_at("doc", 23) == texts.passage_at("doc", 39) == later
    assert texts.passage_at("doc", 40) is None


def test_passages_are_found_by_many_ids_at_once(texts: TextStore) -> None:
    passages = [passage(number) for number in range(1203)]
    texts.replace(RECORD, DOCUMENT, passages)
    found = texts.passages_by_id([f"p{number}" for number in range(1300)])
    assert found == {p.id: p for p in passages}


def test_replacing_a_document_leaves_nothing_of_the_old_one(texts: TextStore) -> None:
    texts.replace(RECORD, DOCUMENT, [passage(1), passage(2)])
    texts.replace(replace(RECORD, title="New"), LoadedDocument("New", ()), [passage(3)])
    assert [record.title for record in texts.documents()] == ["New"]
    assert [p.id for p in texts.passages("doc")] == ["p3"]
    assert texts.blocks("doc", 0, 100) == []
    assert texts.page_counts() == {}


def test_removed_text_is_not_even_in_the_file(texts: TextStore, tmp_path: Path) -> None:
    secret = LoadedDocument("Xanthippe " * 2000, ())
    texts.replace(RECORD, secret, [passage(1, "Xanthippe")])
    assert b"Xanthippe" in (tmp_path / FILE).read_bytes()
    texts.remove("doc")
    assert texts.documents() == []
    assert b"Xanthippe" not in (tmp_path / FILE).read_bytes()


def test_words_are_found_by_their_stem_in_text_heading_title_and_id(words: WordStore) -> None:
    words.write([(passage(1, "Foster carers are paying.", "kinship-note"), "Allowances")])
    for question in ("caring carer", "PAYING", "part", "allowance", "kinship note?"):
        assert [found for found, _ in words.search(question, 5)] == ["p1"], question
    assert words.search("adoption", 5) == []


@pytest.mark.parametrize("question", ["", "?!", "AND OR NOT", 'title:"', "a^2 ~ (b", "🙂"])
def test_no_question_breaks_the_word_search(words: WordStore, question: str) -> None:
    words.write([(passage(1), "Title")])
    words.search(question, 5)


def test_word_search_can_be_limited_to_documents(words: WordStore) -> None:
    words.write([(passage(1, document="a"), "T"), (passage(2, document="b"), "T")])
    assert [found for found, _ in words.search("help", 5, ["b"])] == ["p2"]
    assert words.search("help", 5, []) == []


def test_words_are_held_until_they_are_written_anew(words: WordStore, tmp_path: Path) -> None:
    words.write([(passage(1), "T"), (passage(2, "Other text."), "T")])
    words.write([(passage(2, "Other text."), "T")])
    for store in (words, WordStore(tmp_path)):
        assert store.search("help", 5) == []
        assert (store.count(), store.passages_with("help")) == (1, 0)


def test_a_stem_knows_how_many_passages_have_it(words: WordStore) -> None:
    words.write([(passage(n, text), "T") for n, text in enumerate(["Carers.", "Care", "X"])])
    assert [words.stems(text) for text in ("The carers", "CARER")] == [["carer"], ["carer"]]
    assert words.passages_with("carer") == 1


def embed(*texts: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return BagOfWords().embed_passages(texts)


def test_the_nearest_vector_is_first_with_its_cosine(vectors: VectorStore) -> None:
    vectors.add(["p1", "p2"], ["a", "b"], embed("help for carers", "money for homes"))
    vectors.finish()
    (first, near), (second, far) = vectors.search(embed("help for carers")[0], 2)
    assert (first, second) == ("p1", "p2")
    assert near == pytest.approx(1.0, abs=1e-5)
    assert far == pytest.approx(float(embed("help for carers")[0] @ embed("money for homes")[0]))


def test_vector_search_can_be_limited_to_documents(vectors: VectorStore) -> None:
    vectors.add(["p1", "p2"], ["a", "b"], embed("help", "homes"))
    vectors.finish()
    assert [found for found, _ in vectors.search(embed("help")[0], 2, ["b"])] == ["p2"]


def test_removed_vectors_are_gone_when_the_store_is_opened_again(tmp_path: Path) -> None:
    VectorStore.create(tmp_path)
    with closing(VectorStore(tmp_path)) as store:
        store.add(["p1", "p2"], ["a", "b"], embed("help", "homes"))
        store.remove(["p1"])
        store.finish()
    with closing(VectorStore(tmp_path)) as store:
        assert store.ids() == {"p2"}
        assert [found for found, _ in store.search(embed("help")[0], 2)] == ["p2"]


def test_more_vectors_than_one_batch_are_kept(
    vectors: VectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.vectors.BATCH", 2)
    ids = [f"p{number}" for number in range(5)]
    vectors.add(ids, ["a"] * 5, embed(*ids))
    assert vectors.ids() == set(ids)
    vectors.remove(ids[:3])
    assert vectors.ids() == set(ids[3:])
