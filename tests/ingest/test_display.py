"""How an ingest shows that it gets on: events as data, seldom a line, a bar on a terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.display import Lines, print_event, sentence
from ingest.progress import Event
from tests.ingest.library import Library

ROOT = Path(__file__).parents[2]


def test_a_run_tells_each_step_and_how_far_it_is(stocked: Library) -> None:
    stocked.write("bad.pdf", "no PDF")
    told: list[Event] = []
    stocked.ingest(progress=told.append)
    assert [event.event for event in told] == [
        *("planned", "quarantined", "read", "read", "embedded", "checking"),
    ]
    sizes = [(stocked.corpus / name).stat().st_size for name in ("bad.pdf", "contact.txt")]
    assert (told[0].files, told[0].done_files) == (3, 0)
    assert (told[1].file, told[1].reason) == ("bad.pdf", "it is damaged or not a PDF")
    assert (told[2].file, told[2].done_files, told[2].done_bytes) == ("contact.txt", 2, sum(sizes))
    assert told[3].done_bytes == told[3].bytes
    assert (told[-1].passages, told[-1].file) == (2, None)


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_event(Event("read", file="a\nb.txt", seconds=1.23456))
    (line,) = capsys.readouterr().out.splitlines()
    event = json.loads(line)
    assert (event["event"], event["file"], event["seconds"]) == ("read", "a\nb.txt", 1.23)


def test_the_sentence_has_counts_and_rates() -> None:
    event = Event("read", done_files=3, files=10, pages=50, passages=200, seconds=10)
    assert sentence(event) == "3 of 10 files, 50 pages (5/s), 200 passages (20/s)"
    assert sentence(Event("planned", files=10)) == "0 of 10 files, 0 pages, 0 passages"
    assert sentence(Event("checking", passages=7)) == "checking and publishing: 7 passages embedded"


def test_without_a_terminal_a_line_comes_only_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr("ingest.display.time.monotonic", lambda: now)
    stream = io.StringIO()
    show = Lines(stream, every=5)
    for _ in range(12):
        show(Event("read"))
        now += 1
    assert len(stream.getvalue().splitlines()) == 2


DRAW = """
from ingest.display import display
from ingest.progress import Event
with display(events=False) as show:
    show(Event("planned", files=2, bytes=10))
    show(Event("read", file="[bold]a\\x1b[2Jb.txt", done_files=1, files=2, done_bytes=5, bytes=10))
"""


def test_on_a_terminal_there_is_a_bar_that_no_file_name_can_command() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "150"}
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", DRAW], cwd=ROOT, stderr=theirs, env=environment
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # Linux says so when the other end has been closed
            pass
    os.close(ours)
    text = shown.decode()
    assert "1 of 2 files" in text
    assert "[bold]a\ufffd[2Jb.txt" in text
