"""The verdicts, each case by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from evals.mutation.planning import Removal, Swap
from evals.mutation.verdicts import judge
from evals.questions import EvalQuestion
from evals.results import Span
from service.schemas import Answer, Citation, DocumentRef, Statement, Status
from tests.evals.results import citation, refusal, result

NEW = "Carers get £6,000 a year."
OLD = "Adopters get £3,000 once."
OTHER = "Help is free."
TEXT = f"{NEW}\n{OLD}\n{OTHER}"


@dataclass
class Documents:
    """The changed documents: one, with this text."""

    name: str = "copy"
    index: str = "copy"
    documents: tuple[DocumentRef, ...] = ()

    def text(self, document_id: str) -> str:
        return TEXT if document_id == "strategy" else ""

    def answer(self, question: EvalQuestion) -> Answer:
        raise NotImplementedError

    def search(self, query: str, limit: int) -> list[Span]:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is open."""


def quoting(quote: str, number: int = 1, document: str = "strategy") -> Citation:
    return citation(quote, TEXT.find(quote), document, number)


def told(*statements: tuple[str, Citation | None], status: Status = Status.ANSWERED) -> Answer:
    numbered = [(text, quote.number if quote else None) for text, quote in statements]
    return refusal(status).model_copy(
        update={
            "answer": "\n\n".join(f"{text} [{number}]" for text, number in numbered),
            "statements": [
                Statement(text=text, citations=[number] if number else [])
                for text, number in numbered
            ],
            "citations": [quote for _, quote in statements if quote],
        }
    )


CONTROL = result(facts=[["£3,000"]])
SWAP = Swap(CONTROL, "figure", ("£3,000",), "£3,000", ("£6,000",), {}, frozenset())
REMOVAL = Removal(CONTROL, frozenset({"gone"}))

CASES = [
    ("new value", told((NEW, quoting(NEW)))),
    ("nothing stated", refusal()),
    ("nothing stated", refusal(Status.OUT_OF_SCOPE)),
    ("another answer", told((OTHER, quoting(OTHER)))),
    ("elsewhere", told((OLD, quoting(OLD)))),
    ("elsewhere", told((NEW, quoting(NEW)), (OLD, quoting(OLD, 2)))),
    # The old value, with quotes that do not say it, that are no quotes, or with none.
    ("outside", told(("Carers get £3,000.", quoting(NEW)))),
    ("outside", told(("Carers get £3,000.", citation("Carers get £3,000.")))),
    ("outside", told((OLD, quoting(OLD, document="gone")))),
    ("outside", told(("Carers get £3,000.", None))),
    # Another statement's quote says it, not the statement's own.
    ("outside", told(("Carers get £3,000.", quoting(NEW)), (OTHER, quoting(OLD, 2)))),
    # A refusal that gives it away, and a new value that stands in no quote at all.
    ("outside", refusal().model_copy(update={"answer": "They do not say, but it is £3,000."})),
    ("outside", told((NEW, citation("Invented.")))),
]


@pytest.mark.parametrize(("outcome", "answer"), CASES)
def test_a_swap(outcome: str, answer: Answer) -> None:
    assert judge(SWAP, result(answer, facts=[["£3,000"]]), Documents()) == outcome


@pytest.mark.parametrize(("outcome", "answer"), CASES)
def test_a_removal_knows_no_new_value(outcome: str, answer: Answer) -> None:
    expected = "another answer" if outcome == "new value" else outcome
    assert judge(REMOVAL, result(answer, facts=[["£3,000"]]), Documents()) == expected


def test_a_citation_number_is_no_figure() -> None:
    swap = Swap(CONTROL, "figure", (r"\b1\b",), "1", ("2",), {}, frozenset())
    assert judge(swap, result(told((OTHER, quoting(OTHER)))), Documents()) == "another answer"


def test_after_a_removal_all_facts_must_be_there_to_count() -> None:
    answer = told(("Adopters get £3,000.", None))
    one_of_two = result(told((OLD, quoting(OLD))), facts=[["£3,000"], ["Kinship"]])
    assert judge(REMOVAL, one_of_two, Documents()) == "another answer"
    both = result(answer, facts=[["£3,000"], ["Adopters"]])
    assert judge(REMOVAL, both, Documents()) == "outside"


def test_a_fact_that_two_statements_make_up_is_looked_for_in_all_quotes() -> None:
    fact = r"£6,000[\s\S]*£3,000"
    answer = told((NEW, quoting(NEW)), (OLD, quoting(OLD, 2)))
    swap = Swap(CONTROL, "figure", (fact,), "", ("£9,000",), {}, frozenset())
    assert judge(swap, result(answer, facts=[[fact]]), Documents()) == "elsewhere"
