"""Why an answer is right or wrong, in words.

What decides the verdict comes first and is the same as what the metric `right` looks at; what
follows does not, and says where to look.
"""

from __future__ import annotations

from collections.abc import Iterator

from evals.metrics import figures, right_document, right_page
from evals.metrics.right import longest
from evals.reports.patterns import any_of, readable
from evals.results import Result, Span, span_of

DOCUMENTS_DO = "though the documents answer it"
DOCUMENTS_DO_NOT = "the documents do not say"


def reasons(result: Result) -> list[str]:
    """One line each, without a full stop; never empty."""
    wrong = faults(result)
    remarks = [*_quoting(result), *_citing(result), *_finding(result, bool(wrong))]
    if wrong:
        return wrong + remarks
    return [_praise(result), *(f"but {remark}" for remark in remarks)]


def faults(result: Result) -> list[str]:
    """What makes the answer wrong; empty for one that is right or of which nobody can tell."""
    if result.question.answerable:
        return list(_answerable(result))
    return list(_unanswerable(result))


def _answerable(result: Result) -> Iterator[str]:
    question, text = result.question, result.answer.answer
    if not question.facts:
        return
    if not result.states:
        yield f"says nothing, {DOCUMENTS_DO}"
        return
    held = question.facts_in(text)
    for number, (group, is_held) in enumerate(zip(question.facts, held, strict=True), start=1):
        if not is_held:
            yield f"{_fact(number, len(held))} is missing: {any_of(group)}"
    yield from _forbidden(result)
    most = longest(result.question)
    if len(text) > most:
        yield f"has {len(text):,} characters, more than {most:,}"
    if not result.answer.citations:
        yield "cites nothing"


def _unanswerable(result: Result) -> Iterator[str]:
    if result.states:
        yield f"states something, though {DOCUMENTS_DO_NOT}"
        yield from _forbidden(result)


def _fact(number: int, of: int) -> str:
    return "the fact" if of == 1 else f"fact {number} of {of}"


def _forbidden(result: Result) -> Iterator[str]:
    for pattern in result.question.forbidden_in(result.answer.answer):
        yield f"says what it must not: “{readable(pattern)}”"


def _praise(result: Result) -> str:
    question = result.question
    if not question.answerable:
        return f"states nothing, and {DOCUMENTS_DO_NOT}"
    if not question.facts:
        return "the set does not say what a right answer holds"
    number = len(question.facts)
    held = {1: "the fact", 2: "both facts"}.get(number, f"all {number} facts")
    return f"holds {held} and cites {_count(len(result.answer.citations), 'quote')}"


def _quoting(result: Result) -> Iterator[str]:
    for label in result.misquoted:
        yield f"quote {label} is not verbatim"
    held, stated = figures.score(result) or (0, 0)
    if held < stated:
        missing = round(stated - held)
        stand = "stands" if missing == 1 else "stand"
        yield f"{missing} of the {stated:.0f} figures it states {stand} in no quote cited"


def _citing(result: Result) -> Iterator[str]:
    """What is declared about the place of the answer, held against what is cited."""
    if not result.states or not result.answer.citations:
        return
    if right_document.score(result) == 0:
        yield "cites none of the declared documents"
    elif right_page.score(result) == 0:
        yield "cites none of the declared pages"
    spans = [span_of(citation) for citation in result.answer.citations]
    known = [places for places in result.evidence if places]
    quoted = sum(_touched(places, spans) for places in known)
    if known and not quoted:
        yield "quotes none of the declared evidence"
    elif quoted < len(known):
        yield f"quotes {quoted} of {len(known)} declared pieces of evidence"


def _finding(result: Result, is_wrong: bool) -> Iterator[str]:
    """Whether the search is to blame, and whether the set is."""
    for number, places in enumerate(result.evidence, start=1):
        if not places:
            of = len(result.evidence)
            which = "the declared evidence" if of == 1 else f"declared evidence {number} of {of}"
            yield f"{which} is not in the documents"
    if not is_wrong or not result.retrieved or not any(result.evidence):
        return
    ranks = [
        rank
        for rank, passage in enumerate(result.retrieved, start=1)
        if any(_touched(places, [passage]) for places in result.evidence)
    ]
    if ranks:
        yield f"the search had evidence at rank {ranks[0]}"
    else:
        yield f"the search had no evidence in {_count(len(result.retrieved), 'passage')}"


def _touched(places: tuple[Span, ...], spans: list[Span]) -> bool:
    return any(place.touches(span) for place in places for span in spans)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
