"""Personal data in what a reader writes: found by its form, named, and refused or masked.

Names of people have no form, so they are not found. Where a form is also that of something harmless
the surroundings decide: a postcode alone is no address, ten digits are an NHS number only if their
last one checks the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.steps.guard import clean

_GAP = r"[ .\-‐-―()]{0,3}"
_EMAIL = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}", re.IGNORECASE)
_PHONE = re.compile(
    rf"(?<![\w£$€.,/-])(?:(?:\+|00){_GAP}44{_GAP}(?:\(0\){_GAP})?|\(?0)[1-35789](?:{_GAP}\d){{8,9}}(?!\w)"
)
_DATE = re.compile(r"\b\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d\b")
_NI_NUMBER = re.compile(
    r"(?<!\w)[A-Z]{2}(?:[ -]?\d{2}){3}[ -]?[A-D](?!\w)", re.IGNORECASE
)  # any two letters, though not all are given out: who mistypes one has still written it
_NHS_NUMBER = re.compile(r"(?<![\d£$€.,])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d%])(?![.,]\d)")
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"
_HOUSE = r"(?<![\w£$€.,])\d{1,4}[A-Z]?"
_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|way|place|court|crescent|gardens|grove|hill"
    "|terrace|square|row|walk|mews|park|green|rise|view|house|flats|flat|parade|mount|vale|wharf"
)
_UNIT = r"(?:flat|apartment|apt|house|unit|room|number|no\.?|nr\.?)"
_WORDS = r"(?:[, ]+[\w'’.-]+)"
_ADDRESSES = (
    rf"{_HOUSE}[, ]+{_POSTCODE}",
    rf"{_HOUSE}{_WORDS}{{0,3}}[, ]+(?:{_STREETS})\b{_WORDS}{{0,6}}?[, ]+{_POSTCODE}",
    rf"\b{_UNIT} ?{_HOUSE}{_WORDS}{{0,6}}?[, ]+{_POSTCODE}",
    rf"\b{_POSTCODE}[, ]+(?:at )?(?:{_UNIT} ?)?{_HOUSE}(?!\w)(?! ?%)",
)
_ADDRESS = re.compile(rf"(?:{'|'.join(_ADDRESSES)})(?!\w)", re.IGNORECASE)


def _is_phone(match: re.Match[str]) -> bool:
    return not _DATE.search(match[0])


def _is_nhs_number(match: re.Match[str]) -> bool:
    """The last digit is a checksum of the others, by their weighted sum modulo 11."""
    digits = [int(character) for character in match[0] if character.isdecimal()]
    check = (
        11
        - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True))
        % 11
    )
    return check % 11 == digits[9] and len(set(digits)) > 1


def _always(_: re.Match[str]) -> bool:
    return True


# The first that claims a piece of text has it: an NHS number may look like the end of another.
_FORMS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("an e-mail address", _EMAIL, _always),
    ("a National Insurance number", _NI_NUMBER, _always),
    ("an NHS number", _NHS_NUMBER, _is_nhs_number),
    ("a phone number", _PHONE, _is_phone),
    ("a home address", _ADDRESS, _always),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data at `[start:end)` of a cleaned text."""

    kind: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """What of a text is personal, in order. Invisible characters in between hide nothing."""
    return _find(clean(text))


def mask(text: str) -> str:
    """The text with what is personal replaced by its kind; one without any is left as it is."""
    readable = clean(text)
    found = _find(readable)
    if not found:
        return text
    parts, end = [], 0
    for item in found:
        parts += [readable[end : item.start], f"[{item.kind.split(' ', 1)[1]}]"]
        end = item.end
    return "".join([*parts, readable[end:]])


def _find(text: str) -> list[Found]:
    found: list[Found] = []
    for item in _claims(text):
        if all(item.end <= other.start or other.end <= item.start for other in found):
            found.append(item)
    return sorted(found, key=lambda item: item.start)


def _claims(text: str) -> Iterator[Found]:
    for kind, pattern, is_one in _FORMS:
        for match in pattern.finditer(text):
            if is_one(match):
                yield Found(kind, match.start(), match.end())
