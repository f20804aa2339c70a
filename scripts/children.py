"""Processes that end together: by a signal, or because one of them has ended.

Each leads a session of its own, so a Ctrl-C in the terminal reaches the parent alone, which ends
the others and waits for them. A second Ctrl-C does not wait. The handlers only take notes, so that
no signal can come between the start of a process and its entry in the list.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

TICK = 0.1
GRACE_SECONDS = 10  # the service gives the answers under way five of its own


class Stopped(Exception):
    """Somebody wants the run to end."""


class Failed(Exception):
    """The run cannot go on; the message is one line."""


class Children:
    """The processes that a run has started: none outlives the `with` block."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._interrupts = 0
        self._asked_to_stop = False
        self._had_terminal = os.isatty(0)

    def __enter__(self) -> Children:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._alive():
            os.killpg(process.pid, signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while self._alive() and self._interrupts < 2 and time.monotonic() < end:
            time.sleep(TICK)
        for process in self._alive():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start(self, name: str, module: str, *arguments: str, quiet: bool = False) -> None:
        """Start a module of ours; `quiet` drops what it prints, never what it complains of."""
        self._running[name] = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if quiet else None,
            start_new_session=True,
        )

    def finish(self, module: str) -> bool:
        """Run a module to its end; whether it succeeded. Raises `Stopped`."""
        self.start(module, module)
        while self._running[module].poll() is None:
            self.pause()
        return self._running.pop(module).returncode == 0

    def pause(self) -> None:
        """Wait a moment. Raises `Stopped`."""
        # Where `make` is the terminal's first process, a closed window's SIGHUP stays with it.
        if self._asked_to_stop or (self._had_terminal and not os.isatty(0)):
            raise Stopped
        time.sleep(TICK)

    def check(self) -> None:
        """Raises `Failed` if one has ended by itself."""
        for name, process in self._running.items():
            if (status := process.poll()) is not None:
                raise Failed(f"the {name} has ended ({_describe(status)}), so all is stopped")

    def _alive(self) -> list[subprocess.Popen[bytes]]:
        return [process for process in self._running.values() if process.poll() is None]

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True
        self._interrupts += number == signal.SIGINT


def _describe(status: int) -> str:
    return f"exit status {status}" if status >= 0 else f"killed by {signal.Signals(-status).name}"
