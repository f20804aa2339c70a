"""Where the documents say what a set declares as evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from evals.questions import EvalQuestion
from evals.results import Span
from service.schemas import DocumentRef


def is_named(document: DocumentRef, names: Iterable[str]) -> bool:
    """Whether a set's `docs` or `pages` mean this document: by its id, file name or file stem."""
    file = PurePath(document.file)
    return not {document.id, document.file, file.name, file.stem}.isdisjoint(names)


def places(evidence: str, document: str, text: str) -> list[Span]:
    """Every place of a document that says the evidence; white space may be broken otherwise."""
    words = r"\s+".join(re.escape(word) for word in evidence.split())
    return [Span(document, match.start(), match.end()) for match in re.finditer(words, text)]


def locate(
    question: EvalQuestion, documents: Sequence[DocumentRef], text: Callable[[str], str]
) -> tuple[tuple[Span, ...], ...]:
    """For each piece of evidence its places in the documents that the question names, in all where
    it names none."""
    if not question.evidence:
        return ()
    named = [d.id for d in documents if not question.docs or is_named(d, question.docs)]
    return tuple(
        tuple(span for id_ in named for span in places(piece, id_, text(id_)))
        for piece in question.evidence
    )
