"""Three copies of the service and nginx before them, all processes of their own, and PostgreSQL.

The first two copies share the folder of the index; the third has a folder to itself, which
`deploy/copy-index.sh` fills. nginx reads `deploy/nginx.conf`; only addresses and paths are changed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from evals.benchmarks.swaps import two_builds
from ingest.build import update_index
from ingest.layout import replace_file
from service.database import Database
from service.keys import Role
from tests.copies.small_copy import begun, go
from tests.copies.tls import write_certificate
from tests.end_to_end.offline import free_port
from tests.fakes import BagOfWords
from tests.service.api.fakes import write_corpus
from tests.service.api.keyed import a_key, bearing, make
from tests.service.postgres import Server

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COPIES = 3
START_SECONDS = 300.0  # a machine may have much else to do
WIDE = {"answers_a_minute": 100_000, "burst": 10_000}


def nginx_program() -> str | None:
    """Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass
class Copy:
    """One copy of the service; it can be killed and started again."""

    index: Path
    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns at once: see `wait`."""
        arguments = ["serve", "--port", str(self.port), "--index", str(self.index)]
        with (self.folder / f"copy-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "tests.copies.small_copy", str(self.folder), *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def wait(self) -> None:
        """Until it can answer."""
        wait_for(lambda: self.ready() is not None, START_SECONDS)

    def ready(self) -> dict[str, Any] | None:
        """What it says of itself, None where it cannot answer."""
        try:
            response = httpx.get(f"{self.url}/readyz", trust_env=False, timeout=10)
        except httpx.HTTPError:
            return None
        said: dict[str, Any] = response.json()
        return said if response.is_success else None

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """SIGKILL is what a machine that fails looks like; SIGTERM lets it finish."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None


@dataclass
class Cluster:
    """What the tests ask. `key` may ask as much as it likes and see everything."""

    folder: Path
    postgres: Server
    place: str
    builds: tuple[str, str]
    copies: list[Copy]
    balancer: str
    key: str

    @cached_property
    def database(self) -> Database:
        return Database(self.place)

    @property
    def shared(self) -> Path:
        """The index folder that ingest writes."""
        return self.copies[0].index

    def client(self, secret: str | None = None) -> httpx.Client:
        """A reader of the balancer."""
        return reader(self.balancer, self.folder, secret or self.key)

    def of(self, copy: Copy, secret: str | None = None) -> httpx.Client:
        """Somebody who asks one copy without the balancer."""
        headers = bearing(secret or self.key)
        return httpx.Client(base_url=copy.url, headers=headers, timeout=90, trust_env=False)

    def serve(self, build: str) -> None:
        """What an ingest does at its end, and the copying that follows it."""
        replace_file(self.shared / "CURRENT", f"{build}\n")
        copy_index(self.shared, self.copies[-1].index)

    def start(self, *copies: Copy) -> None:
        """Together, which is quicker."""
        for copy in copies:
            copy.start()
        for copy in copies:
            copy.wait()

    def waiting(self, *known: Copy) -> Copy:
        """Another copy than those known at which a question that was told to wait has come."""
        others = [copy for copy in self.copies if copy not in known]
        wait_for(lambda: any(begun(self.folder, each.port).exists() for each in others))
        return next(each for each in others if begun(self.folder, each.port).exists())

    def hold(self) -> None:
        """From now on a question that is told to wait does."""
        go(self.folder).unlink(missing_ok=True)
        for copy in self.copies:
            begun(self.folder, copy.port).unlink(missing_ok=True)

    def let_go(self) -> None:
        go(self.folder).touch()

    def balanced(self) -> list[dict[str, str]]:
        """What nginx has noted of each request that has ended."""
        lines = (self.folder / "access.log").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def noted(self, response: httpx.Response) -> dict[str, str]:
        """What it has noted of the request that this is the response to."""
        request = response.headers["x-request-id"]
        (line,) = [each for each in self.balanced() if each["request"] == request]
        return line


def reader(url: str, folder: Path, secret: str) -> httpx.Client:
    """Somebody with a key who trusts the balancer's certificate."""
    trusted = ssl.create_default_context(cafile=str(folder / "tls.pem"))
    headers = bearing(secret)
    return httpx.Client(base_url=url, headers=headers, verify=trusted, timeout=90, trust_env=False)


def copy_index(source: Path, target: Path) -> None:
    """As an operator does it."""
    subprocess.run([DEPLOY / "copy-index.sh", source, target], check=True)  # noqa: S603


@contextmanager
def running_cluster(folder: Path, postgres: Server) -> Iterator[Cluster]:
    """All of it, until the block ends."""
    place, model, shared = postgres.database(), BagOfWords(), folder / "index"
    builds = two_builds(
        sorted(write_corpus(folder / "corpus").glob("*.txt")),
        shared,
        lambda index, paths: update_index(index, paths, lambda: model, model.identity.name),
    )
    copy_index(shared, folder / "copied")
    replace_file(shared / "CURRENT", f"{builds[0]}\n")
    copy_index(shared, folder / "copied")
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("REFORM_QA_")},
        "REFORM_QA_DATABASE_URL": place,
        "REFORM_QA_LOG": "json",
    }
    with ExitStack() as ends:
        copies = [Copy(index, folder, environment) for index in (shared, shared, folder / "copied")]
        for copy in copies:
            ends.callback(copy.end)
        key = make(Database(place), a_key("everything", Role.ADMIN, trusted=True, **WIDE))
        balancer = ends.enter_context(nginx(folder, [copy.port for copy in copies]))
        made = Cluster(folder, postgres, place, builds, copies, balancer, key)
        made.start(*copies)
        yield made


@contextmanager
def nginx(folder: Path, copies: list[int]) -> Iterator[str]:
    """Before copies on these ports, until the block ends; its address."""
    port = free_port()
    write_certificate(folder / "tls.pem", folder / "tls.key")
    (folder / "site.conf").write_text(_site(folder, copies, port), "utf-8")
    (folder / "nginx.conf").write_text(_around(folder), "utf-8")
    program = nginx_program()
    assert program
    process = subprocess.Popen(  # noqa: S603
        [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"],
        stdout=subprocess.DEVNULL,
    )
    url = f"https://127.0.0.1:{port}"
    try:
        wait_for(lambda: (folder / "nginx.pid").exists())
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _site(folder: Path, copies: list[int], port: int) -> str:
    """`deploy/nginx.conf` for this computer; what is to be changed must be there."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen [::]:443 ssl;": "",
        "/etc/nginx/tls/reform-qa.pem": str(folder / "tls.pem"),
        "/etc/nginx/tls/reform-qa.key": str(folder / "tls.key"),
        "/var/log/nginx/reform-qa.log": str(folder / "access.log"),
        "/var/log/nginx/reform-qa-error.log": str(folder / "error.log"),
    }
    changes |= {f"copy-{n}:8000": f"127.0.0.1:{each}" for n, each in enumerate(copies, 1)}
    for theirs, ours in changes.items():
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    assert len(re.findall(r"^ +server 127\.0\.0\.1:", text, re.M)) == COPIES
    return text


def _around(folder: Path) -> str:
    """What Debian's own nginx.conf gives a site."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"  {kind}_temp_path {folder}/temp-{kind};" for kind in kinds)
    return f"""
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
{folders}
  include {folder}/site.conf;
}}
"""


def wait_for(true: Callable[[], bool], seconds: float = 120.0) -> None:
    """Looks again and again; it must become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)
