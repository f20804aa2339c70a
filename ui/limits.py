"""What a reader limits the search to: kinds, publishers, documents, dates, an "as of" day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pydantic import BaseModel

from ui import words
from ui.shapes import Library


class Chip(NamedTuple):
    """One limit as a reader sees it, and takes it away. `value` is None for a date."""

    field: str
    value: str | None
    label: str


class Limits(BaseModel, frozen=True):
    """Nothing chosen means no limit. Dates count themselves in."""

    kinds: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    as_of: date | None = None

    def __bool__(self) -> bool:
        return self != NONE

    def body(self) -> dict[str, object]:
        """The fields of the service's request; none where there is no limit."""
        if not self:
            return {}
        filters = self.model_dump(mode="json", exclude={"as_of"})
        return {"filters": filters, "as_of": self.as_of.isoformat() if self.as_of else None}

    def chips(self, library: Library) -> list[Chip]:
        """Each limit in words, in the order in which they are chosen."""
        found = [Chip("kinds", kind, words.kind(kind)) for kind in self.kinds]
        found += [Chip("publishers", name, name) for name in self.publishers]
        for identity in self.documents:
            document = library.document(identity)
            found.append(Chip("documents", identity, document.title if document else identity))
        for field, said in words.DATE_LIMITS.items():
            day: date | None = getattr(self, field)
            if day is not None:
                found.append(Chip(field, None, said.format(words.exact_day(day))))
        return found

    def without(self, chip: Chip) -> Limits:
        """These limits less one."""
        if chip.value is None:
            return self.model_copy(update={chip.field: None})
        left = tuple(each for each in getattr(self, chip.field) if each != chip.value)
        return self.model_copy(update={chip.field: left})

    def known_in(self, library: Library) -> Limits:
        """These limits less the documents and publishers that are gone from the library."""
        publishers = {document.publisher for document in library.documents}
        return self.model_copy(
            update={
                "documents": tuple(d for d in self.documents if library.document(d)),
                "publishers": tuple(p for p in self.publishers if p in publishers),
            }
        )


NONE = Limits()
