"""Which documents a question names, by place, date and form, and what is asked of each."""

from __future__ import annotations

from datetime import date

import pytest

from service.scope import About, about_one, scopes_of

GENERAL = "national-guidance"


def report(place: str, published: date, *, title: str = "Inspection report") -> About:
    when = f"{published:%B %Y}".lower()
    return About(
        places=frozenset([place]),
        dates=frozenset([when, when[-4:]]),
        mentioned=frozenset(),
        published=published,
        forms=frozenset(["inspection", "pdf"]),
        words=frozenset(f"{place} {title}".lower().split()),
    )


def named(title: str, kind: str, suffix: str = "pdf") -> About:
    nothing = frozenset[str]()
    words = frozenset(title.lower().split())
    return About(nothing, nothing, nothing, None, frozenset([kind, suffix]), words)


LIBRARY = {
    "swindon-2019": report("swindon", date(2019, 7, 1)),
    "swindon-2023": report("swindon", date(2023, 5, 1)),
    "rutland-2019": report("rutland", date(2019, 3, 1)),
    "rutland-2022": report("rutland", date(2022, 9, 1)),
    GENERAL: named("National guidance", "guidance"),
}


def named_by(question: str, library: dict[str, About] = LIBRARY) -> list[set[str]]:
    return [set(scope.documents) for scope in scopes_of(question, library)]


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("How was Swindon judged in 2019?", [{"swindon-2019"}]),
        ("How was Swindon judged in July 2019?", [{"swindon-2019"}]),
        ("What does the 2022 report on Rutland say?", [{"rutland-2022"}]),
        ("What did the inspection of 2019 find?", [{"swindon-2019", "rutland-2019"}]),
        ("What does the May 2023 report say?", [{"swindon-2023"}]),
        (
            "How was Swindon judged in 2019 and in 2023?",
            [{"swindon-2019"}, {"swindon-2023"}],
        ),
        (
            "How was Swindon judged in 2023 and in 2019?",
            [{"swindon-2023"}, {"swindon-2019"}],
        ),
        (
            "Rutland in 2022 against Swindon in 2019: who did better?",
            [{"rutland-2022"}, {"swindon-2019"}],
        ),
        (
            "How were Rutland and Swindon judged in 2019?",
            [{"rutland-2019"}, {"swindon-2019"}],
        ),
    ],
)
def test_a_place_with_a_date_names_its_report_in_the_order_of_the_question(
    question: str, documents: list[set[str]]
) -> None:
    assert named_by(question) == documents
    assert all(scope.exact for scope in scopes_of(question, LIBRARY))


@pytest.mark.parametrize(
    "question",
    [
        "Who helps care leavers?",
        "How many children were in care in 2019?",
        "What is new since the inspection?",
        "What does the guidance say?",
        "",
    ],
)
def test_a_question_that_names_nothing_has_no_scope(question: str) -> None:
    assert scopes_of(question, LIBRARY) == []


@pytest.mark.parametrize("question", ["How did Kent do?", "How was Kent judged in 2019?"])
def test_a_place_that_no_document_is_about_limits_nothing(question: str) -> None:
    assert scopes_of(question, LIBRARY) == []


def test_a_place_alone_keeps_its_own_documents_and_those_of_no_place() -> None:
    (scope,) = scopes_of("Who leads in Swindon?", LIBRARY)
    assert scope.documents == {"swindon-2019", "swindon-2023", GENERAL}
    assert not scope.exact


def test_a_date_that_no_report_of_the_place_has_is_left_aside() -> None:
    assert named_by("How was Swindon judged in 2016?") == named_by("How was Swindon judged?")


def test_what_is_since_a_date_is_not_of_that_date() -> None:
    (scope,) = scopes_of("What has Swindon done since July 2019?", LIBRARY)
    assert scope.documents >= {"swindon-2019", "swindon-2023"}


@pytest.mark.parametrize("word", ["latest", "newest", "most recent", "last"])
def test_the_latest_is_the_newest_report_of_the_place(word: str) -> None:
    assert named_by(f"What did the {word} Ofsted inspection of Swindon find?") == [{"swindon-2023"}]


