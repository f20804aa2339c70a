"""What an ingest did, as a value: the CLI prints it, tests and scripts read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ingest.records import DocumentRecord


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why, in a sentence that ends with what to do."""

    file: str
    reason: str


@dataclass(slots=True)
class Report:
    """File names by what happened to them. `guessed` maps a file to fields without an entry.

    `origins` says of each of those fields where it was taken from and how sure that is, `remarks`
    what else a reader should know of a file that was read. `moved`: the vectors are now where the
    settings say.
    """

    build: str | None = None
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    quarantined: list[Skipped] = field(default_factory=list)
    duplicates: list[Skipped] = field(default_factory=list)
    guessed: dict[str, list[str]] = field(default_factory=dict)
    origins: dict[str, dict[str, str]] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    dry_run: bool = False
    moved: bool = False

    @property
    def differs(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.changed or self.removed or self.moved)

    @property
    def usable(self) -> bool:
        """Whether any file given can be answered from."""
        return bool(self.added or self.changed or self.unchanged)

    def note(self, record: DocumentRecord) -> None:
        """Say what of a document's description was guessed, and how it was read."""
        if record.remarks:
            self.remarks[record.file] = list(record.remarks)
        if record.guessed:
            self.guessed[record.file] = list(record.guessed)
            self.origins[record.file] = {
                each.field: f"{each.source} {each.trust:g}"
                for each in record.origins
                if each.field in record.guessed
            }

    def as_dict(self) -> dict[str, Any]:
        """The shape of `reform-ingest --json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """The report for a terminal."""
        counts = ", ".join(f"{len(files)} {name}" for name, files in self._groups())
        lines = [_line("quarantined", item.file, item.reason) for item in self.quarantined]
        lines += [_line("duplicate", item.file, item.reason) for item in self.duplicates]
        lines += [_line(name, file) for name, files in self._groups()[:2] for file in files]
        lines += [_line("removed", file) for file in self.removed]
        for file, remarks in self.remarks.items():
            lines += [_line("note", file, remark) for remark in remarks]
        for file, fields in self.guessed.items():
            origins = self.origins.get(file, {})
            said = ", ".join(f"{f} ({origins[f]})" if f in origins else f for f in fields)
            lines.append(_line("guessed", file, f"{said}: no catalogue entry says"))
        lines.append(f"{counts}, {len(self.quarantined)} quarantined in {self.seconds:.1f} s")
        lines.append(self._outcome())
        return lines

    def _groups(self) -> list[tuple[str, list[str]]]:
        return [
            ("added", self.added),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("removed", self.removed),
        ]

    def _outcome(self) -> str:
        if self.dry_run:
            return "dry run: nothing was written"
        if not self.differs:
            return f"nothing to do: build {self.build} stays live"
        return (
            f"build {self.build} is live: {self.passages} passages, {self.embedded} newly embedded"
        )


def _line(name: str, file: str, more: str = "") -> str:
    return f"  {name:<12}{visible(file)}{': ' if more else ''}{visible(more)}"


def visible(name: str) -> str:
    """A file may be called anything; a terminal must not obey its name."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
