"""A file can crash, stop or fill its worker; it costs that file and nothing else."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest import workers
from ingest.errors import FixSettings, TryAgain, Unreadable
from ingest.loaders import load
from ingest.workers import Limits, WorkerReader
from tests.ingest.conftest import VISITS
from tests.ingest.library import Library, reasons
from tests.ingest.loaders.pdf_files import make_pdf, put

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
LIMITS = Limits(seconds=2, megabytes=256)


@pytest.fixture
def reader() -> Iterator[WorkerReader]:
    with WorkerReader(LIMITS) as reader:
        yield reader


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers read with `tests.ingest.hostile.load`."""
    monkeypatch.setattr(
        workers, "_START", workers._START.replace("ingest.worker", "tests.ingest.hostile")
    )


def hello(page: Canvas) -> None:
    put(page, 72, 100, "A social worker visits.")


def file(folder: Path, deed: str) -> Path:
    path = folder / f"{deed}.txt"
    path.write_text(deed)
    return path


def test_a_worker_reads_what_the_loader_reads(tmp_path: Path, reader: WorkerReader) -> None:
    path = make_pdf(tmp_path / "a.pdf", hello)
    document = reader.read(path)
    assert document == load(path)
    assert document.pages[0].words


@LINUX
def test_one_worker_reads_file_after_file(tmp_path: Path, reader: WorkerReader) -> None:
    for number in range(3):
        path = tmp_path / f"{number}.txt"
        path.write_text(VISITS)
        reader.read(path)
    assert len(children()) == 1


def test_a_refusal_keeps_its_reason(tmp_path: Path, reader: WorkerReader) -> None:
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(Unreadable, match=r"^it is empty$"):
        reader.read(tmp_path / "empty.pdf")
    with pytest.raises(TryAgain, match=r"could not be opened \(No such file"):
        reader.read(tmp_path / "gone.pdf")


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("segfault", "reading it crashed the reader (SIGSEGV)"),
        ("abort", "reading it crashed the reader (SIGABRT)"),
        ("exit", "reading it crashed the reader"),
        ("send code", "reading it crashed the reader"),
        ("send nonsense", "reading it crashed the reader"),
        ("send another thing", "reading it crashed the reader"),
        ("loop", "it takes longer than 2 seconds to read"),
        ("hold the interpreter", "it takes longer than 2 seconds to read"),
        ("sleep", "it takes longer than 2 seconds to read"),
        ("grow", "it needs more memory than 256 MB"),
        ("refuse", "it is a poem"),
    ],
)
def test_a_hostile_file_costs_only_itself(
    tmp_path: Path, reader: WorkerReader, deed: str, reason: str
) -> None:
    reader.read(file(tmp_path, "a good file"))
    with pytest.raises(Unreadable) as refusal:
        reader.read(file(tmp_path, deed))
    assert str(refusal.value) == reason
    assert not isinstance(refusal.value, TryAgain)
    assert reader.read(file(tmp_path, "another good file")).text == "another good file"


def test_a_small_pdf_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    """A real one: it is pdfium that asks for the memory, and aborts when it gets none."""
    path = make_pdf(tmp_path / "bomb.pdf", hello)
    stream = zlib.compress(zlib.compress(b"q " * 150_000_000, 1), 9)
    parts = [b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(stream)]
    parts += [b"stream", stream, b"endstream endobj"]
    data, count = re.subn(
        rb"(?<=\n)<<[^<>]*/Length \d+[^<>]*>>\s*stream.*?endstream\s*endobj",
        lambda _: b"\n".join(parts),
        path.read_bytes(),
        flags=re.S,
    )
    assert count == 1
    path.write_bytes(data)
    assert refusal_of(path) == "it needs more memory than 256 MB"


def test_a_parser_in_c_that_crashes_for_want_of_memory_is_told_by_its_size(tmp_path: Path) -> None:
    path = file(tmp_path, "grow in C")
    assert refusal_of(path, module="tests.ingest.hostile") == "it needs more memory than 256 MB"


