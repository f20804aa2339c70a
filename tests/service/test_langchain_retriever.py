"""Our retrieval inside a LangChain chain: documents whose quotes can still be checked."""

from __future__ import annotations

import json

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import Runnable, RunnableLambda

from service.langchain_retriever import PassageRetriever
from service.opened import OpenBuild
from tests.service.steps.small import SmallEngine, build_of


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    paragraphs = (f"{n}. Team {n} gives family help to families." for n in range(1, 9))
    files = {"help.txt": "\n\n".join(paragraphs), "kin.md": "# Kin\n\nKinship carers are helped.\n"}
    return build_of(tmp_path_factory.mktemp("langchain"), files)


@pytest.fixture
def retriever(build: OpenBuild) -> PassageRetriever:
    return PassageRetriever(engine=SmallEngine(), build=build, limit=3)


def test_it_returns_as_many_documents_as_its_limit_best_first(retriever: PassageRetriever) -> None:
    found = retriever.invoke("Which help do kinship carers get?")
    assert len(found) == 3
    assert all(isinstance(document, Document) for document in found)
    assert found[0].page_content == "Kinship carers are helped."


def test_the_metadata_leads_back_to_the_stored_words(
    retriever: PassageRetriever, build: OpenBuild
) -> None:
    for document in retriever.invoke("family help"):
        place = document.metadata
        stored = build.text(place["document"]["id"])[place["start"] : place["end"]]
        assert document.page_content == stored == place["quote"]
        assert document.id == place["passage_id"]
        assert {"title", "kind", "file"} <= set(place["document"])
        assert {"page", "paragraph", "heading"} <= set(place["locator"])


def test_the_metadata_is_plain_json(retriever: PassageRetriever) -> None:
    (first, *_) = retriever.invoke("family help")
    assert json.loads(json.dumps(first.metadata)) == first.metadata


def test_it_stands_in_a_chain(retriever: PassageRetriever) -> None:
    chain: Runnable[str, list[str]] = retriever | RunnableLambda(_sources)
    assert chain.invoke("kinship carers")[0] == "kin"


def _sources(found: list[Document]) -> list[str]:
    return [document.metadata["document"]["id"] for document in found]
