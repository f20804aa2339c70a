from __future__ import annotations

import pytest

from evals.metrics.right import verdict
from evals.reports.why import faults, reasons
from evals.results import Result, Span
from service.schemas import Answer, Locator, Statement
from tests.evals.results import STATED, answer, citation, refusal, result

PLACE = (Span("strategy", 0, len(STATED)),)
ELSEWHERE = (Span("strategy", 500, 600),)


def with_(made: Result, **changes: object) -> Result:
    return made.model_copy(update=changes)


def on_page(page: int) -> Answer:
    quote = citation().model_copy(update={"locator": Locator(page=page)})
    return answer().model_copy(update={"citations": [quote]})


def with_figure(text: str) -> Answer:
    statement = Statement(text=text, citations=[1])
    return answer().model_copy(update={"statements": [statement]})


CASES = [
    (result(), ["holds the fact and cites 1 quote"]),
    (
        result(facts=(("9",), ("million",))),
        ["holds both facts and cites 1 quote"],
    ),
    (
        result(facts=(("Kin",), ("9",), ("million",))),
        ["holds all 3 facts and cites 1 quote"],
    ),
    (result(facts=()), ["the set does not say what a right answer holds"]),
    (result(refusal()), ["says nothing, though the documents answer it"]),
    (result(facts=((r"\bten\b", "10"),)), ["the fact is missing: “ten” or “10”"]),
    (
        result(facts=(("£9",), (r"(7|seven)[\s-]+days?",), ("£9",))),
        ["fact 2 of 3 is missing: “(7/seven) day(s)”"],
    ),
    (result(must_not=("kinship",)), ["says what it must not: “kinship”"]),
    (
        result(answer(f"{STATED} {'x' * 800}")),
        ["has 839 characters, more than 700"],
    ),
    (result(answer(cited=False)), ["cites nothing"]),
    (
        result(refusal(), answerable=False, facts=()),
        ["states nothing, and the documents do not say"],
    ),
    (
        result(answerable=False, facts=(), must_not=("kinship",)),
        ["states something, though the documents do not say", "says what it must not: “kinship”"],
    ),
    (
        with_(result(), misquoted=("[1]",)),
        ["holds the fact and cites 1 quote", "but quote [1] is not verbatim"],
    ),
    (
        with_(result(refusal()), misquoted=("nearest 2",)),
        [
            "says nothing, though the documents answer it",
            "quote nearest 2 is not verbatim",
        ],
    ),
    (
        result(docs=("guidance",)),
        ["holds the fact and cites 1 quote", "but cites none of the declared documents"],
    ),
    (
        result(on_page(3), docs=("strategy",), pages={"strategy": (4, 5)}),
        ["holds the fact and cites 1 quote", "but cites none of the declared pages"],
    ),
    (result(on_page(4), pages={"strategy": (4,)}), ["holds the fact and cites 1 quote"]),
    (
        result(with_figure("They receive £10 million.")),
        [
            "holds the fact and cites 1 quote",
            "but 1 of the 1 figures it states stands in no quote cited",
        ],
    ),
    (with_(result(), evidence=(PLACE,)), ["holds the fact and cites 1 quote"]),
    (
        with_(result(), evidence=(ELSEWHERE,)),
        ["holds the fact and cites 1 quote", "but quotes none of the declared evidence"],
    ),
    (
        with_(result(), evidence=(PLACE, ELSEWHERE)),
        ["holds the fact and cites 1 quote", "but quotes 1 of 2 declared pieces of evidence"],
    ),
    (
        with_(result(), evidence=(PLACE, ())),
        [
            "holds the fact and cites 1 quote",
            "but declared evidence 2 of 2 is not in the documents",
        ],
    ),
    (
        with_(result(refusal()), evidence=((),)),
        [
            "says nothing, though the documents answer it",
            "the declared evidence is not in the documents",
        ],
    ),
    (
        with_(result(refusal()), evidence=(PLACE,), retrieved=(*ELSEWHERE, *PLACE)),
        ["says nothing, though the documents answer it", "the search had evidence at rank 2"],
    ),
    (
        with_(result(refusal()), evidence=(PLACE,), retrieved=ELSEWHERE),
        [
            "says nothing, though the documents answer it",
            "the search had no evidence in 1 passage",
        ],
    ),
]


@pytest.mark.parametrize(("made", "expected"), CASES)
def test_the_reasons_of_an_answer(made: Result, expected: list[str]) -> None:
    assert reasons(made) == expected


@pytest.mark.parametrize("made", [made for made, _ in CASES])
def test_an_answer_has_faults_exactly_when_it_is_wrong(made: Result) -> None:
    assert bool(faults(made)) == (verdict(made) is False)
