"""Which words say what a question is about, and what acronyms stand for."""

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
ACRONYMS = """The Early Career Framework (ECF) lasts for two years. Social workers like the ECF.

A Regional Care Cooperative plans homes. Every Regional Care Cooperative has a board.

The Department for Education leads. A Special Guardianship Order (SGO) is made by a court.

In spring New Family Network Support Packages begin.

Some write of an Extra Care Fund. The Extra Care Fund and the Extra Care Fund are not the same.
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {"many.txt": f"{MANY}\n\n{PATHFINDER}\n", "acronyms.txt": ACRONYMS}
    return build_of(tmp_path_factory.mktemp("vocabulary"), files)


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


def test_a_defined_acronym_is_written_out(words: Vocabulary) -> None:
    assert words.expand("How long is an SGO?") == "How long is an Special Guardianship Order (SGO)?"


def test_an_acronym_is_implied_by_the_initials_of_a_name(words: Vocabulary) -> None:
    assert "Regional Care Cooperative (RCC)" in words.expand("What is an RCC?")


def test_an_acronym_is_found_within_a_longer_name(words: Vocabulary) -> None:
    assert words.expand("What is FNSP?") == "What is Family Network Support Packages (FNSP)?"


def test_small_words_do_not_count_as_initials(words: Vocabulary) -> None:
    assert "Department for Education (DE)" in words.expand("Who leads the DE?")


def test_a_definition_beats_a_name_that_only_fits_the_initials(words: Vocabulary) -> None:
    assert "Early Career Framework (ECF)" in words.expand("How long is the ECF?")


def test_the_plural_of_an_acronym_is_written_out(words: Vocabulary) -> None:
    assert "Regional Care Cooperative (RCC)" in words.expand("How many RCCs are there?")


@pytest.mark.parametrize(
    "question",
    [
        "What is the XYZ?",
        "What does I mean?",
        "Is the Early Career Framework (ECF) new?",
        "Is ecf written small?",
        "What is family help?",
    ],
)
def test_everything_else_is_left_as_it_is(words: Vocabulary, question: str) -> None:
    assert words.expand(question) == question
