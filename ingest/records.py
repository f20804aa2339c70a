"""What an index stores of a document and its passages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from ingest.trust import Claim


class Copy(NamedTuple):
    """Another file with exactly the same content: its name as found, and its whole path."""

    file: str
    path: str


class ScannedPage(NamedTuple):
    """A page that was read from a picture, and how sure that was, from 0 to 1."""

    number: int
    confidence: float


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document's description. `guessed` names the fields that nobody has confirmed.

    `origins` are the claims that were believed, one a field; `claims` is all that the file itself
    says, so that a new name or catalogue entry can be weighed without reading the file again.
    `copies` are the other names of the same content, each of which may take over. `editions` and
    `series` are the ids of the groups that the document is in, itself among them, newest first.
    `ocr` are the pages that are scans, `remarks` what the report says of how the file was read.
    """

    id: str
    title: str
    publisher: str | None
    kind: str
    published: date | None
    url: str | None
    licence: str | None
    file: str
    path: str
    format: str
    sha256: str
    fingerprint: str
    supersedes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    origins: tuple[Claim, ...] = ()
    claims: tuple[Claim, ...] = ()
    copies: tuple[Copy, ...] = ()
    editions: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    ocr: tuple[ScannedPage, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one document that can be found and quoted: `[start:end)` of its text.

    `search_text` is what is embedded and reranked: the passage with its title, its headings and,
    for a table row, its column names. `paragraph` is the printed number, `heading` the path of
    headings above it, `lead_in` the sentence that a continued list or paragraph hangs on (not part
    of the span). `id` depends on the document and the search text alone, so that an edit elsewhere
    in the document leaves it (and its vector) as it was.
    """

    id: str
    document_id: str
    position: int
    start: int
    end: int
    page: int | None
    paragraph: str | None
    heading: tuple[str, ...]
    lead_in: str
    search_text: str


def to_json(record: DocumentRecord) -> str:
    """A record as the index stores it."""
    return json.dumps(asdict(record), default=str, ensure_ascii=False)


def from_json(text: str) -> DocumentRecord:
    """A record as stored; fields that an older version did not know have their defaults."""
    data = json.loads(text)
    if data["published"]:
        data["published"] = date.fromisoformat(data["published"])
    lists = {name: tuple(data.get(name, ())) for name in _LISTS}
    tuples = {name: tuple(kind(*each) for each in data.get(name, ())) for name, kind in _TUPLES}
    return DocumentRecord(**{**data, **lists, **tuples})


_LISTS = ("supersedes", "sources", "questions", "guessed", "editions", "series", "remarks")
_TUPLES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("origins", Claim),
    ("claims", Claim),
    ("copies", Copy),
    ("ocr", ScannedPage),
)
