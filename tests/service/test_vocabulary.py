"""Which words say what a question is about."""

from __future__ import annotations

import math

import pytest

from service.opened import OpenBuild
from service.vocabulary import Vocabulary
from tests.service.steps.small import build_of

MANY = "\n\n".join(
    f"{n}. Children in area {n} are helped by their council and its partners." for n in range(1, 9)
)
PATHFINDER = "9. Pathfinder areas try out the reform first."


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    text = f"{MANY}\n\n{PATHFINDER}\n"
    return build_of(tmp_path_factory.mktemp("vocabulary"), {"many.txt": text})


@pytest.fixture(scope="module")
def words(build: OpenBuild) -> Vocabulary:
    return build.vocabulary


def test_stems_leave_out_words_that_only_ask(words: Vocabulary) -> None:
    assert words.stems("What do you know about pathfinders?") == words.stems("a pathfinder")
    assert words.stems("How much, when, why, and what is being said, please?") == set()


def test_a_rare_word_weighs_more_than_a_common_one(words: Vocabulary) -> None:
    common, rare, absent = (words.rarity(*words.stems(w)) for w in ("children", "reform", "zebra"))
    assert common < rare < absent


def test_rarity_is_the_logarithm_of_the_inverse_passage_frequency(
    words: Vocabulary, build: OpenBuild
) -> None:
    passages = build.words.count()
    assert words.rarity("zebra") == pytest.approx(math.log((passages + 1) / 0.5))
    assert words.rarity("pathfind") == pytest.approx(math.log((passages + 1) / 1.5))


def test_coverage_runs_from_nothing_to_everything(words: Vocabulary) -> None:
    assert words.coverage("pathfinder children", "zebras") == 0
    assert words.coverage("pathfinder children", "Children of a pathfinder") == pytest.approx(1)


def test_coverage_counts_the_rare_word_for_more(words: Vocabulary) -> None:
    rare = words.coverage("children in pathfinders", "The pathfinder.")
    common = words.coverage("children in pathfinders", "The children.")
    assert rare > common > 0
    assert rare + common == pytest.approx(1)


def test_coverage_of_a_question_that_only_asks_is_nothing(words: Vocabulary) -> None:
    assert words.coverage("What about it?", "anything") == 0
