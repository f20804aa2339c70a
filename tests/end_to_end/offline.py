"""Commands that run with every way out of this computer shut, and a record of each attempt.

Python code, in the command and in all its children, meets an audit hook that refuses. Native code
that would fetch something over HTTP is sent to a proxy of ours, which only notes that it came. A
command that needs no network at all runs without one where the system allows it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from ingest import OFFLINE

HOOK = """
import os, sys

def _is_near(host):
    name = host.decode() if isinstance(host, bytes) else str(host)
    return name in ("", "None", "localhost", "::1", "0.0.0.0") or name.startswith("127.")

def _refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not _is_near(host):
        with open(os.environ["OFFLINE_RECORD"], "a") as record:
            record.write(f"{event} {host}\\n")
        raise OSError(f"the test allows no way out: {event} {host}")

sys.addaudithook(_refuse)
"""


# A command must keep quiet by itself. Libraries hold their tongues where they see a CI, and what we
# set for our own process would reach the command as well.
QUIETENED = ("CI", "GITHUB_", "GITLAB_", "TF_BUILD", "BUILD_", "JENKINS_", "TRAVIS", *OFFLINE)


class Offline:
    """A folder to work in, an environment without a way out, and what tried to get out."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.started = 0.0
        hook = folder / "hook"
        hook.mkdir()
        (hook / "sitecustomize.py").write_text(HOOK, "utf-8")
        self._record = folder / "attempts.txt"
        self._record.touch()
        self._proxy = socket.create_server(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{self._proxy.getsockname()[1]}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("REFORM_QA_", *QUIETENED))}
        self.environment = kept | {
            "PYTHONPATH": str(hook),
            "OFFLINE_RECORD": str(self._record),
            "HOME": str(folder),
            **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), proxy),
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), proxy),
            "NO_PROXY": "",
            "no_proxy": "",
            **settings,
        }
        threading.Thread(target=self._note_who_comes, daemon=True).start()

    def _note_who_comes(self) -> None:
        while True:
            try:
                caller, _ = self._proxy.accept()
            except OSError:
                return
            with caller, self._record.open("a") as record:
                record.write("proxy\n")

    def attempts(self) -> list[str]:
        """Every attempt to reach another computer so far."""
        return self._record.read_text("utf-8").splitlines()

    def run(
        self, command: Sequence[str], *, cut_off: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end; `cut_off` takes the network away altogether where that can be done."""
        return subprocess.run(  # noqa: S603 - our own command
            [*(without_network() if cut_off else ()), *command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        """Start in a process group of its own, as a terminal does."""
        self.started = time.monotonic()
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Offline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._proxy.close()


def without_network() -> list[str]:
    """A prefix that gives a command no network but its own loopback; empty where not allowed."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    prefix = [unshare, "--user", "--map-root-user", "--net"]
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)  # noqa: S603
    return [] if tried.returncode else prefix


def installed(command: str) -> str:
    """One of our commands, from the environment that the tests run in."""
    return str(Path(sys.executable).parent / command)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port
