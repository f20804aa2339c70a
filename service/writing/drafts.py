"""Reads statements out of what a model writes, each as soon as it is complete.

Asked for JSON, weak models write prose, and prose models wrap JSON in a fence: whatever comes is
read. A model that declines is told from one that writes nothing sensible.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ingest.sentences import sentence_spans

LONGEST = 600
MOST = 6
DECLINED = "NOT IN SOURCES"
_LIST = re.compile(r'"statements"\s*:\s*\[')
_MARKS = re.compile(
    r"[\[(](?:sources?\s*)?(\d+(?:\s*(?:,|;|and)\s*(?:sources?\s*)?\d+)*)[\])]", re.IGNORECASE
)
_LEADING = re.compile(rf"(?:\s*{_MARKS.pattern})+", re.IGNORECASE)
_EMPTY = re.compile(r"\[\s*\]|\(\s*\)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\b(?:[\w-]+\.)+(?:uk|com|org|net|gov|io|info|example|test|dev|xyz)\b\S*",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]{0,200}>")
_MARKUP = re.compile(r"[`*_#|~<>{}\\]+|^\s*(?:[-•]|\d+[.)])\s+", re.MULTILINE)
_REFUSES = re.compile(
    r"^\W*(?:i.?m sorry|i am sorry|sorry|i can(?:no|.?)t|i am unable|i.?m unable|as an ai)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:(?<=[:;,.] )|^)\(?\d{1,2}[.)]\s+(?=[A-Za-z])")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as the model wrote it, cleaned; `sources` are the numbers that it gave."""

    text: str
    sources: tuple[int, ...]


def drafts_in(written: str, *, whole: bool) -> list[Draft]:
    """The complete statements; with `whole` the model has ended, so that the last is, too."""
    found = _of_json(written) if is_json(written) else _of_prose(written, whole=whole)
    return [draft for draft in found if draft.text][:MOST]


def declines(written: str) -> bool:
    """Whether the model says that the sources do not answer."""
    if is_json(written):
        return bool(re.search(r'"statements"\s*:\s*\[\s*\]', written))
    return DECLINED.lower() in written.lower()


def refuses(written: str) -> bool:
    """Whether the model says that it will not answer at all."""
    return bool(_REFUSES.search(written))


def cleaned(text: str) -> str:
    """A statement without marks of citations, addresses, markup and what nobody sees."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    text = _LINK.sub(r"\1", text)
    for pattern in (_ADDRESS, _TAG, _MARKS, _EMPTY):
        text = pattern.sub(" ", text)
    text = _ITEM.sub("", " ".join(_MARKUP.sub(" ", text).split()))
    text = re.sub(r"\s+([.,;:!?])", r"\1", text).strip(" \"'“”,;:-")
    return text if len(text) <= LONGEST and re.search(r"\w", text) else ""


def is_json(written: str) -> bool:
    """Whether what is written so far is JSON, or has come to the JSON in it."""
    return bool(_LIST.search(written)) or written.lstrip().startswith(("{", "```json"))


def _of_json(written: str) -> Iterator[Draft]:
    """The objects of the list `statements` that are closed already."""
    match = _LIST.search(written)
    place, decoder = (match.end() if match else len(written)), json.JSONDecoder()
    while True:
        while place < len(written) and written[place] in " \t\r\n,":
            place += 1
        if not written.startswith("{", place):
            return
        try:
            value, place = decoder.raw_decode(written, place)
        except (ValueError, RecursionError):
            return
        yield from _drafts(value.get("text"), value.get("sources"))


def _drafts(text: object, sources: object) -> Iterator[Draft]:
    """A draft for each sentence, so that a false one takes no true one with it. Numbers that stand
    in the text count, too: weak models put them there."""
    words = text if isinstance(text, str) else ""
    given = sources if isinstance(sources, list) else []
    numbers = [number for number in given if isinstance(number, int)]
    numbers = list(dict.fromkeys([*numbers, *_marked(words)]))
    whole = cleaned(words)
    for start, end in sentence_spans(whole):
        yield Draft(whole[start:end], tuple(numbers))


def _of_prose(written: str, *, whole: bool) -> Iterator[Draft]:
    lines = written.split("\n")
    for line in lines if whole else lines[:-1]:
        if DECLINED.lower() in line.lower():
            continue
        for text in _sentences(line):
            yield Draft(cleaned(text), tuple(dict.fromkeys(_marked(text))))


def _sentences(line: str) -> Iterator[str]:
    """Sentences, each with the marks that follow its full stop."""
    texts = [line[start:end] for start, end in sentence_spans(line)]
    for text, after in zip_longest(texts, texts[1:], fillvalue=""):
        leading, following = _LEADING.match(text), _LEADING.match(after)
        own = text[leading.end() :] if leading else text
        yield own + (following[0] if following else "")


def _marked(text: str) -> list[int]:
    return [int(n) for marks in _MARKS.findall(text) for n in _NUMBER.findall(marks)]
