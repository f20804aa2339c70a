"""Reading runs beside storing and embedding, never far ahead, and ends when nobody wants more."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from ingest.document import LoadedDocument
from ingest.reading import AHEAD
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from tests.ingest.library import InProcess, Library


class Counted(InProcess):
    """Says how many files have been read, and whether it was closed."""

    done = 0
    closed = False

    def read(self, path: Path) -> LoadedDocument:
        document = super().read(path)
        Counted.done += 1
        return document

    def close(self) -> None:
        Counted.closed = True


@pytest.fixture(autouse=True)
def from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counted, "done", 0)
    monkeypatch.setattr(Counted, "closed", False)


def write(library: Library, count: int) -> None:
    for number in range(count):
        library.write(f"{number}.txt", f"Report {number}\n\nThis is report number {number}.\n")


def test_no_more_than_a_few_documents_are_in_memory(library: Library) -> None:
    write(library, 12)
    ahead: list[int] = []
    stored = 0

    def look(event: object) -> None:
        nonlocal stored
        stored += getattr(event, "event", "") == "read"
        time.sleep(0.01)  # time to read on, too far if it could
        ahead.append(Counted.done - stored)

    library.ingest(reader=Counted, progress=look)
    assert stored == 12
    assert max(ahead) <= AHEAD + 1


def test_reading_goes_on_while_the_embedder_works(library: Library) -> None:
    """The first batch waits until a later file has been read."""
    library.write("0.txt", "\n\n".join(f"Paragraph {n}. " + "word " * 80 for n in range(200)))
    library.write("1.txt", "Report\n\nThe next one.\n")
    read_meanwhile = threading.Event()

    def wait() -> None:
        end = time.monotonic() + 5
        while Counted.done < 2 and time.monotonic() < end:
            time.sleep(0.01)
        if Counted.done >= 2:
            read_meanwhile.set()

    library.embedder.before = wait
    library.ingest(reader=Counted)
    assert read_meanwhile.is_set()


def test_reading_ends_when_the_run_fails(library: Library) -> None:
    write(library, 5)

    def fail(event: object) -> None:
        if getattr(event, "event", "") == "read":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.ingest(reader=Counted, progress=fail)
    assert Counted.closed
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("reader")]


def test_no_text_is_embedded_twice(library: Library) -> None:
    same = "# Plan\n\n## Aims\n\nEvery child is heard.\n"
    library.write("a.md", same)
    library.write("b.md", f"{same}\n## Costs\n\nIt costs little.\n")
    report = library.ingest()
    assert (report.passages, report.embedded) == (3, 2)
    assert sorted(library.embedder.embedded) == sorted(set(library.embedder.embedded))
    library.write("c.md", f"{same}\n## Dates\n\nIt starts in May.\n")
    assert library.ingest().embedded == 1
    texts = TextStore(library.live)
    ids = [p.id for d in library.documents for p in texts.passages(d) if "heard" in p.search_text]
    with closing(VectorStore(library.live)) as store:
        vectors = [vector.tolist() for vector in store.vectors(ids).values()]
    assert len(ids) == len(vectors) == 3
    assert vectors[0] == pytest.approx(vectors[1])
    assert vectors[0] == pytest.approx(vectors[2])


def test_an_original_that_is_kept_is_not_copied_again(library: Library) -> None:
    """Unless it is damaged: a rebuild mends it."""
    path = library.write("a.txt", "Report\n\nThis is a report.\n")
    library.ingest()
    (kept,) = library.folder.files.iterdir()
    before = kept.stat().st_ino
    path.rename(path.with_name("b.txt"))
    library.ingest()
    assert kept.stat().st_ino == before
    kept.write_text("damaged")
    library.ingest(rebuild=True)
    assert kept.read_text() == "Report\n\nThis is a report.\n"
