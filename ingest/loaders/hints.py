"""What a file says about itself: title, publisher, date. Hints only, for uncatalogued documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from ingest.document import Block, Properties
from ingest.loaders.cleaning import clean, has_letters

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
_PUBLISHED: Final = ("publi", "issued", "revis", "updated", "dated")
_DATE_LINE: Final = 60
_LABELLED_LINE: Final = 120

_JUNK_WORDS: Final = {
    "template",
    "draft",
    "untitled",
    "slide",
    "presentation",
    "document",
    "layout",
}
_FILE_ENDINGS: Final = (
    ".doc",
    ".docx",
    ".pdf",
    ".ppt",
    ".pptx",
    ".indd",
    ".qxd",
    ".txt",
    ".rtf",
    ".dot",
    ".htm",
    ".html",
    " txt",
    ".xls",
    ".xlsx",
)
_ORGANISATIONS: Final = {
    "department", "council", "office", "ofsted", "government", "gov", "ministry", "agency",
    "association", "society", "trust", "committee", "commission", "board", "team", "service",
    "services", "university", "institute", "foundation", "charity", "group", "partnership",
    "authority", "children", "news", "bureau", "centre", "ltd", "limited", "national", "royal",
}  # fmt: skip
# What python-docx, python-pptx and reportlab write when nobody gives them a date.
_TEMPLATE_DATES: Final = {date(2013, 12, 23), date(2013, 1, 27), date(2000, 1, 1)}


def usable_title(title: str | None, stem: str = "") -> str | None:
    """The title, or None for what a word processor put there by itself."""
    title = clean(title or "")
    lowered = title.lower()
    if len(title) < 4 or not has_letters(title) or " " not in title:
        return None
    if lowered.startswith("microsoft ") or lowered.endswith(_FILE_ENDINGS):
        return None
    if lowered == stem.lower() or _JUNK_WORDS & set(re.findall(r"[a-z]+", lowered)):
        return None
    return title


def usable_publisher(author: str | None) -> str | None:
    """An organisation. Files give the person whose computer made them, whom nobody should cite."""
    author = clean(author or "")
    words = re.findall(r"[A-Za-z]+", author)
    acronym = len(words) == 1 and len(author) <= 6 and sum(c.isupper() for c in author) >= 2
    known = _ORGANISATIONS.intersection(word.lower() for word in words)
    return author if "@" not in author and (acronym or known) else None


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


def printed_date(lines: Iterable[str]) -> date | None:
    """The date of a document, from its first (or last) lines, where one is printed as such.

    A line that says "published", "updated" and the like wins, with the latest of its dates;
    otherwise the first short line with a date that is not said to be of something else.
    """
    plain: list[date] = []
    labelled: list[date] = []
    for line in lines:
        lowered, dates = line.lower(), find_dates(line)
        if not dates or _RANGE.search(lowered):
            continue
        if len(line) <= _LABELLED_LINE and any(word in lowered for word in _PUBLISHED):
            labelled += dates
        elif len(line) <= _DATE_LINE and not any(word in lowered for word in _OTHER_DATES):
            plain += dates[:1]
    return max(labelled) if labelled else next(iter(plain), None)


def properties(
    text: str,
    blocks: Sequence[Block],
    *,
    title: str | None = None,
    publisher: str | None = None,
    published: date | datetime | None = None,
    own_date_first: bool = False,
    stem: str = "",
    more_lines: Sequence[str] = (),
) -> Properties:
    """Put the hints together. A date printed on the document beats the file's own.

    The file's date is when somebody last saved or converted it, which can be years off. A web
    page's metadata is the other way round: it is the publisher's statement (`own_date_first`).
    """
    heads = [text[block.start : block.end] for block in blocks[:20]]
    tails = [text[block.start : block.end] for block in blocks[-6:]]
    printed = printed_date(heads) or printed_date([*more_lines, *tails])
    own = published.date() if isinstance(published, datetime) else published
    if own in _TEMPLATE_DATES:
        own = None
    return Properties(
        title=usable_title(title, stem) or first_heading(text, blocks),
        publisher=usable_publisher(publisher),
        published=(own or printed) if own_date_first else (printed or own),
    )


def first_heading(text: str, blocks: Sequence[Block]) -> str | None:
    """The first level-1 heading, which is the title as printed."""
    top = next((b for b in blocks if b.kind == "heading" and b.level == 1), None)
    return text[top.start : top.end] if top else None
