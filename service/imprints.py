"""What a publication says of itself, which answers no question about its matter."""

from __future__ import annotations

import re

# Who made it, how to have a copy.
_IMPRINT = re.compile(
    r"^\W*(?:if you would like a copy of|the office for standards in education"
    r"|you may (?:re-?use|copy)"
    r"|you can (?:download|view) this|this (?:publication|document) is (?:also )?available"
    r"|any enquiries (?:regarding|about)|© |piccadilly gate|to view this licence"
    r"|enquiries to the publisher|where we have identified any third party)",
    re.IGNORECASE,
)


def is_imprint(text: str) -> bool:
    """Whether a text is what a publication says of itself."""
    return bool(_IMPRINT.search(text))


_ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+|\b[\w.]+@[\w.]+", re.IGNORECASE)


def addresses_share(text: str) -> float:
    """The share of a text's characters that are addresses of the web or of post; 0 to 1."""
    return sum(len(found) for found in _ADDRESS.findall(text)) / max(len(text), 1)
