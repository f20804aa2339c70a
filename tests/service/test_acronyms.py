"""What acronyms stand for: by definition, by name, and by the words of what is found."""

from __future__ import annotations

import pytest

from ingest.lexicon import counted
from service.acronyms import Acronyms, meant_by, without, written_out

TEXTS = [
    """The Early Career Framework (ECF) lasts for two years. Social workers like the ECF.
    A Special Guardianship Order (SGO) is made by a court. A plan (SEND) is what we send.""",
    """A Regional Care Cooperative plans homes. The MP spoke of Many Places. Many Places agreed.
    In spring New Family Network Support Packages begin. The Department for Education leads.""",
    "Some write of an Extra Care Fund. The Extra Care Fund and the Extra Care Fund are different.",
]
REQUESTS = [
    "The council answers a subject access request within a month.",
    "Subject access requests are free.",
    "The social worker, aunt and reviewer met.",
]


@pytest.fixture(scope="module")
def acronyms() -> Acronyms:
    return Acronyms(counted(TEXTS))


@pytest.mark.parametrize(
    ("question", "expanded"),
    [
        ("How long is an SGO?", "How long is an Special Guardianship Order (SGO)?"),
        ("How many SGOs are made?", "How many Special Guardianship Order (SGO) are made?"),
        ("how long is the ecf", "how long is the Early Career Framework (ECF)"),
        ("ECF: is the ECF new?", "Early Career Framework (ECF): is the ECF new?"),
    ],
)
def test_a_defined_acronym_is_written_out(acronyms: Acronyms, question: str, expanded: str) -> None:
    assert acronyms.expand(question) == expanded


@pytest.mark.parametrize(
    "question",
    [
        "What is the XYZ?",
        "What does I mean?",
        "Is the Early Career Framework (ECF) new?",
        "What do we send?",
        "What is family help?",
        "What is an RCC?",
    ],
)
def test_everything_else_is_left_as_it_is(acronyms: Acronyms, question: str) -> None:
    assert acronyms.expand(question) == question


def test_a_word_of_the_documents_is_no_acronym_in_small_letters(acronyms: Acronyms) -> None:
    texts = ["Help for Special Educational Needs and Disability (SEND).", "We send it."]
    send = Acronyms(counted(texts))
    assert send.expand("Who will send it?") == "Who will send it?"
    assert "Disability (SEND)" in send.expand("Who leads on SEND?")


def test_what_is_not_written_out_is_unknown(acronyms: Acronyms) -> None:
    assert acronyms.unknown("Is an SGO (SGO) a CLA or an RCC?") == ["CLA", "RCC"]


def test_an_acronym_is_implied_by_the_initials_of_a_name(acronyms: Acronyms) -> None:
    assert acronyms.named("RCC") == "Regional Care Cooperative"
    assert acronyms.named("DE") == "Department for Education", "small words do not count"
    assert acronyms.named("FNSP") == "Family Network Support Packages", "within a longer name"


def test_no_name_explains_an_acronym_that_the_documents_use_without_it(acronyms: Acronyms) -> None:
    assert acronyms.named("MP") is None


def test_the_words_of_what_was_found_tell_what_is_meant() -> None:
    assert meant_by("SAR", REQUESTS) == "subject access request"


def test_few_letters_need_more_than_one_passage() -> None:
    assert meant_by("SAR", REQUESTS[:1]) is None
    assert meant_by("DPIA", ["A data protection impact assessment."])


def test_phrases_that_fit_alike_explain_nothing() -> None:
    assert meant_by("SAR", [*REQUESTS, "Staff are rested.", "So staff are rested."]) is None


def test_small_words_between_need_not_count() -> None:
    passages = ["A registration of interest form."] * 2
    assert meant_by("ROI", passages) == "registration of interest"
    assert meant_by("RI", passages) == "registration of interest"
    assert meant_by("RO", passages) is None, "a phrase does not end with a small word"


def test_an_acronym_is_written_out_once_and_taken_away_everywhere() -> None:
    question = "How many RCCs are there, and who runs an RCC?"
    assert written_out(question, "RCC", "care co-op") == (
        "How many care co-op (RCC) are there, and who runs an RCC?"
    )
    assert without(question, "RCC") == "How many  are there, and who runs an ?"


def test_a_line_of_dashes_before_an_acronym_costs_no_time() -> None:
    dashes = "-" * 250
    found = Acronyms(counted([f"Signed {dashes} 3\nThe Early Career Framework (ECF) begins."]))
    assert found.expand("What is the ECF?") == "What is the Early Career Framework (ECF)?"


def test_an_acronym_with_an_and_sign_stands_for_words_joined_by_and() -> None:
    assert Acronyms.unknown("Are B&Bs allowed?") == ["B&B"]
    assert meant_by("B&B", ["A bed and breakfast in the town."] * 2) == "bed and breakfast"
    assert written_out("Are B&Bs allowed?", "B&B", "bed and breakfast") == (
        "Are bed and breakfast (B&B) allowed?"
    )


def test_what_everybody_knows_is_written_out() -> None:
    assert Acronyms(counted(["A stay in an inn."])).named("B&B") == "bed and breakfast"
