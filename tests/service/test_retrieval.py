"""Passages are found by words and by meaning, and the two orders become one."""

from __future__ import annotations

import pytest

from ingest.embedding import Vectors
from service.opened import OpenBuild
from service.retrieval import RRF_CONSTANT, Candidate, fuse, retrieve
from tests.fakes import BagOfWords
from tests.service.steps.small import MODELS, build_of

FILES = {
    "kinship.txt": "Kinship carers receive training.\n",
    "foster.txt": "Foster carers join a hub.\n",
    "advocacy.txt": "Advocates visit each child.\n",
    "help.txt": "\n\n".join(f"{n}. Family help team {n} meets families." for n in range(1, 12)),
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("retrieval"), FILES)


def found(
    build: OpenBuild, question: str, limit: int = 5, documents: list[str] | None = None
) -> list[Candidate]:
    return retrieve(question, build, MODELS.embedder, limit=limit, documents=documents)


def test_reciprocal_ranks_are_added() -> None:
    fused = fuse([["a", "b"], ["b", "c"]])
    first, second = 1 / (RRF_CONSTANT + 1), 1 / (RRF_CONSTANT + 2)
    assert fused == pytest.approx({"a": first, "b": first + second, "c": second})


def test_what_both_find_comes_before_what_one_finds() -> None:
    fused = fuse([["a", "b"], ["c", "b"]])
    assert max(fused, key=lambda id_: fused[id_]) == "b"


def test_no_rankings_give_no_scores() -> None:
    assert fuse([]) == fuse([[], []]) == {}


def test_the_passage_that_shares_the_words_is_first(build: OpenBuild) -> None:
    best = found(build, "Which training do kinship carers receive?")[0]
    assert best.passage.document_id == "kinship"
    assert best.cosine > 0
    assert best.bm25 > 0


def test_passages_come_best_first_without_doubles(build: OpenBuild) -> None:
    candidates = found(build, "family help team 3", limit=20)
    scores = [candidate.fused for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    assert len({candidate.passage.id for candidate in candidates}) == len(candidates)


def test_there_are_never_more_than_the_limit(build: OpenBuild) -> None:
    assert [len(found(build, "family help", limit=n)) for n in (1, 3, 100)][:2] == [1, 3]


def test_the_same_question_gives_the_same_order(build: OpenBuild) -> None:
    once, again = (found(build, "family help", limit=20) for _ in range(2))
    assert once == again


class OfFamilyHelp(BagOfWords):
    """An embedder that hears nothing else in a question."""

    def embed_question(self, text: str) -> Vectors:
        return super().embed_question("family help team meets families")


def test_what_one_side_alone_puts_first_is_kept(build: OpenBuild) -> None:
    question = "Which advocates visit a child of a family help team?"
    assert build.words.search(question, 1)[0][0] in {
        passage.id for passage in build.texts.passages("advocacy")
    }
    candidates = retrieve(question, build, OfFamilyHelp(), limit=5, depth=12, sure=1)
    assert "advocacy" in {candidate.passage.document_id for candidate in candidates}
    assert [c.fused for c in candidates] == sorted((c.fused for c in candidates), reverse=True)


@pytest.mark.parametrize("question", ["family help", "kinship carers", "nothing alike"])
def test_a_limit_to_documents_holds_on_both_sides(build: OpenBuild, question: str) -> None:
    allowed = ["foster", "advocacy"]
    candidates = found(build, question, documents=allowed)
    assert {candidate.passage.document_id for candidate in candidates} <= set(allowed)
    assert candidates


def test_a_limit_to_no_documents_finds_nothing(build: OpenBuild) -> None:
    assert found(build, "family help", documents=[]) == []


@pytest.mark.parametrize("question", ["", "?!", "AND OR NOT", 'title:"x" -y (z', "*", "a~2^3"])
def test_no_question_is_read_as_a_query_language(build: OpenBuild, question: str) -> None:
    assert len(found(build, question)) <= 5
