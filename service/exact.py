"""Questions for one exact thing, and whether a text gives any: a name, a day, a number to ring.

A sentence about the chair of a board is as near to "Who chairs the board?" as one can get without
the answer. What is missing is a name that the question does not have itself.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Callable

from service.places import places_in

# "Which council", "name the two regions"; not "which areas of life", nor "what councils must pay".
_PLACE = re.compile(
    r"(?:\bwhich|^\W*what|\bname(?: the)?)(?: \w+){0,2}? "
    r"(?:councils?|areas?|regions?|authorit(?:y|ies)|constituenc(?:y|ies)|cit(?:y|ies)|towns?|count(?:y|ies))"
    r"\b(?! of\b)",
    re.IGNORECASE,
)
_ROLE = r"(?:chair|doctor|nurse|inspector|director|head|manager|minister|officer|leader|author)"
_PERSON = re.compile(
    rf"\bnames? of\b.*\b(?:{_ROLE}|member|lead|person|people|woman|man|judge|secretary)\b"
    rf"|\b{_ROLE}(?:[’']?s)? name\b|\bwho chair(?:s|ed)\b(?! or\b)"
    r"|\bwho (?:is|was|are|were) the (?:lead )?(?:chair|director|minister|inspector)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:which|what) (?:compan(?:y|ies)|MPs?|charit(?:y|ies)|universit(?:y|ies)|firms?)\b"
    r"|\bwho are the (?:\w+ )?people\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(?:on|by|until) (?:what|which) days?\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"\b(?:tele)?phone number\b|\be-?mail address\b|\bweb(?:site)? address\b", re.IGNORECASE
)
_GIVES_DAY = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_GIVES_CONTACT = re.compile(r"\b0\d{2,4}[ \d]{5,}|\S@\S|https?://|\bwww\.")
# A word with a capital that does not merely begin a sentence or an item.
_CAPITALS = re.compile(r"(?<![.!?:•] )(?<!^)(?<!\n)\b[A-Z][a-z’'-]+[A-Za-z]*")
# Written with a capital and the name of nothing that is asked for.
_SEASONS = frozenset({"spring", "summer", "autumn", "winter"})
_TIMES = frozenset(each.lower() for each in (*month_name, *day_name)) | _SEASONS
_CHAIRED = re.compile(r"\bwho chair(?:s|ed)\b", re.IGNORECASE)
_SAYS_WHO = re.compile(r"\bchair|\bled\b|\bhead(?:s|ed)?\b", re.IGNORECASE)
_TWO_CAPITALS = re.compile(r"\b([A-Z][a-z’'-]+[A-Za-z]*) ([A-Z][a-z’'-]+[A-Za-z]*)")


def lacks_what_is_asked(question: str, text: str, is_word: Callable[[str], bool]) -> bool:
    """Whether the question asks for one exact thing and the text has none that is new.

    `text` is a unit with what stands above it; `is_word` says of a word in small letters whether
    the documents write it so: then it is no name.
    """
    if _DAY.search(question):
        return not _GIVES_DAY.search(text)
    if _CONTACT.search(question):
        return not _GIVES_CONTACT.search(text)

    def new(word: str) -> bool:
        small = word.lower()
        return not is_word(small) and small not in _TIMES and small not in question.lower()

    if _CHAIRED.search(question) and not _SAYS_WHO.search(text):
        return True
    if _PERSON.search(question):
        names = _TWO_CAPITALS.findall(_without_places(text))
        return not any(new(first) and new(last) for first, last in names)
    if _PLACE.search(question):
        return not _new_places(question, text) and not any(map(new, _CAPITALS.findall(text)))
    if _NAME.search(question):
        return not any(map(new, _CAPITALS.findall(_without_places(text))))
    return False


def _new_places(question: str, text: str) -> set[str]:
    return {each.value for each in places_in(text)} - {each.value for each in places_in(question)}


def _without_places(text: str) -> str:
    for place in reversed(places_in(text)):
        text = text[: place.start] + text[place.end :]
    return text
