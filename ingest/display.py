"""Shows how an ingest gets on: a bar on a terminal, a line now and then elsewhere, or JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TextIO

from ingest.progress import Event, Show
from ingest.report import visible

SECONDS_A_LINE = 5.0


def display(events: bool) -> AbstractContextManager[Show]:
    """How to show this run: as events on stdout, else on stderr as it can take it."""
    if events:
        return nullcontext(print_event)
    return _bar() if sys.stderr.isatty() else nullcontext(Lines(sys.stderr))


def print_event(event: Event) -> None:
    """One JSON object a line, as soon as it is known."""
    print(json.dumps(event.as_dict()), flush=True)


class Lines:
    """At most one line every few seconds, so that a log stays short."""

    def __init__(self, stream: TextIO, every: float = SECONDS_A_LINE) -> None:
        self._stream = stream
        self._every = every
        self._last = time.monotonic()

    def __call__(self, event: Event) -> None:
        now = time.monotonic()
        if now - self._last >= self._every:
            self._last = now
            print(sentence(event), file=self._stream, flush=True)


def sentence(event: Event) -> str:
    """How far the run is, in words."""
    if event.event == "checking":
        return f"checking and publishing: {event.passages} passages embedded"
    return (
        f"{event.done_files} of {event.files} files, {event.pages} pages{_rate(event, event.pages)}"
        f", {event.passages} passages{_rate(event, event.passages)}"
    )


def _rate(event: Event, count: int) -> str:
    return f" ({count / event.seconds:.0f}/s)" if event.seconds >= 1 else ""


@contextmanager
def _bar() -> Iterator[Show]:
    """Imported here: a run that nobody watches should not pay for it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("looking for files", total=None)

        def show(event: Event) -> None:
            file = f", {visible(event.file)}" if event.file else ""
            bar.update(
                task,
                description=sentence(event) + file,
                completed=event.done_bytes,
                total=event.bytes or None,
            )

        yield show
