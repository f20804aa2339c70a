"""Are the answer's statements supported by what they cite, and is every citation needed?

After ALCE (Gao, Yen, Yu and Chen 2023, "Enabling Large Language Models to Generate Text with
Citations", EMNLP 2023), section 3. For one answer:

- `citation_recall`: the share of its statements whose cited quotes together support them. A
  statement without citations is not supported.
- `citation_precision`: the share of its citations (a statement with one number) that count. One
  counts when its statement is supported by all its quotes together, unless it is irrelevant: it
  alone does not support the statement, and the others without it still do.

Both are means over answers. As in ALCE an answer without any citation has a precision of 0. A
refusal has neither; an answer to an unanswerable question is measured like any other.

Our adaptations: the statements are those that the answer itself declares, in place of sentences;
the quotes are the evidence, in place of whole passages; and `support.supports` decides, in place of
a language model. And where an answerable question declares evidence that the documents have, quotes
support only when one of them touches a place of it: an answer that quotes something else faithfully
has not shown that it answers. The other quotes may add what that one lacks, such as the header of a
table's row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.metrics.metric import Metric
from evals.metrics.support import supports
from evals.results import Result, span_of
from service.schemas import Citation


def recall(result: Result) -> float | None:
    """The share of supported statements; None for an answer that states nothing."""
    if not result.states:
        return None
    held = [_supported(result, s.text, s.citations) for s in result.answer.statements]
    return sum(held) / len(held) if held else 0.0


def precision(result: Result) -> float | None:
    """The share of citations that count; None for an answer that states nothing."""
    if not result.states:
        return None
    counts = [
        _counts(result, statement.text, set(statement.citations), number)
        for statement in result.answer.statements
        for number in sorted(set(statement.citations))
    ]
    return sum(counts) / len(counts) if counts else 0.0


def _counts(result: Result, text: str, numbers: set[int], number: int) -> bool:
    return _supported(result, text, numbers) and (
        _supported(result, text, {number}) or not _supported(result, text, numbers - {number})
    )


def _supported(result: Result, text: str, numbers: Iterable[int]) -> bool:
    cited = result.cited_by(list(numbers))
    return _touch_evidence(result, cited) and supports(text, [one.quote for one in cited])


def _touch_evidence(result: Result, cited: Sequence[Citation]) -> bool:
    places = [place for piece in result.evidence for place in piece]
    if not places or not result.question.answerable:
        return True
    return any(span_of(citation).touches(place) for citation in cited for place in places)


METRICS = (
    Metric(
        "citation_recall",
        "Statements supported",
        "share of an answer's statements that the quotes they cite support",
        recall,
    ),
    Metric(
        "citation_precision",
        "Citations needed",
        "share of an answer's citations that support their statement and are not beside the point",
        precision,
    ),
)
