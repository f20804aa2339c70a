"""How far each source is believed about each field of a document's description.

A person's entry in the catalogue is certain. Below it, what a reader sees on the first page counts
for more than what a program wrote into the file, and that for more than when the file was saved.
`BENCHMARKS.md` says how often the order is right on real files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

CATALOGUE: Final = "catalogue"
DEFAULT: Final = "default"

TRUST: Final[dict[tuple[str, str], float]] = {
    ("title", "web metadata"): 0.9,
    ("title", "first page"): 0.85,
    ("title", "document properties"): 0.7,
    ("title", "heading"): 0.5,  # one word, or far from the beginning
    ("title", "file name"): 0.4,
    ("publisher", "web metadata"): 0.9,
    ("publisher", "document properties"): 0.8,
    ("publisher", "imprint"): 0.7,
    ("kind", "file name"): 0.7,
    ("kind", "first page"): 0.65,
    ("kind", "title"): 0.6,
    ("kind", DEFAULT): 0.1,
    ("published", "web metadata"): 0.95,
    ("published", "printed as published"): 0.9,
    ("published", "file name and file date"): 0.85,
    ("published", "first page"): 0.8,
    ("published", "day in the file name"): 0.75,
    ("published", "last page"): 0.6,
    ("published", "file date after the inspection"): 0.58,
    ("published", "month in the file name"): 0.55,
    ("published", "inspection dates"): 0.5,
    ("published", "file date"): 0.3,  # when somebody last saved or converted it
}


class Claim(NamedTuple):
    """What one source says of one field. A date is in ISO form, so that a claim can be stored."""

    field: str
    value: str
    source: str
    trust: float


def claim(field: str, value: str, source: str) -> Claim:
    """A claim with the trust that its source has; the catalogue has all of it."""
    return Claim(field, value, source, 1.0 if source == CATALOGUE else TRUST[field, source])


def best(claims: Iterable[Claim], field: str) -> Claim | None:
    """The most trusted claim about a field; of equals the first."""
    about = [each for each in claims if each.field == field]
    return max(about, key=lambda each: each.trust, default=None)
