"""What benchmarks start and look at from outside: a service of our own, pages of Streamlit's."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

START_SECONDS = 120.0


@contextmanager
def service(index: Path, folder: Path, **others: str) -> Iterator[tuple[str, int]]:
    """A service over an index: its address and the id of its process. `others` are further
    settings, by their environment variables."""
    port = free_port()
    ours = {"REFORM_QA_ANSWERS": str(folder / "answers.sqlite"), "REFORM_QA_LOG": "text"}
    command = ("service.cli", "--port", str(port), "--index", str(index))
    with running(*command, port=port, ready="/readyz", settings=ours | others) as found:
        yield found


@contextmanager
def running(
    *command: str, port: int, ready: str, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, int]]:
    """A module of ours or another's, from when `ready` answers: its address and process."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", *command],
        env=os.environ | (settings or {}),
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url + ready, process)
        yield url, process.pid
    finally:
        process.send_signal(signal.SIGINT)  # nothing happens where it has ended
        process.wait(30)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port


def megabytes(process: int) -> float:
    """The memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None:
            raise SystemExit(f"what was started ended at once, with status {process.returncode}")
        if time.monotonic() > end:
            raise SystemExit(f"{url} did not answer in {START_SECONDS:g} seconds")
        time.sleep(0.05)
