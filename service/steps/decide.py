"""Step 4: decide whether what was found answers the question at all.

A passage about the right topic is not an answer: the asked sum, date, person or reason must be
there. The signals of `service.steps.signals` are weighed by a logistic regression whose weights are
data (`answerability.toml`), fitted by `python -m evals.calibrate`; the curve is in BENCHMARKS.md.
"""

from __future__ import annotations

from service.context import Context
from service.fitted import Fitted, fitted
from service.schemas import Status
from service.steps.followup import leans_on_history
from service.steps.signals import signals, similarity


def answerability() -> Fitted:
    """The fitted weights; from `threshold` on a question is answered."""
    return fitted("service.steps", "answerability.toml")


def decide(context: Context) -> None:
    """Sets `out_of_scope` or `not_in_documents` where the evidence does not answer.

    Each thing that a question compares is decided by itself, and what is not answered is dropped
    from the evidence; `partial` where that leaves some of them. Where nothing is answered, the
    evidence stays: what comes nearest is shown.
    """
    if not context.evidence or off_topic(context):
        context.status = Status.OUT_OF_SCOPE
        return
    asked = {item.scope for item in context.evidence}
    answered = {scope for scope in asked if answers(context, scope)}
    if not answered:
        context.status = Status.NOT_IN_DOCUMENTS
        return
    context.evidence = [item for item in context.evidence if item.scope in answered]
    context.unanswered = sorted(set(range(len(context.scopes))) - answered)


def answers(context: Context, scope: int = 0) -> bool:
    """Whether what was found for one scope is likely enough to answer."""
    best = max(item.relevance for item in context.evidence if item.scope == scope)
    if best < LEAST_TO_ANSWER and not context.comparing:
        return False
    return answerability().probability(signals(context, scope)) >= answerability().threshold


def off_topic(context: Context) -> bool:
    """Nothing found is even about the question: neither by its words nor by its meaning."""
    best = max(ranked.relevance for ranked in context.passages)
    best = max(best, *(item.relevance for item in context.evidence))
    nearest = similarity(context)
    if context.by_itself and not leans_on_history(context):
        # With the last topic beside it any question looks as if it were about that.
        best = max(ranked.relevance for ranked in context.by_itself)
        nearest = max(ranked.candidate.cosine for ranked in context.by_itself)
    return best < FOREIGN_RELEVANCE and nearest < FOREIGN_SIMILARITY


# Of 5 answerable questions whose best unit had a logit below this, none was answered right. What is
# asked of each of two things compared is cut out of a question, and scores lower.
LEAST_TO_ANSWER = -5.0
FOREIGN_RELEVANCE = -9.0
FOREIGN_SIMILARITY = 0.6
