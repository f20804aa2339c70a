"""What readers write is searched for personal data before anything is done with it, or kept.

Screened is all that is stored, or that what is stored is made of: not the answers of the history,
which are our own words and may quote an address out of a document.
"""

from __future__ import annotations

from service.privacy import find, mask
from service.problems import FieldError, ProblemError
from service.schemas import Feedback, Question
from service.state import ServiceState


def question(given: Question, state: ServiceState) -> Question:
    """The question without personal data. Raises `ProblemError` where that is not masked."""
    history = [
        turn.model_copy(
            update={"question": text(f"history.{place}.question", turn.question, state)}
        )
        for place, turn in enumerate(given.history)
    ]
    publishers = [text("filters.publishers", each, state) for each in given.filters.publishers]
    filters = given.filters.model_copy(update={"publishers": publishers})
    asked = text("question", given.question, state)
    changed = {"question": asked, "history": history, "filters": filters}
    return given.model_copy(update=changed)


def feedback(given: Feedback, state: ServiceState) -> Feedback:
    """The judgement without personal data. Raises `ProblemError` where that is not masked."""
    reasons = [text("reasons", each, state) for each in given.reasons]
    comment = text("comment", given.comment, state) if given.comment else given.comment
    return given.model_copy(update={"reasons": reasons, "comment": comment})


def text(field: str, given: str, state: ServiceState) -> str:
    """One field; the problem names it and what was found, never the words."""
    if state.settings.personal_data == "mask":
        return mask(given)
    kinds = list(dict.fromkeys(found.kind for found in find(given)))
    if not kinds:
        return given
    what = " and ".join([", ".join(kinds[:-1]), kinds[-1]] if kinds[1:] else kinds)
    raise ProblemError(
        "personal-data",
        f"This seems to contain {what}. Take it out and ask again: nothing of it was kept.",
        [FieldError(field=field, message=f"contains {what}")],
    )
