"""`make run` as processes: both parts answer, and whatever ends it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx
import pytest

from tests.ui.conftest import free_port, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

ROOT = Path(__file__).parents[1]
ENOUGH = 90  # seconds for a start on a busy machine
NOHUP = pytest.mark.skipif(
    signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, reason="the tests run under nohup"
)

TEXT = """# Fostering allowances

The national minimum allowance for foster carers rose by 12.43 per cent on 1 April 2023.

Every council must pay its foster carers at least the national minimum allowance.
"""

PARENT = """
from contextlib import suppress
from scripts.children import Children, Stopped
with suppress(Stopped), Children() as children:
    children.start("server", "http.server", "0", quiet=True)
    while True:
        children.pause()
"""


@dataclass(frozen=True)
class Home:
    """A folder with a corpus and its index, apart from the developer's own."""

    folder: Path

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("REFORM_QA_")}
        ours = {"PYTHONPATH": str(ROOT), "REFORM_QA_MODELS": str(ROOT / "var" / "models")}
        return kept | ours

    def start(
        self,
        *command: str,
        settings: Mapping[str, str] = MappingProxyType({}),
        stdin: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Both outputs go to one file, because a pipe that nobody reads would stop the writer."""
        with self.output.open("wb") as file:
            return subprocess.Popen(  # noqa: S603
                [sys.executable, *command],
                cwd=self.folder,
                env=self.environment() | dict(settings),
                stdin=stdin,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> Path:
        return self.folder / "output.txt"

    def said(self) -> list[str]:
        return self.output.read_text("utf-8").splitlines()


@dataclass(frozen=True)
class Run:
    """`make run` after both its parts have answered."""

    process: subprocess.Popen[bytes]
    port: int
    page_port: int

    @property
    def service(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pids(self) -> list[int]:
        return [pid_of(module, self.process) for module in ("service.cli", "ui.cli")]

    def has_left_nothing(self, pids: list[int]) -> bool:
        return not any(map(is_alive, pids)) and is_free(self.port) and is_free(self.page_port)


def pid_of(module: str, parent: subprocess.Popen[bytes]) -> int:
    """Of a child that runs the module; one that was only forked still has its parent's command."""
    command = f"-m\0{module}"
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may end while we look
            its_parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(its_parent) == parent.pid and command in (folder / "cmdline").read_text():
                return int(folder.name)
    raise LookupError(f"no {module}")


def has_child(module: str, parent: subprocess.Popen[bytes]) -> bool:
    with suppress(LookupError):
        return bool(pid_of(module, parent))
    return False


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A test that fails must not leave its processes: Ctrl-C twice, as a person would."""
    try:
        yield process
    finally:
        for _ in range(2):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(5)


@contextmanager
def running(home: Home, corpus: str = "corpus") -> Iterator[Run]:
    port, page_port = free_port(), free_port()
    settings = {
        "REFORM_QA_CORPUS": corpus,
        "REFORM_QA_PORT": str(port),
        "REFORM_QA_UI_PORT": str(page_port),
    }
    with ended(home.start("-m", "scripts.run", settings=settings)) as process:
        wait_for(lambda: bool(process.poll()) or f":{page_port}" in home.output.read_text(), ENOUGH)
        assert process.poll() is None, home.said()
        yield Run(process, port, page_port)


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("home"))
    corpus = home.folder / "corpus"
    corpus.mkdir()
    (corpus / "allowances.md").write_text(TEXT, "utf-8")
    assert home.start("-m", "ingest.cli").wait(ENOUGH) == 0, home.said()
    return home


@pytest.mark.models
def test_both_answer_and_ctrl_c_ends_both(home: Home) -> None:
    with running(home) as run:
        question = {"question": "By how much did the national minimum allowance rise?"}
        answer = httpx.post(f"{run.service}/v1/answers", json=question, timeout=60)
        page = httpx.get(f"http://127.0.0.1:{run.page_port}/_stcore/health")
        pids = run.pids()
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(20) == 0
    live = (home.folder / "var" / "index" / "CURRENT").read_text().strip()
    assert (answer.status_code, answer.json()["index"]) == (200, live)
    assert page.text == "ok"
    assert home.said()[-2].endswith(f"http://127.0.0.1:{run.page_port}")
    assert home.said()[-1].endswith(run.service)
    assert run.has_left_nothing(pids)


@pytest.mark.models
def test_a_failed_ingest_keeps_the_live_index_and_a_part_that_dies_ends_the_other(
    home: Home,
) -> None:
    with running(home, corpus="nowhere") as run:
        assert "the one of before goes on serving" in home.output.read_text()
        pids = run.pids()
        os.kill(pids[0], signal.SIGKILL)
        assert run.process.wait(20) == 1
    assert home.said()[-1] == (
        "make run: the service has ended (killed by SIGKILL), so all is stopped"
    )
    assert run.has_left_nothing(pids)


@pytest.mark.parametrize("setting", ["REFORM_QA_PORT", "REFORM_QA_UI_PORT"])
def test_a_taken_port_is_one_line_that_says_how_to_choose_another(
    setting: str, empty: Home
) -> None:
    ports = {"REFORM_QA_PORT": str(free_port()), "REFORM_QA_UI_PORT": str(free_port())}
    with socket.create_server(("127.0.0.1", int(ports[setting]))):
        assert empty.start("-m", "scripts.run", settings=ports).wait(30) == 1
    (line,) = empty.said()
    assert f"port {ports[setting]}" in line
    assert f"{setting}=NUMBER make run" in line


def test_one_port_for_both_is_refused(empty: Home) -> None:
    port = str(free_port())
    ports = {"REFORM_QA_PORT": port, "REFORM_QA_UI_PORT": port}
    assert empty.start("-m", "scripts.run", settings=ports).wait(30) == 1
    (line,) = empty.said()
    assert f"port {port} is given to both" in line


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", pytest.param("SIGHUP", marks=NOHUP)])
def test_every_signal_to_end_is_passed_on(name: str, empty: Home) -> None:
    with ended(empty.start("-c", PARENT)) as parent:
        wait_for(lambda: has_child("http.server", parent), 30)
        child = pid_of("http.server", parent)
        parent.send_signal(signal.Signals[name])
        assert parent.wait(5) == 0
    assert not is_alive(child)
    assert empty.said() == []


def test_a_closed_terminal_ends_all_even_where_its_signal_went_elsewhere(empty: Home) -> None:
    terminal, inside = os.openpty()
    with ended(empty.start("-c", PARENT, stdin=inside)) as parent:
        os.close(inside)
        wait_for(lambda: has_child("http.server", parent), 30)
        child = pid_of("http.server", parent)
        os.close(terminal)
        assert parent.wait(5) == 0
    assert not is_alive(child)


def test_a_second_ctrl_c_does_not_wait(empty: Home) -> None:
    with ended(empty.start("-c", PARENT)) as parent:
        wait_for(lambda: has_child("http.server", parent), 30)
        child = pid_of("http.server", parent)
        os.kill(child, signal.SIGSTOP)  # it cannot end by itself now
        parent.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            parent.wait(1)
        parent.send_signal(signal.SIGINT)
        assert parent.wait(5) == 0
    assert not is_alive(child)
