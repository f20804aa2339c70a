"""Puts questions to a target and gathers what the metrics need to judge the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import Protocol, runtime_checkable

from evals.evidence import locate
from evals.journal import Journal
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Result
from evals.targets import Target
from ingest.errors import FixSettings, TryLater
from service.schemas import Answer, Filters

RETRIEVED = 10


@runtime_checkable
class Waits(Protocol):
    """A target that may be waiting to ask again."""

    def stop(self) -> None:
        """Wait for nothing more: what is on its way may arrive, nothing is asked again."""
        ...


def ask_all(
    target: Target,
    sets: Sequence[QuestionSet],
    journal: Journal,
    workers: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Ask what the journal has no answer to; the results of all, in the order of the sets.

    `workers` questions are asked at once: one after the other is what times are measured by.
    `progress` is told the id of each question that is done. The first error ends the run, as
    Ctrl-C does: what is being asked then is still kept, nothing else is asked, and the message
    says how to go on.
    """
    asked = [(questions.name, question) for questions in sets for question in questions.questions]
    missing = [one for one in asked if journal.find(*one) is None]
    try:
        _ask_each(target, missing, journal, workers, progress)
    except TryLater as error:
        raise TryLater(f"{error}{_how_to_go_on(journal, sets)}") from error
    except FixSettings as error:
        raise FixSettings(f"{error}{_how_to_go_on(journal, sets)}") from error
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped{_how_to_go_on(journal, sets)}") from None
    return [result for one in asked if (result := journal.find(*one))]


def ask(target: Target, set_name: str, question: EvalQuestion) -> Result:
    """One question with its answer, its passages and its evidence."""
    answer = target.answer(question)
    evidence = locate(question, target.documents, target.text)
    searchable = bool(evidence) and question.filters == Filters() and question.as_of is None
    query = answer.interpreted_question or question.question
    return Result(
        set=set_name,
        question=question,
        answer=answer,
        retrieved=tuple(target.search(query, RETRIEVED)) if searchable else (),
        evidence=evidence,
        misquoted=misquoted(answer, target),
    )


def misquoted(answer: Answer, target: Target) -> tuple[str, ...]:
    """The quotes that are not the document's text at their offsets; must be empty."""
    quotes = [(f"[{citation.number}]", citation) for citation in answer.citations]
    quotes += [(f"nearest {citation.number}", citation) for citation in answer.nearest]
    return tuple(
        label
        for label, quote in quotes
        if target.text(quote.document.id)[quote.start : quote.end] != quote.quote
    )


def _ask_each(
    target: Target,
    questions: Sequence[tuple[str, EvalQuestion]],
    journal: Journal,
    workers: int,
    progress: Callable[[str], None],
) -> None:
    """No more are handed to the threads than they can ask, so none is begun after an error.

    Results are kept by the threads: Ctrl-C, which only the main thread gets, cannot come between
    an answer and its line in the journal.
    """

    def keep(set_name: str, question: EvalQuestion) -> str:
        journal.append(ask(target, set_name, question))
        return question.id

    waiting = iter(questions)
    with ThreadPoolExecutor(workers, thread_name_prefix="question") as pool:
        try:
            asked = {pool.submit(keep, *one) for one in islice(waiting, workers)}
            while asked:
                done, asked = wait(asked, return_when=FIRST_COMPLETED)
                for one in done:
                    progress(one.result())
                asked |= {pool.submit(keep, *one) for one in islice(waiting, len(done))}
        except BaseException:
            if isinstance(target, Waits):
                target.stop()
            raise  # when those that are being asked have ended


def _how_to_go_on(journal: Journal, sets: Sequence[QuestionSet]) -> str:
    kept, all_ = journal.kept(sets), sum(len(questions.questions) for questions in sets)
    if not kept:
        return ""
    return f"; {kept} of {all_} answers are kept: run the same command with --resume"
