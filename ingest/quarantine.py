"""The files that could not be used, kept beside the builds so that nobody has to find them again.

They are no part of a build: what is wrong with a folder's files does not change when an older build
is made live, and a run that only finds a bad file needs no new one. The file is replaced by one
atomic rename after the build is published; a run that is killed in between tries again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from ingest import loaders
from ingest.discovery import Source
from ingest.errors import BuildIndex, FixSettings, TryAgain, Unreadable
from ingest.layout import IndexFolder, replace_file
from ingest.loaders import ocr
from ingest.records import DocumentRecord
from ingest.report import Skipped
from ingest.workers import Limits

FILE = "quarantine.json"
FORMAT = 1
PARSERS = (
    *("beautifulsoup4", "lxml", "markdown-it-py", "pypdf", "pypdfium2", "python-docx"),
    "python-pptx",
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that is not in the index as it is now.

    `sha256` is the content that was tried, None where trying again may help although nothing has
    changed. `reader` is what tried it: loaders, parsers and limits. `document` is the id under
    which the file's earlier version is still in the index.
    """

    file: str
    path: str
    cause: str
    when: str
    sha256: str | None
    reader: str
    document: str | None = None

    @property
    def reason(self) -> str:
        """The cause, and what becomes of the version before."""
        kept = "; the version read before stays in the index" if self.document else ""
        return f"{self.cause}{kept}"


class Quarantine:
    """What earlier runs could not use, and what this one can not."""

    def __init__(
        self, before: Sequence[Quarantined] | None, reader: str, *, forgetful: bool = False
    ) -> None:
        """`before` is None where nobody knows; `forgetful`: try every file again."""
        self._saved = before
        self._before = {item.path: item for item in before or ()}
        self._reader = reader
        self._forgetful = forgetful
        self._now: dict[str, Quarantined] = {}

    def knows(self, source: Source) -> str | None:
        """The cause that exactly this reader found in exactly this content."""
        item = self._before.get(source.place)
        if item is None or self._forgetful or item.reader != self._reader:
            return None
        return item.cause if item.sha256 and item.sha256 == _digest(source) else None

    def _add(self, item: Quarantined) -> Skipped:
        """Note a file; one that was noted before for the same cause keeps its time."""
        before = self._before.get(item.path)
        if before and before.cause == item.cause and before.sha256 == item.sha256:
            item = replace(item, when=before.when)
        self._now[item.path] = item
        return Skipped(item.file, item.reason)

    def refused(self, source: Source, error: Unreadable, known: DocumentRecord | None) -> Skipped:
        """Note a file that was tried. Nothing is remembered that may be otherwise next time."""
        lasting = not isinstance(error, TryAgain)
        return self._add(
            Quarantined(
                file=source.file,
                path=source.place,
                cause=str(error),
                when=_now(),
                sha256=_digest(source) if lasting else None,
                reader=self._reader,
                document=known.id if known else None,
            )
        )

    def passed_over(self, unusable: Mapping[str, Skipped]) -> list[Skipped]:
        """Note what is no file that could be tried, by its place."""
        return [
            self._add(Quarantined(skipped.file, path, skipped.reason, _now(), None, self._reader))
            for path, skipped in unusable.items()
        ]

    def save(self, index: IndexFolder, roots: Sequence[Path], closed: Sequence[Path]) -> None:
        """Replace what was noted of `roots`; what nobody could look at (`closed`) stays noted.

        Raises `FixSettings` where the disk refuses: by then the new build is live.
        """
        items = [item for item in self._before.values() if not _seen(item, roots, closed)]
        items += self._now.values()
        if items != self._saved:
            data = {"format": FORMAT, "files": [asdict(item) for item in items]}
            try:
                replace_file(index.root / FILE, json.dumps(data, indent=1))
            except OSError as error:
                raise FixSettings(
                    f"the index is live, but its list of quarantined files {index.root / FILE} "
                    f"could not be written ({error.strerror}): make room and run again"
                ) from error


def read_quarantine(index: IndexFolder) -> list[Quarantined]:
    """What earlier runs could not use. Raises `BuildIndex` where the list is damaged."""
    try:
        data = json.loads((index.root / FILE).read_text("utf-8"))
        return [Quarantined(**item) for item in data["files"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BuildIndex(
            f"{index.root / FILE} cannot be read ({type(error).__name__}): run `reform-ingest`"
        ) from error


def reader_version(limits: Limits) -> str:
    """Changes with the loaders, the parsers under them, the limits and the tool that reads scans,
    as what they refuse may."""
    digest = hashlib.sha256(f"{limits}\n{ocr.program()}\n".encode())
    for name in PARSERS:
        digest.update(f"{name} {version(name)}\n".encode())
    for module in sorted(Path(loaders.__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


def _seen(item: Quarantined, roots: Iterable[Path], closed: Iterable[Path]) -> bool:
    path = Path(item.path)
    return any(map(path.is_relative_to, roots)) and not any(map(path.is_relative_to, closed))


def _digest(source: Source) -> str | None:
    try:
        return source.sha256
    except OSError:
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
