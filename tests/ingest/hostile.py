"""A reader for files that say what they do to whoever reads them. Runs in real workers."""

from __future__ import annotations

import ctypes
import os
import pickle
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest import worker
from ingest.document import Block, LoadedDocument
from ingest.errors import TryAgain, Unreadable

TRAP: list[bool] = []


def serve(descriptor: int, seconds: float, megabytes: int, parent: int) -> None:
    vars(worker)["load"] = load
    worker.serve(descriptor, seconds, megabytes, parent)


def load(path: Path) -> LoadedDocument:
    deed = path.read_text("utf-8").strip()
    DEEDS.get(deed, lambda: None)()
    return LoadedDocument(deed, (Block("paragraph", 0, len(deed)),))


class Evil:
    """Runs a command in whoever unpickles it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("kill -9 $PPID",)


def _raise(error: Exception) -> Callable[[], None]:
    def deed() -> None:
        raise error

    return deed


def _loop() -> None:
    while True:
        pass


def _send(data: bytes) -> Callable[[], None]:
    """Write to the pipe as our own code does, but not a document."""

    def deed() -> None:
        for name in [fd.name for fd in Path("/dev/fd").iterdir()]:
            if int(name) > 2:
                try:
                    os.write(int(name), len(data).to_bytes(4, "big") + data)
                except OSError:
                    continue

    return deed


def _grow() -> None:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def _grow_in_c() -> None:
    """As a parser in C does that does not look whether it got its memory."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while True:
        ctypes.memset(libc.malloc(ctypes.c_size_t(10_000_000)), 1, 10_000_000)


DEEDS: dict[str, Callable[[], object]] = {
    "segfault": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "exit": lambda: os._exit(0),
    "close the pipe": lambda: os.closerange(3, 10_000),
    "loop": _loop,
    "hold the interpreter": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    "sleep": lambda: time.sleep(60),
    "grow": _grow,
    "grow in C": _grow_in_c,
    "send code": _send(pickle.dumps(Evil())),
    "send nonsense": _send(b"nonsense"),
    "send another thing": _send(pickle.dumps([1, 2, 3])),
    "refuse": _raise(Unreadable("it is a poem")),
    "not now": _raise(TryAgain("it is being written")),
    "leave a trap": lambda: TRAP.append(True),
    "step into a trap": lambda: TRAP and os.abort(),
    "be killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
}
