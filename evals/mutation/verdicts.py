"""Whether an answer followed the changed documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

from evals.mutation.planning import Removal, Swap, contains
from evals.mutation.spots import Patterns, says
from evals.results import Result
from evals.targets import Target
from service.schemas import Citation

Outcome = Literal["new value", "nothing stated", "another answer", "elsewhere", "outside"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# `elsewhere`: the old value is quoted from another place of the changed documents. The answer does
# come from them, but the mutation has taught us nothing. `outside`: it stands in no quote.
FOLLOWED: frozenset[Outcome] = frozenset({"new value", "nothing stated", "another answer"})
_MARKER = re.compile(r"\[\d+\]")


def judge(mutation: Swap | Removal, result: Result, target: Target) -> Outcome:
    """`result` is what the changed documents, which `target` holds, were answered from."""
    answer = _Said(result, target)
    facts = [mutation.patterns] if isinstance(mutation, Swap) else result.question.facts
    if all(answer.holds(patterns) for patterns in facts):
        quoted = result.states and all(answer.quotes(patterns) for patterns in facts)
        return "elsewhere" if quoted else "outside"
    if not result.states:
        return "nothing stated"
    if not answer.quotable:
        return "outside"
    if isinstance(mutation, Swap) and any(contains(answer.text, words) for words in mutation.new):
        return "new value"
    return "another answer"


class _Said:
    """An answer, and those of its quotes that the changed documents do hold."""

    def __init__(self, result: Result, target: Target) -> None:
        self._answer = result.answer
        self.text = _MARKER.sub("", result.answer.answer)
        self.quotable = [c for c in result.answer.citations if _is_verbatim(c, target)]

    def holds(self, patterns: Patterns) -> bool:
        return says(patterns, self.text)

    def quotes(self, patterns: Patterns) -> bool:
        """Whether every statement that says this has a quote of its own that says it too."""
        stating = [s for s in self._answer.statements if says(patterns, s.text)]
        if not stating:
            return says(patterns, _joined(self.quotable))
        return all(
            says(patterns, _joined([c for c in self.quotable if c.number in statement.citations]))
            for statement in stating
        )


def _is_verbatim(citation: Citation, target: Target) -> bool:
    text = target.text(citation.document.id)
    return bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def _joined(citations: Sequence[Citation]) -> str:
    return "\n".join(citation.quote for citation in citations)
