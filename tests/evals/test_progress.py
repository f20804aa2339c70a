"""How far a run is: a bar for a person, a line now and then for a log."""

from __future__ import annotations

import io
import sys
import time

import pytest
import rich.console

from evals import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    return screen


def test_a_person_sees_how_many_are_done_and_which_was_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_a_terminal(monkeypatch)
    with progress.showing(7, kept=2) as advance:
        advance("h001")
        advance("[red]h002\x1b[2J")
    shown = terminal.getvalue()
    assert "4/7" in shown
    assert "[red]h002\N{REPLACEMENT CHARACTER}[2J" in shown
    assert shown.endswith("\x1b[2K")  # the bar is gone


def test_what_is_printed_does_not_end_up_in_the_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = on_a_terminal(monkeypatch)
    with progress.showing(2):
        print("a result")
    assert capsys.readouterr().out == "a result\n"
    assert "a result" not in terminal.getvalue()


@pytest.mark.parametrize(("seconds", "rate"), [(0.5, "2.0/s"), (5.0, "12.0/min")])
def test_the_rate_is_told_by_the_second_or_minute(
    seconds: float, rate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(rich.console, "monotonic", lambda: now)
    terminal = on_a_terminal(monkeypatch)
    with progress.showing(9) as advance:
        for number in range(3):
            now += seconds
            advance(f"h{number}")
    assert rate in terminal.getvalue()


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("FORCE_COLOR", "1")])
def test_a_file_and_a_dumb_terminal_get_no_bar(
    name: str, value: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    if name == "TERM":
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress.showing(3, kept=1) as advance:
        advance("h001")
        advance("h002")
    captured = capsys.readouterr()
    assert captured.err == "asking 3 questions, 1 of them before\n"
    assert captured.out == ""


def test_a_log_gets_a_line_at_most_every_ten_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with progress.showing(50) as advance:
        for number in range(50):
            now += 0.5
            advance(f"h{number}\n")
    assert capsys.readouterr().err.splitlines() == [
        "asking 50 questions",
        "asked 20 of 50 (h19\N{REPLACEMENT CHARACTER})",
        "asked 40 of 50 (h39\N{REPLACEMENT CHARACTER})",
    ]
