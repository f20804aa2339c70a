"""The results of a run so far, in a file, so that a run which ends early can be resumed.

JSON Lines: a header that says what was asked, then a result a line, each written as soon as it is
there. Nothing is lost: results that are not resumed are set aside when the next run begins.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, NamedTuple

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.questions import EvalQuestion, QuestionSet
from evals.results import Result
from evals.targets import Target
from ingest.errors import FixSettings, TryLater


class Header(BaseModel):
    """What the results are of. `questions` tells whether two runs were of the same questions."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    target: str
    index: str
    questions: str


class Journal:
    """An open journal: one run's alone until it is closed. Safe to share by threads.

    `set_aside` is where results of an earlier run that ended early are now.
    """

    def __init__(self, path: Path, lock: FileLock, set_aside: Path | None = None) -> None:
        self.path = path
        self.set_aside = set_aside
        self._lock = lock
        self._writing = threading.Lock()
        self._results: dict[tuple[str, str], Result] = {}
        self._file: BinaryIO | None = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def find(self, set_name: str, question: EvalQuestion) -> Result | None:
        """The result of exactly this question: one that has been edited since has none."""
        return self._results.get((set_name, question.digest))

    def kept(self, sets: Sequence[QuestionSet]) -> int:
        """How many of the sets' questions have a result."""
        return sum(
            self.find(s.name, question) is not None for s in sets for question in s.questions
        )

    def append(self, result: Result) -> None:
        """Keep a result: another program can read it when this returns."""
        with self._writing:
            self._write(result)
            self._results[result.set, result.question.digest] = result

    def discard(self) -> None:
        """Close and delete, when the results are safe elsewhere."""
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let go of the file, which stays."""
        with suppress(OSError):  # a full disk, which `append` has told
            if self._file:
                self._file.close()
        self._lock.release()

    def _write(self, line: BaseModel) -> None:
        try:
            if self._file is None:
                self._file = self.path.open("ab")
            self._file.write(line.model_dump_json().encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise _unusable(self.path, error) from error

    def _begin(self, header: Header, results: Sequence[Result], end: int) -> None:
        """Go on behind the last whole line; a new file begins with the header."""
        self._results = {(r.set, r.question.digest): r for r in results}
        if end == 0:
            self.path.write_bytes(b"")
            self._write(header)
        elif end < self.path.stat().st_size:
            with self.path.open("r+b") as file:
                file.truncate(end)


class _Kept(NamedTuple):
    """What stands in a file; `end` is where its last whole line ends."""

    header: Header | None
    results: list[Result]
    end: int


def header_of(target: Target, sets: Sequence[QuestionSet]) -> Header:
    """The header of a run of these sets against this target."""
    digests = [f"{s.name} {question.digest}" for s in sets for question in s.questions]
    return Header(target=target.name, index=target.index, questions=_digest(digests))


def journal_path(folder: Path, target: str, sets: Sequence[QuestionSet]) -> Path:
    """Where a run's journal is: the same for the same files and target, also when a question has
    been edited or the index replaced, so that `--resume` finds it and can say what is different."""
    files = sorted(str(questions.path.resolve()) for questions in sets)
    return folder / f"{_digest([target, *files])}.jsonl"


def open_journal(path: Path, header: Header, resume: bool) -> Journal:
    """Begin a journal; with `resume` go on with the one that is there, if one is.

    Raises `FixSettings` when that one is of another target or index or cannot be read or written,
    `TryLater` when another run is writing it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _hold(path)
        try:
            return _resume(path, header, lock) if resume else _anew(path, header, lock)
        except BaseException:
            lock.release()
            raise
    except OSError as error:
        raise _unusable(path, error) from error


def _hold(path: Path) -> FileLock:
    lock = FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise TryLater(
            f"another run of the same question sets is at work ({path}): wait until it has ended"
        ) from error
    return lock


def _resume(path: Path, header: Header, lock: FileLock) -> Journal:
    kept = _read(path)
    for name in ("target", "index") if kept.header else ():
        old, new = getattr(kept.header, name), getattr(header, name)
        if old != new:
            raise FixSettings(
                f"{path} has answers of the {name} {old}, now it is {new}: run without --resume"
            )
    journal = Journal(path, lock)
    journal._begin(header, kept.results, kept.end)
    return journal


def _anew(path: Path, header: Header, lock: FileLock) -> Journal:
    journal = Journal(path, lock, _put_aside(path))
    journal._begin(header, [], 0)
    return journal


def _put_aside(path: Path) -> Path | None:
    """Where the file is now; None if it had nothing to keep."""
    if not path.exists() or path.read_bytes().count(b"\n") < 2:
        return None
    number = 1
    while (aside := path.with_suffix(f".{number}.old")).exists():
        number += 1
    return path.rename(aside)


def _read(path: Path) -> _Kept:
    """All whole lines. What a crash has cut off has no line end: it was never kept."""
    data = path.read_bytes() if path.exists() else b""
    end = data.rfind(b"\n") + 1
    header: Header | None = None
    results: list[Result] = []
    for number, line in enumerate(data[:end].splitlines(), 1):
        try:
            if header is None:
                header = Header.model_validate_json(line)
            else:
                results.append(Result.model_validate_json(line))
        except ValidationError as error:
            raise FixSettings(
                f"line {number} of {path} is not what this version writes: run without --resume, "
                "which sets the file aside"
            ) from error
    return _Kept(header, results, end)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _unusable(path: Path, error: OSError) -> FixSettings:
    return FixSettings(f"{path}, which keeps the answers, cannot be used ({error.strerror})")
