"""How far a run is, on stderr: a bar for a person, a line now and then for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from ingest.report import visible

SECONDS_BETWEEN_LINES = 10.0
RATE_PERIOD = 60.0  # seconds that the rate is taken over: answers take unequally long

Advance = Callable[[str], None]


@contextmanager
def showing(total: int, kept: int = 0) -> Iterator[Advance]:
    """Gives what is to be called with the id of each question that is done. `kept` of the `total`
    were done before. The bar is gone in the end; a file gets no bar at all."""
    console = Console(stderr=True)
    shown = _bar if sys.stderr.isatty() and console.is_interactive else _lines
    with shown(console, total, kept) as advance:
        yield advance


@contextmanager
def _bar(console: Console, total: int, kept: int) -> Iterator[Advance]:
    bar = Progress(
        TextColumn("asked"),
        MofNCompleteColumn(),
        BarColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        transient=True,
        redirect_stdout=False,
        speed_estimate_period=RATE_PERIOD,
    )
    with bar:
        task = bar.add_task("", total=total, completed=kept)

        def advance(id_: str) -> None:
            bar.update(task, advance=1, description=visible(id_))

        yield advance


@contextmanager
def _lines(_: Console, total: int, kept: int) -> Iterator[Advance]:
    done, told = kept, time.monotonic()
    before = f", {kept} of them before" if kept else ""
    print(f"asking {total} questions{before}", file=sys.stderr, flush=True)

    def advance(id_: str) -> None:
        nonlocal done, told
        done += 1
        if time.monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            print(f"asked {done} of {total} ({visible(id_)})", file=sys.stderr, flush=True)

    yield advance


class _Rate(ProgressColumn):
    """Questions a second, or a minute where they are slow."""

    def render(self, task: Task) -> Text:
        if not task.speed:
            return Text("")
        each, unit = (task.speed, "s") if task.speed >= 1 else (task.speed * 60, "min")
        return Text(f"{each:.1f}/{unit}")
