"""A worker: a process of its own that reads files, so that a hostile one can harm nothing else.

`ingest.workers` starts it and talks to it over one pipe: a path goes in, a document or the reason
why not comes out. It ends when that pipe closes. Only the loaders are imported here, and only when
a file of their format comes, so that starting is cheap.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from ingest.errors import TryAgain, Unreadable
from ingest.loaders import load, ocr

READY: Final = "ready"
REFUSED, NOT_NOW, OUT_OF_MEMORY = "refused", "not now", "out of memory"
STILL_READING: Final = "still reading"
MEGABYTE: Final = 1024 * 1024
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG


def serve(descriptor: int, seconds: float, megabytes: int, parent: int) -> None:
    """Read files until the other end of the pipe closes."""
    _die_with(parent)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_DATA, megabytes * MEGABYTE)
    with Connection(descriptor) as pipe:
        pipe.send(READY)
        ocr.still_reading = lambda: _ask_for_time(pipe, seconds)
        while True:
            try:
                path = pipe.recv()
            except EOFError:
                return
            _give_time(seconds)
            _answer(pipe, Path(path))


def _give_time(seconds: float) -> None:
    """Processor time runs out last: it ends a worker that is stuck and has lost its parent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 5)


def _ask_for_time(pipe: Connection, seconds: float) -> None:
    """A scan takes seconds a page: each page has the time that another file has as a whole."""
    pipe.send((STILL_READING, ""))
    _give_time(seconds)


def _answer(pipe: Connection, path: Path) -> None:
    """A document that cannot even be sent for lack of memory is as little use as one not read."""
    try:
        pipe.send(_read(path))
    except MemoryError:
        pipe.send((OUT_OF_MEMORY, ""))


def _read(path: Path) -> Any:
    try:
        return load(path)
    except TryAgain as error:
        return NOT_NOW, str(error)
    except Unreadable as error:
        return REFUSED, str(error)


def _limit(what: int, most: int) -> None:
    """Lower only the soft limit: the hard one can not be raised again for the next file."""
    hard = resource.getrlimit(what)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (soft, hard))


def _die_with(parent: int) -> None:
    """A closed pipe ends an idle worker; Linux also ends one that is stuck in a file."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