def test_the_latest_of_two_places_is_the_newest_of_each() -> None:
    question = "How do the latest reports on Rutland and Swindon compare?"
    assert named_by(question) == [{"rutland-2022"}, {"swindon-2023"}]


def test_the_latest_is_of_a_place_or_of_nothing() -> None:
    assert scopes_of("What did the latest inspection find?", LIBRARY) == []


def test_the_latest_is_the_newest_of_those_that_are_allowed() -> None:
    question = "What did the latest inspection of Swindon find?"
    (scope,) = scopes_of(question, LIBRARY, ["swindon-2019", "rutland-2022", GENERAL])
    assert scope.documents == {"swindon-2019"}


def test_what_is_no_report_is_never_the_latest() -> None:
    newer = named("Swindon plan", "strategy")
    plan = About(
        frozenset(["swindon"]), frozenset(), frozenset(), date(2025, 1, 1), newer.forms, newer.words
    )
    library = {**LIBRARY, "swindon-plan": plan}
    assert named_by("What did the latest inspection of Swindon find?", library) == [
        {"swindon-2023"}
    ]


def test_a_date_at_the_head_of_a_report_counts_where_no_title_has_it() -> None:
    later = About(
        places=frozenset(["swindon"]),
        dates=frozenset(["2020"]),
        mentioned=frozenset(["november 2018", "2018"]),
        published=date(2020, 1, 1),
        forms=frozenset(["inspection", "pdf"]),
        words=frozenset(["swindon"]),
    )
    library = {**LIBRARY, "swindon-2020": later}
    assert named_by("How was Swindon judged in 2018?", library) == [{"swindon-2020"}]


def test_two_names_of_the_same_documents_are_one_thing() -> None:
    assert named_by("How was Swindon judged in July 2019, and in 2019 at all?") == [
        {"swindon-2019"}
    ]


FORMS = {
    "deck": named("Kinship briefing day", "guidance", "pptx"),
    "north": named("Northern briefing", "briefing"),
    "south": named("Southern briefing", "briefing"),
    "committee": named("Paper to the board", "council_report"),
}


def test_two_documents_called_by_their_form_are_compared() -> None:
    question = "How do the slides and the committee report differ?"
    assert named_by(question, FORMS) == [{"deck"}, {"committee"}]


def test_a_form_that_several_have_needs_a_word_of_the_title() -> None:
    question = "How do the Southern briefing and the Northern briefing differ?"
    assert named_by(question, FORMS) == [{"south"}, {"north"}]
    assert named_by("How do one briefing and the slides differ?", FORMS) == []


def test_one_document_called_by_its_form_limits_nothing() -> None:
    assert scopes_of("What do the slides say?", FORMS) == []


def test_forms_tell_documents_apart_where_a_place_alone_does_not() -> None:
    question = "In Swindon, how do the slides and the committee report differ?"
    library = {**FORMS, "swindon-2019": LIBRARY["swindon-2019"], "other": LIBRARY["rutland-2019"]}
    assert named_by(question, library) == [{"deck"}, {"committee"}]


def asked_of_each(question: str, library: dict[str, About] = LIBRARY) -> list[str]:
    scopes = scopes_of(question, library)
    return [about_one(question, scopes, number) for number in range(len(scopes))]


def test_each_is_asked_about_without_the_names_of_the_others() -> None:
    first, second = asked_of_each("How were Swindon and Rutland judged?")
    assert first == "How were Swindon judged?"
    assert "Rutland" in second
    assert "Swindon" not in second


def test_the_possessive_of_another_goes_with_its_name() -> None:
    for question in asked_of_each("Is Swindon's plan older than Rutland's plan?"):
        assert ("Swindon's" in question) != ("Rutland's" in question)


def test_a_date_of_another_is_left_out_and_the_own_kept() -> None:
    first, second = asked_of_each("How was Swindon judged in 2019 and 2023?")
    assert first == "How was Swindon judged in 2019?"
    assert "2023" in second
    assert "2019" not in second
    assert "Swindon" in second


def test_a_form_is_never_taken_out_of_the_question() -> None:
    question = "How do the slides and the committee report differ?"
    assert asked_of_each(question, FORMS) == [question, question]
