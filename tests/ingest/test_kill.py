"""`reform-ingest` is killed at whatever moment, or the disk is full: the live index goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ingest.layout import IndexFolder
from service.verified import open_verified
from tests.fakes import BagOfWords
from tests.ingest.library import Library

ROOT = Path(__file__).parents[2]
NAME = "bge-small-en-v1.5"  # what the settings name; the vectors are those of `BagOfWords`
ROUNDS = 20
FILES = 3

# One process imports everything, then starts one real `reform-ingest` after the other, each in a
# process of its own: most of a run's time are its imports, and a kill in those proves nothing.
SERVER = """
import os, sys
import ingest.writing
from ingest import cli
from tests.fakes import BagOfWords

cli.open_embedder = lambda settings: BagOfWords(settings.embedder)
for line in sys.stdin:
    if (child := os.fork()) == 0:
        os.dup2(2, 1)
        os._exit(cli.main(["--index", sys.argv[1], sys.argv[2]]))
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Server:
    """Starts ingests of a library and kills them."""

    def __init__(self, library: Library) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", SERVER, str(library.root), str(library.corpus)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ingest(self, kill_after: float | None = None) -> int:
        """Run one to its end, or so long; returns its exit status."""
        assert self._process.stdin is not None
        print("go", file=self._process.stdin, flush=True)
        process = self._number()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was quicker
                os.kill(process, signal.SIGKILL)
        return self._number()

    def close(self) -> None:
        self._process.communicate()

    def _number(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@pytest.fixture
def server(library: Library) -> Iterator[Server]:
    with closing(Server(library)) as server:
        yield server


def test_a_run_killed_at_any_moment_leaves_an_index_that_answers(
    library: Library, server: Server
) -> None:
    dice = random.Random(7)  # noqa: S311
    write_all(library, "first")
    begun = time.monotonic()
    assert server.ingest() == 0
    whole = time.monotonic() - begun
    killed = 0
    for round_ in range(ROUNDS):
        write_all(library, f"round{round_}")
        status = server.ingest(kill_after=dice.uniform(0, whole))
        assert status in (0, -signal.SIGKILL)
        killed += status != 0
        assert_answers(library)
    assert killed > ROUNDS / 3
    write_all(library, "last")
    assert server.ingest() == 0
    assert assert_answers(library) == "last"
    assert not [name for name in library.builds() if name.startswith(".")]
    assert len(library.originals()) <= 3 * FILES


def write_all(library: Library, word: str) -> None:
    for number in range(FILES):
        library.write(f"{number}.txt", f"Report {number}\n\nThe word is {word}.\n" * 20)


def assert_answers(library: Library) -> str:
    """The live build is one whole version of the library; returns the word that it holds."""
    folder = IndexFolder(library.root)
    build, _ = folder.live_build()
    with closing(open_verified(build, BagOfWords(NAME).identity)) as opened:
        words = {opened.text(document).split()[5].strip(".") for document in opened.documents}
        assert len(opened.documents) == FILES
        (word,) = words
        assert opened.words.search(word, 1)
        assert opened.vectors.search(BagOfWords().embed_question(word), 1)
        for record in opened.documents.values():
            assert (folder.files / record.sha256).is_file()
    return word


# On a disk of its own, in a namespace of its own, so that no other process is hurt.
FULL_DISK = """
import sys
from pathlib import Path
from ingest.errors import ReformQAError
from tests.ingest.library import Library

library = Library(Path(sys.argv[1]))
library.write("small.txt", "Small\\n\\nA small document.\\n")
library.ingest()
lines = "".join(f"Line {n} of many.\\n\\n" for n in range(12_000))
large = library.write("large.txt", lines)
try:
    library.ingest()
except ReformQAError as error:
    print(error)
library_after = Library(Path(sys.argv[1]))
assert library_after.counts() == (1, 1, 1), library_after.counts()
large.unlink()
library_after.write("small.txt", "Small\\n\\nA small document, revised.\\n")
assert library_after.ingest().changed == ["small.txt"]
assert not [name for name in library_after.builds() if name.startswith(".")]
"""


@pytest.mark.parametrize("size", ["1200k", "2m"])
def test_a_full_disk_is_one_line_and_the_index_goes_on(tmp_path: Path, size: str) -> None:
    unshare = shutil.which("unshare")
    mount = f'mount -t tmpfs -o size={size} tmpfs "$1" && exec "$2" -c "$3" "$1"'
    enter = [str(unshare), "-Urm", "sh", "-c", mount, "sh", str(tmp_path)]
    probe = [*enter[:4], "-c", 'mount -t tmpfs tmpfs "$1"', *enter[5:]] if unshare else ["false"]
    if subprocess.run(probe, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("this machine lets nobody mount a small disk")
    done = subprocess.run(  # noqa: S603
        [*enter, sys.executable, FULL_DISK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert "; the index stays as it was" in line
