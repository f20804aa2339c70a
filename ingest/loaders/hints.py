"""What a file says about itself, as claims with their sources: for documents without an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from ingest.document import Block, Properties
from ingest.loaders.dates import bare_date, enacted_date, inspected_date, labelled_date
from ingest.loaders.publishers import imprint, usable_publisher
from ingest.loaders.titles import printed_title, usable_title
from ingest.trust import Claim, claim

# What python-docx, python-pptx and reportlab write when nobody gives them a date.
_TEMPLATE_DATES: Final = {date(2013, 12, 23), date(2013, 1, 27), date(2000, 1, 1)}
_KINDS: Final[tuple[tuple[str, str], ...]] = (
    ("inspection", r"^inspection dates?:"),
    ("council_report", r"^purpose of (?:the )?report$|^report to (?:the )?(?:cabinet|committee)"),
    ("guidance", r"^statutory guidance|^guidance$|\bthis (?:is )?(?:joint )?statutory guidance\b"),
)
_HEAD, _TAIL, _IMPRINT = 20, 6, 16  # blocks
_WRITING_UP: Final = 150  # days from an inspection to its report


def properties(
    text: str,
    blocks: Sequence[Block],
    *,
    title: str | None = None,
    publisher: str | None = None,
    published: date | datetime | None = None,
    is_web: bool = False,
    stem: str = "",
    more_lines: Sequence[str] = (),
) -> Properties:
    """Every claim that the file makes; `ingest.trust` says which one is believed.

    A web page's metadata is the publisher's statement (`is_web`); an Office or PDF file's is
    whatever its maker's computer had.
    """
    own = "web metadata" if is_web else "document properties"
    heads, tails = _lines(text, blocks[:_HEAD]), _lines(text, blocks[-_IMPRINT:])
    claims = [
        *_titles(usable_title(title, stem), own, printed_title(text, blocks)),
        *_publishers(usable_publisher(publisher), own, imprint([*heads, *tails])),
        *_kinds(heads),
        *_printed_dates(heads, [*more_lines, *tails[-_TAIL:]]),
    ]
    day = published.date() if isinstance(published, datetime) else published
    if day and day not in _TEMPLATE_DATES:
        source = "web metadata" if is_web else _file_date(day, inspected_date(heads))
        claims.append(claim("published", day.isoformat(), source))
    return Properties(tuple(claims))


def _file_date(day: date, inspected: date | None) -> str:
    """A report that was saved in the months after its inspection was saved to be published."""
    if inspected and 0 <= (day - inspected).days <= _WRITING_UP:
        return "file date after the inspection"
    return "file date"


def _lines(text: str, blocks: Sequence[Block]) -> list[str]:
    return [text[block.start : block.end] for block in blocks]


def _titles(stated: str | None, own: str, printed: tuple[str, bool] | None) -> Iterator[Claim]:
    if stated:
        yield claim("title", stated, own)
    if printed:
        title, sure = printed
        yield claim("title", title, "first page" if sure else "heading")


def _publishers(stated: str | None, own: str, printed: str | None) -> Iterator[Claim]:
    if stated:
        yield claim("publisher", stated, own)
    if printed:
        yield claim("publisher", printed, "imprint")


def _kinds(heads: Sequence[str]) -> Iterator[Claim]:
    for kind, sign in _KINDS:
        if any(re.search(sign, line, re.IGNORECASE) for line in heads):
            yield claim("kind", kind, "first page")


def _printed_dates(heads: Sequence[str], tails: Sequence[str]) -> Iterator[Claim]:
    days = (
        (
            labelled_date(heads) or enacted_date(heads) or labelled_date(tails),
            "printed as published",
        ),
        (bare_date(heads), "first page"),
        (bare_date(tails), "last page"),
        (inspected_date(heads), "inspection dates"),
    )
    for day, source in days:
        if day:
            yield claim("published", day.isoformat(), source)
