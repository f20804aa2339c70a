"""Two questions asked in one: "Who leads on fostering, and who on adoption?".

Each is asked for by itself, so that an answer to one does not pass for an answer to both. The
second often leaves out what the first has said; it is filled in from there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from service.scope import About, Scope, scopes_of
from service.wants import AUXILIARY, wanted

_LINKS = (
    "about after against among at before between by during for from if in into on since under until"
    " when where with within"
)
_LINK = rf"(?:{'|'.join(_LINKS.split())})"
_HOW = r"(?:many|much|long|often|old|soon|far)"
_ASK = rf"(?:how {_HOW}|how(?! {_HOW}\b)|who|whom|whose|what|which|when|where|why)\b"
_ASKS = rf"(?:{_LINK} )?{_ASK}"
# Each has words of its own: "and how much is each?" asks no other question, nor does "and why?".
_OWN_WORDS = r"(?: [^\s?]+){2,}? [^\s?]*[^\s?,;]"
_TWO = re.compile(
    rf"^(?P<topic>(?:.{{2,80}}?[,:] )?)(?P<one>{_ASKS}{_OWN_WORDS}),? and "
    rf"(?P<two>{_ASKS}(?: {_LINK}(?: [^\s?]+)+|(?: [^\s?]+){{3,}}))(?<![.?])[?. ]*$",
    re.IGNORECASE,
)
# "... and who on adoption", "... and what month on the report": what is asked and what of.
_ELLIPTIC = re.compile(
    rf"^(?:{_LINK} )?(?P<ask>{_ASK})(?P<noun>(?<=what|hich) (?!{_LINK}\b)[\w-]+)? "
    rf"(?P<rest>(?P<link>{_LINK}) .+)",
    re.IGNORECASE,
)
_NOUN = re.compile(rf"^((?:{_LINK} )?(?:what|which)) [\w-]+", re.IGNORECASE)
# "What happens when a child is missing and when they return?" is one question: the second part is
# asked only where it has the order of words of a question, or asks who or how many.
_ASKED = re.compile(
    rf"^(?:{_LINK} )?(?:(?:how {_HOW}|who|whose)\b|{_ASK}(?: [\w’'-]+){{0,2}} {AUXILIARY}\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|him|his|she|her|there|each|both|either)\b",
    re.IGNORECASE,
)


def questions_in(
    question: str, library: Mapping[str, About], allowed: Collection[str] | None = None
) -> list[Scope]:
    """The two questions, each with the documents that its own words limit it to, else those of the
    whole, else all; empty where there is but one."""
    match = _TWO.search(question)
    if not match or not _is_asked(match["one"], match["two"]):
        return []
    whole = scopes_of(question, library, allowed)
    anywhere = whole[0].documents if len(whole) == 1 else frozenset(library)
    asked = (f"{match['topic']}{match['one']}?", _filled_in(match))
    found = []
    for part, text in zip(("one", "two"), asked, strict=True):
        own = scopes_of(text, library, allowed)
        documents = own[0].documents if len(own) == 1 else anywhere
        want = wanted(match[part])
        found.append(Scope(documents, False, (match.span(part),), asked=text, want=want))
    return found


def _is_asked(one: str, two: str) -> bool:
    """Whether the second part is a question, and not a clause of the first: "what must be said of
    where a child lives and who looks after it"."""
    if _links_of(one, two) or one.lower().split()[:2] == two.lower().split()[:2]:
        return True
    clauses = re.findall(rf" {_ASK}", one, re.IGNORECASE)
    return bool(_ASKED.search(two)) and not clauses


def _links_of(one: str, two: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """Where the second leaves out what the first says: its match, and the first's to fill in from,
    which must ask with the same word."""
    elliptic = _ELLIPTIC.search(two)
    asks = re.search(_ASK, one, re.IGNORECASE)
    if not elliptic or not asks or elliptic["ask"].lower() != asks.group().lower():
        return None
    if re.match(rf"{_LINK} (?:it|them|that|this|these|those)\b", elliptic["rest"], re.IGNORECASE):
        return None  # "how many among these are ..." has a verb of its own
    links = list(re.finditer(rf"\b{elliptic['link']}\b", one, re.IGNORECASE))
    return (elliptic, links[-1]) if links else None


def _filled_in(match: re.Match[str]) -> str:
    """The second question as it would be asked alone."""
    topic, one, two = match["topic"], match["one"], match["two"]
    if found := _links_of(one, two):
        elliptic, link = found
        said = one[: link.start()]
        if elliptic["noun"]:
            said = _NOUN.sub(rf"\g<1>{elliptic['noun']}", said)
        return f"{topic}{said}{elliptic['rest']}?"
    return f"{topic}{two} ({one})?" if _POINTS_BACK.search(two) else f"{topic}{two}?"
