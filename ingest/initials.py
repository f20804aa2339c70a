"""Names in a text and the initials that stand for them: "Early Career Framework (ECF)" defines one,
and any name written with capitals may be what an acronym means."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A name written with capitals, without the word that only begins its sentence.
_NAME = re.compile(
    r"(?!(?:A|All|An|Any|Each|Every|For|If|In|Much|No|On|Our|Some|That|The|These|This|When|Your) )"
    r"[A-Z][\w’'-]*(?: (?:(?:of|and|for|the|in|on|to) )?[A-Z][\w’'-]*){1,5}"
)
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]{1,6})\)")
# What parts words is no part of one, else a line of dashes could be taken apart in countless ways.
_BEFORE_THEM = re.compile(r"(?:[\w’']+[ -]+){1,8}\Z")
_FARTHEST = 300  # characters before the brackets
_FEWEST_WORDS = 3
SMALL_WORDS = frozenset({"of", "and", "for", "the", "in", "on", "to"})


def defined_in(text: str) -> Iterator[tuple[str, str]]:
    """Each acronym that the text defines, in the singular, with the words that it stands for."""
    for match in _IN_BRACKETS.finditer(text):
        short = match.group(1).rstrip("s")
        before = _BEFORE_THEM.search(text, max(0, match.start() - _FARTHEST), match.start())
        if before and (full := _ending_with_initials(before.group(), short)):
            yield short, full


def implied_in(text: str) -> Iterator[tuple[str, str]]:
    """The initials of each name, and of its parts, with the name."""
    for name in _NAME.findall(text):
        for part in _parts(name):
            yield initials(part), part


def _parts(name: str) -> Iterator[str]:
    """The name and every run of three of its words or more: "New Family Network Support Packages"
    holds what FNSP stands for."""
    words = name.split()
    for start in range(len(words) - 1):
        for end in range(len(words), start + 1, -1):
            whole = start == 0 and end == len(words)
            if whole or (
                end - start >= _FEWEST_WORDS and not {words[start], words[end - 1]} & SMALL_WORDS
            ):
                yield " ".join(words[start:end])


def initials(name: str) -> str:
    """The first letters of a name's words, as capitals, without those of its small words."""
    words = re.split(r"[ -]", name)
    return "".join(word[0].upper() for word in words if word and word not in SMALL_WORDS)


def _ending_with_initials(before: str, short: str) -> str | None:
    """The shortest run of words at the end of `before` whose initials spell `short`."""
    words = before.split()
    for start in range(len(words) - 1, -1, -1):
        run = " ".join(words[start:])
        if initials(run) == short.upper() and words[start] not in SMALL_WORDS:
            return run
    return None
