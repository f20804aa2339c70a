"""What a question takes for granted: that something happened, or that it was judged so.

"Why was the duty repealed?" can only be answered by documents that tell of an end of it. Texts
about the duty are as near to the question as can be, and none of them answers.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

# Questions that do not ask whether it happened.
_TAKES_FOR_GRANTED = re.compile(
    r"^\W*(?:(?:and|but|so|please|in short)\b[ ,]*)?"
    r"(?:why (?:is|are|was|were|did|has|have|had)(?:n[’']t)?|what (?:made|led|caused|did)|now that"
    r"|since|how come|which \w+ (?:took|bought))\b",
    re.IGNORECASE,
)
# "Did the bid succeed?" takes nothing for granted, yet a text about the bid does not answer it.
# "Was the duty repealed?" is answered by a text about the duty, so other events are left out.
_ASKS_WHETHER = re.compile(
    r"^\W*(?:(?:and|but|so)\b[ ,]*)?(?:did|has|have|had|was|were)\b", re.IGNORECASE
)
_GRADES = re.compile(
    r"\b(outstanding|inadequate|requir(?:es?|ed|ing) improvement)\b", re.IGNORECASE
)
_JUDGED = re.compile(
    r"\b(?:found|judge[ds]?|judge?ments?|rat(?:e|ed|ing)|grad(?:e|ed|ing)|call(?:ed)?|ofsted|inspect\w*)\b",
    re.IGNORECASE,
)


def lacks_premise(question: str, near: str, around: str) -> bool:
    """Whether the evidence does not tell of an event that the question takes for granted or asks
    about, or of the grade. `near` are the best units, `around` the passages that they stand in."""
    grades = _grades_in(question) if _JUDGED.search(question) else set()
    if grades and not grades & _grades_in(around):
        return True
    granted = _TAKES_FOR_GRANTED.search(question)
    if granted and any(
        event.search(question) and not event.search(near) for event in _words("events").values()
    ):
        return True
    if not (granted or _ASKS_WHETHER.search(question)):
        return False
    outcome = _words("outcome")
    return bool(outcome["asked"].search(question)) and not outcome["told"].search(near)


def _grades_in(text: str) -> set[str]:
    """The grades of inspections; "requires improvement" is one in whatever form."""
    return {grade.lower()[:6] for grade in _GRADES.findall(text)}


@cache
def _words(kind: str) -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(files("service").joinpath("premise.toml").read_text("utf-8"))
    return {name: re.compile("|".join(words), re.IGNORECASE) for name, words in data[kind].items()}
