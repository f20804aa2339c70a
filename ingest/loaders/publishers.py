"""Who published a document: an organisation, from its properties or its imprint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ingest.loaders.cleaning import clean

_ORGANISATIONS: Final = {
    "department", "council", "office", "ofsted", "government", "gov", "ministry", "agency",
    "association", "society", "trust", "committee", "commission", "board", "team", "service",
    "services", "university", "institute", "foundation", "charity", "group", "partnership",
    "authority", "children", "news", "bureau", "centre", "ltd", "limited", "national", "royal",
}  # fmt: skip
_OFFICIAL: Final = {
    "dfe": "Department for Education",
    "www.legislation.gov.uk": "legislation.gov.uk",
}
# What only the publisher itself prints on the first or last pages.
_IMPRINTS: Final[tuple[tuple[str, str], ...]] = (
    ("Ofsted", r"enquiries@ofsted\.gov\.uk|^ofsted produces this report"),
    ("Department for Education", r"gov\.uk/contact-dfe|\bDFE-(?:RR|RB)?\d{3,}"),
    ("NHS England", r"enquiries@nhs\.net|^nhs england gateway"),
)
_BY: Final = re.compile(
    r"\b(?i:published|produced|issued) by (?:the )?([A-Z][\w’'&]*(?: [\w’'&]+){0,8})"
)


def usable_publisher(author: str | None) -> str | None:
    """An organisation. Files give the person whose computer made them, whom nobody should cite."""
    author = clean(author or "")
    if author.lower() in _OFFICIAL:
        return _OFFICIAL[author.lower()]
    words = re.findall(r"[A-Za-z]+", author)
    acronym = len(words) == 1 and len(author) <= 6 and sum(c.isupper() for c in author) >= 2
    known = _ORGANISATIONS.intersection(word.lower() for word in words)
    return author if "@" not in author and (acronym or known) else None


def imprint(lines: Iterable[str]) -> str | None:
    """The publisher whose imprint stands among the lines."""
    for line in lines:
        for name, sign in _IMPRINTS:
            if re.search(sign, line, re.IGNORECASE):
                return name
        match = _BY.search(line)
        named = usable_publisher(match[1]) if match else None
        if named:
            return named
    return None