READ = """
import sys
from pathlib import Path
from ingest import workers
workers._START = workers._START.replace("ingest.worker", sys.argv[2])
try:
    workers.WorkerReader(workers.Limits(60, 256)).read(Path(sys.argv[1]))
except workers.Unreadable as error:
    print(error)
"""


def refusal_of(path: Path, module: str = "ingest.worker") -> str:
    """Why a small process cannot read a file: from one that has grown itself, as this one may
    have, Linux does not tell how large a worker that crashed was."""
    command = [sys.executable, "-c", READ, str(path), module]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("deed", ["be killed", "close the pipe", "not now"])
def test_what_may_not_be_the_files_fault_is_tried_again(
    tmp_path: Path, reader: WorkerReader, deed: str
) -> None:
    with pytest.raises(TryAgain):
        reader.read(file(tmp_path, deed))


@pytest.mark.usefixtures("hostile")
def test_a_file_is_not_blamed_for_what_an_earlier_one_left(
    tmp_path: Path, reader: WorkerReader
) -> None:
    reader.read(file(tmp_path, "leave a trap"))
    assert reader.read(file(tmp_path, "step into a trap")).text == "step into a trap"


@LINUX
@pytest.mark.usefixtures("hostile")
def test_closing_ends_a_reading_in_another_thread(tmp_path: Path) -> None:
    reader = WorkerReader(Limits(seconds=60))
    ended: list[Exception] = []

    def read() -> None:
        try:
            reader.read(file(tmp_path, "loop"))
        except Unreadable as error:
            ended.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    wait_until(lambda: len(children()) == 1)
    reader.close()
    thread.join(5)
    assert ended
    assert children() == []


def test_a_worker_that_cannot_start_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_START", "raise SystemExit(1)")
    with WorkerReader(LIMITS) as reader, pytest.raises(FixSettings, match="does not start"):
        reader.read(file(tmp_path, "good"))


PARENT = """
import sys
from pathlib import Path
from ingest import workers
workers._START = workers._START.replace("ingest.worker", "tests.ingest.hostile")
reader = workers.WorkerReader(workers.Limits(seconds=50))
reader.read(Path(sys.argv[1]))
print(reader._worker._process.pid, flush=True)
reader.read(Path(sys.argv[2]))
"""


@LINUX
@pytest.mark.parametrize("deed", ["sleep", "hold the interpreter"])
def test_no_worker_outlives_a_killed_parent(tmp_path: Path, deed: str) -> None:
    files = [file(tmp_path, "good"), file(tmp_path, deed)]
    command = [sys.executable, "-c", PARENT, *map(str, files)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(0.2)
        assert is_running(worker)
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not is_running(worker))


@LINUX
@pytest.mark.usefixtures("hostile")
def test_an_ingest_with_hostile_files_reads_the_others(library: Library) -> None:
    for deed in ("a good file", "segfault", "loop", "grow", "the last file"):
        file(library.corpus, deed)
    report = library.ingest(reader=lambda _: WorkerReader(LIMITS))
    assert report.added == ["a good file.txt", "the last file.txt"]
    assert reasons(report.quarantined) == {
        "grow.txt": "it needs more memory than 256 MB",
        "loop.txt": "it takes longer than 2 seconds to read",
        "segfault.txt": "reading it crashed the reader (SIGSEGV)",
    }
    assert children() == []


def children() -> list[int]:
    """Workers of this process, dead ones that nobody has waited for included."""
    lists = Path("/proc/self/task").glob("*/children")
    pids = [int(pid) for children in lists for pid in children.read_text().split()]
    return [pid for pid in pids if is_worker(Path(f"/proc/{pid}/cmdline").read_bytes())]


def is_worker(command: bytes) -> bool:
    """What has ended and was not waited for has no command line."""
    return not command or b"serve(*rest)" in command


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def wait_until(happened: object, seconds: float = 10) -> None:
    assert callable(happened)
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)
