"""Reads files in a worker process, under a limit of time and of memory.

A parser that crashes, never returns or eats the machine's memory costs us one worker and that one
file. A file is blamed only when a fresh worker fails on it, never for what an earlier one left.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Final, Protocol

from ingest import worker
from ingest.document import LoadedDocument
from ingest.errors import FixSettings, TryAgain, Unreadable
from ingest.loaders import ocr

START_SECONDS: Final = 60.0
GROWN_LARGE: Final = 1 / 3  # of the limit: a buffer that doubles needs itself and twice itself
CRASHED: Final = "reading it crashed the reader"
# It is given our own search path, as `multiprocessing` does, but not our `__main__`, whose imports
# (Chroma, onnxruntime) would make each start slow.
_START: Final = (
    "import json, sys; path, *rest = json.loads(sys.argv[1]); sys.path[:] = path; "
    "from ingest.worker import serve; serve(*rest)"
)


_PLAIN: Final = frozenset({("datetime", "date"), ("ingest.trust", "Claim")})


class Reader(Protocol):
    """Reads one file after the other; `close` may be called by another thread, to stop it."""

    def read(self, path: Path) -> LoadedDocument:
        """Raises `Unreadable` with the reason."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: float = 120
    megabytes: int = 1024

    @property
    def too_slow(self) -> str:
        return f"it takes longer than {self.seconds:g} seconds to read"

    @property
    def too_big(self) -> str:
        return f"it needs more memory than {self.megabytes} MB"


class _Ended(Exception):
    """The worker did not answer; `reason` blames the file, should a fresh worker fail as well."""

    def __init__(self, reason: str, kind: type[Unreadable] = Unreadable) -> None:
        self.error = kind(reason)


class WorkerReader(AbstractContextManager["WorkerReader"]):
    """One worker, started with the first file and kept warm for the next ones."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker: _Worker | None = None
        self._closed = False

    def read(self, path: Path) -> LoadedDocument:
        """Raises `Unreadable` with the reason; `TryAgain` where the file may not be to blame."""
        fresh = self._worker is None
        current = self._worker = self._worker or _Worker(self._limits)
        if self._closed:  # looked at when the worker can be seen by who closes, never before
            self._stop()
            raise TryAgain("reading was stopped")
        try:
            return current.read(path)
        except _Ended as end:
            self._stop()
            if fresh or isinstance(end, _TooSlow):
                raise end.error from None
        return self.read(path)

    def close(self) -> None:
        """End the worker, whatever it is doing; a `read` under way in another thread fails."""
        self._closed = True
        self._stop()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stop(self) -> None:
        ended, self._worker = self._worker, None
        if ended is not None:
            ended.end()


class _TooSlow(_Ended):
    """Out of time: a second try would only cost as much again."""


class _Worker:
    """The process and our end of its pipe."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ending = threading.Lock()
        self._ended: tuple[int, int] | None = None
        self._ours = _largest()
        self._pipe, theirs = Pipe()
        path = [entry or str(Path.cwd()) for entry in sys.path]
        given = [path, theirs.fileno(), limits.seconds, limits.megabytes, os.getpid()]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", _START, json.dumps(given)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # a Ctrl-C is for us: we end the worker
            )
        try:
            if self._receive(START_SECONDS) == worker.READY:
                return
        except _Ended:
            self.end()
        raise FixSettings(
            "the process that reads files does not start: try a larger "
            "REFORM_QA_FILE_MEGABYTES, or run `reform-service doctor`"
        )

    def read(self, path: Path) -> LoadedDocument:
        """Raises `Unreadable` for what the worker says, `_Ended` where it does not answer."""
        with suppress(OSError):  # it has ended: the next line says how
            self._pipe.send(str(path.absolute()))
        match self._answer():
            case LoadedDocument() as document:
                return document
            case (worker.REFUSED, str(reason)):
                raise Unreadable(reason)
            case (worker.NOT_NOW, str(reason)):
                raise TryAgain(reason)
            case (worker.OUT_OF_MEMORY, _):
                raise _Ended(self._limits.too_big)
        raise _Ended(CRASHED)

    def _answer(self) -> Any:
        """What the worker says in the end. A scan may ask for more time, page by page."""
        longest = time.monotonic() + self._limits.seconds + ocr.FILE_SECONDS
        while time.monotonic() < longest:
            answer = self._receive(self._limits.seconds)
            if answer != (worker.STILL_READING, ""):
                return answer
        raise _TooSlow(self._limits.too_slow)

    def end(self) -> tuple[int, int]:
        """Stop it and take leave; returns its exit code and the most memory that it held.

        Two threads may come here at once. `Popen.kill` would look first and lose the figures.
        """
        with self._ending:
            if self._ended is None:
                os.kill(self._process.pid, signal.SIGKILL)
                _, status, usage = os.wait4(self._process.pid, 0)
                self._process.returncode = os.waitstatus_to_exitcode(status)
                unit = 1 if sys.platform == "darwin" else 1024
                self._ended = self._process.returncode, usage.ru_maxrss * unit
            return self._ended

    def _receive(self, seconds: float) -> Any:
        try:
            if self._pipe.poll(seconds):
                return _Unpickler(io.BytesIO(self._pipe.recv_bytes())).load()
        except (OSError, EOFError):
            raise self._died() from None
        except Exception as error:  # what was sent is no pickle of ours
            raise _Ended(CRASHED) from error
        raise _TooSlow(self._limits.too_slow)

    def _died(self) -> _Ended:
        """Why. A parser in C that gets no more memory crashes, and has grown large by then.

        Linux begins to count with what we ourselves held when the worker was started.
        """
        code, grown = self.end()
        if grown > max(self._ours, self._limits.megabytes * worker.MEGABYTE * GROWN_LARGE):
            return _Ended(self._limits.too_big)
        if code == -signal.SIGKILL:
            return _Ended(
                "the system stopped the reader, as it does when memory is short", TryAgain
            )
        name = f" ({signal.Signals(-code).name})" if -code in set(signal.Signals) else ""
        return _Ended(f"{CRASHED}{name}")


def _largest() -> int:
    """How large this process has been, in bytes, which Linux counts for those that it starts too;
    0 elsewhere."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
        return int(found[1]) * 1024 if found else 0
    return 0


class _Unpickler(pickle.Unpickler):
    """Makes documents and nothing else: a parser that a file has taken over can not reach us."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "ingest.document" or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")
