"""The two things that a question compares in words: "A next to B", "how does A differ from B".

Two reports or places are told apart by what they are about (`service.scope`). These are told apart
by the words alone, so each is asked for by itself, in all documents that may be searched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from service.scope import About, Scope, scopes_of
from service.wants import Want, wanted

_BE_OR_DO = r"(?:is|are|was|were|does|do|did|has|have|had|will|would|can|could|should)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # How does A compare with B, how is A different from B
        rf"\bhow {_BE_OR_DO} (?P<a>.+?) (?:compare|differ|(?:any )?different)s? "
        r"(?:with|to|from|against|than) (?P<b>.+)",
        # How do A and B differ
        rf"\bhow {_BE_OR_DO} (?P<a>.+?),? (?:and|or) (?P<b>.+?) (?:compare|differ)\b",
        # What is the difference between A and B
        r"\bdifferences? between (?P<a>.+?) and (?P<b>.+)",
        r"\bcompare (?P<a>.+?) (?:with|to|and|against) (?P<b>.+)",
        # How big is A next to B, is A longer than B
        rf"\b(?P<lead>how \w+ ){_BE_OR_DO} (?P<a>.+?),? next to (?P<b>.+)",
        rf"\b{_BE_OR_DO} (?P<a>.+?),? (?:versus|vs\.?|as against|compared (?:with|to)) (?P<b>.+)",
        # Which is longer, A or B
        r"^\W*(?:which|who)\b[^,:]*?\b(?:more|less|fewer|longer|shorter|bigger|larger|smaller|higher"
        r"|lower|older|newer|earlier|later|sooner|better|worse|cheaper|first)\b[^,:]*[,:] "
        r"(?P<a>[^,]+?),? or (?P<b>.+)",
    )
)
# How a thing is asked for by itself, by what is asked of both.
_BY_ITSELF = {
    Want.MONEY: "How much is ",
    Want.COUNT: "How many ",
    Want.DURATION: "How long is ",
    Want.DATE: "When is ",
    Want.AGE: "What is the age for ",
    Want.GRADE: "What is the grade of ",
}
# Stands for the noun of the other side: "the money for A compared with what B has".
_STANDS_FOR = re.compile(
    r"^(?:what|that|those|the ones?)(?: (?:of|for|in|from))?\b\s*", re.IGNORECASE
)
_POLITE = re.compile(r"^\W*(?:(?:can|could|would) you|please|explain|tell me)\s*$", re.IGNORECASE)
_COMPARED = re.compile(r"\bwhat(?:'s| is| are| was| were)?(?: the)?\s*$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?|our|their)\s+", re.IGNORECASE)


def sides_of(
    question: str, library: Mapping[str, About], allowed: Collection[str] | None = None
) -> list[Scope]:
    """The two, in their order, each with the documents that its own words limit it to, else all;
    empty where the question is of no known form."""
    question_end = len(question.rstrip("?.! "))
    for pattern in _PATTERNS:
        if match := pattern.search(question, 0, question_end):
            asked = _each_asked(question[: match.start()], match)
            return [
                Scope(_documents(text, library, allowed), False, (match.span(side),), asked=text)
                for side, text in zip(("a", "b"), asked, strict=True)
            ]
    return []


def _each_asked(before: str, match: re.Match[str]) -> tuple[str, str]:
    """What is asked of each: what stands before both, and its own words."""
    one, two = match["a"], match["b"]
    if _STANDS_FOR.match(two):
        two = f"{_noun_of(one)} {_STANDS_FOR.sub('', two)}"
    elif len(_ARTICLE.sub("", one).split()) == 1 < len(_ARTICLE.sub("", two).split()):
        one = f"{one} {two.split()[-1]}"  # "a relevant and a former relevant child"
    before = _POLITE.sub("", _COMPARED.sub("", before)) + (match.groupdict().get("lead") or "")
    before = before or _BY_ITSELF.get(wanted(match.string), "What is ")
    return f"{before}{one}?", f"{before}{two}?"


def _noun_of(side: str) -> str:
    """A noun phrase without the word that tells it from others of its kind, which comes first."""
    words = _ARTICLE.sub("", side).split()
    return " ".join(words[1:] or words)


def _documents(
    asked: str, library: Mapping[str, About], allowed: Collection[str] | None
) -> frozenset[str]:
    own = scopes_of(asked, library, allowed)
    return own[0].documents if len(own) == 1 else frozenset(library)
