"""Finds dates in what is printed, and which of them is the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NAMES: Final = "|".join(name[:3] + f"(?:{name[3:]})?" for name in _MONTHS)
_DAY_FIRST: Final = re.compile(
    rf"(?:(?P<day>[0-3]?\d)(?:st|nd|rd|th)? )?(?P<month>{_MONTH_NAMES})\.? "
    r"(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"(?P<month>{_MONTH_NAMES})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?, "
    r"(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[- ]?([01]\d)[- ]?([0-3]\d)(?!\d)")
_RANGE: Final = re.compile(r"\bto \d|\d ?[-–—] ?\d")  # when something took place
# A line that says one of these is about something else than when the document came out.
_OTHER_DATES: Final = (
    "inspection date",
    "implementation",
    "review date",
    "deadline",
    "replace",
    "ends",
    "from",
)
_LABEL: Final = re.compile(
    r"\b(?:publi\w+|issued|revis\w+|updated|dated)(?:\s+(?:dates?|on|in))*\s*[:–—-]?\W*$",
    re.IGNORECASE,
)
_INSPECTED: Final = re.compile(r"^inspection dates?:", re.IGNORECASE)
_ENACTED: Final = re.compile(r"\[([^\[\]]{8,24})\]$")  # an Act's long title ends with its date
_DATE_LINE: Final = 60
_LABELLED_LINE: Final = 120


def find_dates(text: str) -> list[date]:
    """Every date printed in a line; a month alone counts as its first day."""
    found = [*_MONTH_FIRST.finditer(text)] or [*_DAY_FIRST.finditer(text)]
    dates = [_date(match["day"], match["month"], match["year"]) for match in found]
    return [each for each in dates if each is not None]


def _date(day: str | None, month: str, year: str) -> date | None:
    number = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month[:3].lower()))
    try:
        return date(int(year), number, int(day or 1))
    except ValueError:
        return None


def labelled_date(lines: Iterable[str]) -> date | None:
    """The latest date that a line gives as that of publication or of a revision."""
    found: list[date] = []
    for line in lines:
        if len(line) > _LABELLED_LINE or _RANGE.search(line.lower()):
            continue
        first = _MONTH_FIRST.search(line) or _DAY_FIRST.search(line)
        if first and _LABEL.search(line[: first.start()]):
            found += find_dates(line)
    return max(found, default=None)


def enacted_date(lines: Iterable[str]) -> date | None:
    """The date of an Act, in brackets at the end of its long title."""
    endings = (match[1] for line in lines if (match := _ENACTED.search(line)))
    return next((dates[0] for ending in endings if (dates := find_dates(ending))), None)


def bare_date(lines: Iterable[str]) -> date | None:
    """The first short line with a date that is not said to be of something else."""
    for line in lines:
        lowered = line.lower()
        if len(line) > _DATE_LINE or _RANGE.search(lowered):
            continue
        dates = find_dates(line)
        if dates and not any(word in lowered for word in _OTHER_DATES):
            return dates[0]
    return None


def inspected_date(lines: Iterable[str]) -> date | None:
    """The last day of an inspection: the report came out some weeks later."""
    days = (max(find_dates(line), default=None) for line in lines if _INSPECTED.match(line))
    return next((day for day in days if day), None)


def named_date(name: str) -> tuple[date | None, bool]:
    """The date in a file's name, and whether it names the day."""
    words = " ".join(re.split(r"[\W_]+", name))
    if match := _ISO.search(words):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])), True
        except ValueError:
            pass
    match = _DAY_FIRST.search(words)
    dates = find_dates(words)
    return (dates[0], bool(match and match["day"])) if dates else (None, False)
