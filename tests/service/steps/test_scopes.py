"""Questions that name reports, from end to end: each is answered from what it names and no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.fitted import Fitted
from service.opened import OpenBuild
from service.schemas import Answer, Filters, Question, Status, Turn
from service.steps import decide, signals
from service.steps.find import find
from service.steps.followup import resolve_followup
from service.steps.guard import guard
from tests.service.steps.reports import GENERAL, REPORTS, front, hubs, leaders, library
from tests.service.steps.small import ALWAYS, NEVER, SmallEngine, build_of

ENGINE = SmallEngine()
PLANNING = "How are leaders planning placements for children"
# Refuses what does not have every word of the question.
ALL_WORDS = Fitted(threshold=0.5, intercept=0.0, signals={"offered_relevance": (8.0, 1.0, 9.0)})


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return library(tmp_path_factory.mktemp("scopes"))


@pytest.fixture(autouse=True)
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)


def documents(told: Answer) -> list[str]:
    """What is cited, by the statements in turn."""
    by_number = {citation.number: citation.document.id for citation in told.citations}
    cited = [by_number[number] for said in told.statements for number in said.citations]
    return list(dict.fromkeys(cited))


def ask(build: OpenBuild, question: str, **more: object) -> Answer:
    return ENGINE.answer(Question.model_validate({"question": question, **more}), build)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_question_on_one_year_is_answered_from_its_report_alone(
    build: OpenBuild, name: str
) -> None:
    place, year = name.title().split("-")
    told = ask(build, f"{PLANNING} in {place} in {year}?")
    assert told.statements[0].text == leaders(name)
    assert documents(told) == [name]


def test_nothing_of_another_year_is_shown_where_a_year_is_refused(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: NEVER)
    told = ask(build, f"{PLANNING} in Swindon in 2019?")
    assert told.status is Status.NOT_IN_DOCUMENTS
    assert {citation.document.id for citation in told.nearest} == {"swindon-2019"}


@pytest.mark.parametrize(
    "pair", [("rutland-2022", "swindon-2019"), ("swindon-2019", "rutland-2022")]
)
def test_a_comparison_quotes_the_best_of_both_in_the_order_of_the_question(
    build: OpenBuild, pair: tuple[str, str]
) -> None:
    one, other = (name.title().replace("-", " in ") for name in pair)
    told = ask(build, f"{PLANNING} in {one} and in {other}?")
    assert told.status is Status.ANSWERED
    assert [said.text for said in told.statements[:2]] == [leaders(name) for name in pair]
    assert documents(told) == list(pair)


def test_two_years_of_one_place_are_compared_in_the_order_of_the_question(build: OpenBuild) -> None:
    told = ask(build, "How many family hubs did Swindon have in 2023 and in 2019?")
    assert [said.text for said in told.statements[:2]] == [
        hubs("swindon-2023"),
        hubs("swindon-2019"),
    ]


def test_neither_of_what_is_compared_is_cited_for_the_other(build: OpenBuild) -> None:
    told = ask(build, f"{PLANNING} in Rutland in 2022 and in Swindon in 2019?")
    by_number = {citation.number: citation for citation in told.citations}
    for said in told.statements:
        assert [by_number[number].quote for number in said.citations] == [said.text]


def test_a_report_is_not_cited_for_what_another_says_in_like_words(build: OpenBuild) -> None:
    told = ask(build, f"{PLANNING} that is bold?")
    assert told.statements[0].text == leaders("rutland-2022")
    assert [told.citations[n - 1].quote for n in told.statements[0].citations] == [
        leaders("rutland-2022")
    ]


def test_an_answer_for_one_of_two_is_partial(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answers", lambda context, scope=0: scope == 1)
    told = ask(build, f"{PLANNING} in Rutland in 2022 and in Swindon in 2019?")
    assert told.status is Status.PARTIAL
    assert documents(told) == ["swindon-2019"]
    assert told.missing == ["Rutland 2022"]
    assert told.answer.endswith("These documents do not say this about Rutland 2022.")


def test_an_answer_for_neither_of_two_is_none(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: NEVER)
    told = ask(build, f"{PLANNING} in Rutland in 2022 and in Swindon in 2019?")
    assert told.status is Status.NOT_IN_DOCUMENTS
    assert {citation.document.id for citation in told.nearest} == {"rutland-2022", "swindon-2019"}


def test_each_of_two_is_decided_by_its_own_evidence(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "answerability", lambda: ALL_WORDS)
    told = ask(build, "Rutland 2022, Swindon 2019: bold leaders?")
    assert (told.status, documents(told)) == (Status.PARTIAL, ["rutland-2022"])


@pytest.mark.parametrize(("place", "newest"), [("Swindon", "2023"), ("Rutland", "2022")])
def test_the_latest_is_answered_from_the_newest(build: OpenBuild, place: str, newest: str) -> None:
    told = ask(build, f"{PLANNING} at the latest inspection of {place}?")
    assert documents(told) == [f"{place.lower()}-{newest}"]


def test_the_latest_as_of_an_earlier_day_is_the_latest_of_that_day(build: OpenBuild) -> None:
    question = f"{PLANNING} at the latest inspection of Swindon?"
    assert documents(ask(build, question, as_of=date(2021, 1, 1))) == ["swindon-2019"]


def test_a_place_that_no_document_is_about_limits_nothing(build: OpenBuild) -> None:
    assert documents(ask(build, "Who agrees the placement budget in Kent in 2019?")) == [GENERAL]


def test_guidance_of_no_place_answers_for_a_place(build: OpenBuild) -> None:
    assert documents(ask(build, "Who agrees the placement budget in Swindon?")) == [GENERAL]


def test_reports_of_another_place_do_not_answer_for_a_place(build: OpenBuild) -> None:
    cited = set(documents(ask(build, "Are leaders steady in their planning in Swindon?")))
    assert cited
    assert not {name for name in cited if name.startswith("rutland")}


def test_a_filter_holds_within_what_the_question_names(build: OpenBuild) -> None:
    only = Filters(documents=["swindon-2019"])
    told = ask(build, "How many family hubs did Rutland have in 2022?", filters=only)
    assert (told.status, told.nearest) == (Status.NOT_IN_DOCUMENTS, [])


def test_what_is_compared_and_filtered_out_makes_the_answer_partial(build: OpenBuild) -> None:
    question = "How many family hubs did Swindon have in 2019 and in 2023?"
    told = ask(build, question, as_of=date(2021, 1, 1))
    assert told.status is Status.PARTIAL
    assert told.statements[0].text == hubs("swindon-2019")
    assert documents(told) == ["swindon-2019"]


@pytest.mark.parametrize("scope", [0, 1])
def test_the_signals_of_what_is_compared_are_of_its_own_evidence(
    build: OpenBuild, scope: int
) -> None:
    question = Question(question="How many family hubs in Rutland in 2022 and Swindon in 2019?")
    context = ENGINE.start(question, build)
    for step in (guard, resolve_followup, find):
        step(context)
    values = signals.signals(context, scope)
    assert values["comparison"] == 1
    assert values["missing_names"] == 0
    assert values["offered_relevance"] == max(
        item.relevance for item in context.evidence if item.scope == scope
    )


def test_which_report_is_told_by_its_front_with_a_citation(build: OpenBuild) -> None:
    told = ask(build, "Which inspection found leaders bold in their planning?")
    which, what = told.statements[:2]
    assert which.text == front("rutland-2022")
    assert [told.citations[n - 1].quote for n in which.citations] == [which.text]
    assert what.text == leaders("rutland-2022")


def test_the_front_is_not_told_where_a_report_is_named(build: OpenBuild) -> None:
    told = ask(build, "What did the report on Swindon in 2023 say of placements?")
    assert all("Inspection dates" not in said.text for said in told.statements)


@pytest.mark.parametrize("kind", ["inspection", "strategy"])
def test_only_the_front_of_a_report_of_a_series_is_told(tmp_path: Path, kind: str) -> None:
    entry = f'[[document]]\nfile = "a.md"\nkind = "{kind}"\ntitle = "Swindon 2021"\n'
    text = "# Swindon\n\nJune 2021\n\n## Hubs\n\nPanels agree the placement budget.\n"
    told = ask(
        build_of(tmp_path, {"a.md": text}, entry),
        "Which council has panels on the placement budget?",
    )
    fronts = [said.text for said in told.statements if "2021" in said.text]
    assert fronts == (["Swindon\nJune 2021"] if kind == "inspection" else [])


def test_a_follow_up_on_another_place_is_answered_from_its_report(build: OpenBuild) -> None:
    history = [Turn(question="How many family hubs did Swindon have in 2019?")]
    told = ask(build, "And Rutland in 2022?", history=history)
    assert told.statements[0].text == hubs("rutland-2022")
    assert documents(told) == ["rutland-2022"]


def test_a_follow_up_on_years_later_is_answered_from_the_report_of_that_year(
    build: OpenBuild,
) -> None:
    history = [Turn(question="How many family hubs did Swindon have in 2019?")]
    told = ask(build, "And four years later?", history=history)
    assert told.statements[0].text == hubs("swindon-2023")
    assert documents(told) == ["swindon-2023"]
