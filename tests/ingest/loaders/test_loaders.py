"""What every format has in common: choice by suffix, refusals, hints."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.errors import Unreadable
from ingest.loaders import load, plain
from ingest.loaders.hints import find_dates, printed_date, usable_publisher, usable_title


def test_unknown_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"format \.xlsx is not supported"):
        load(tmp_path / "a.xlsx")


def test_a_parsers_surprise_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(path: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(plain, "load", surprise)
    with pytest.raises(Unreadable, match=r"could not be read \(ZeroDivisionError\)"):
        load(tmp_path / "a.txt")


def test_a_missing_file_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="could not be opened"):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("21 September 2023", [date(2023, 9, 21)]),
        ("October 2023", [date(2023, 10, 1)]),
        ("Jan 16, 2025", [date(2025, 1, 16)]),
        ("on 2nd February 2023 and May 2024", [date(2023, 2, 2), date(2024, 5, 1)]),
        ("31 February 2023", []),
        ("marching 2023", []),
    ],
)
def test_dates(text: str, found: list[date]) -> None:
    assert find_dates(text) == found


def test_a_published_line_wins_over_others() -> None:
    lines = ["Inspection date: 2 April 2014", "Report published: 23 May 2014", "June 2015"]
    assert printed_date(lines) == date(2014, 5, 23)


def test_when_something_took_place_is_not_when_it_came_out() -> None:
    assert printed_date(["21 February to 4 March 2022", "It replaces May 2016 guidance"]) is None


@pytest.mark.parametrize(
    "title",
    ["Microsoft Word - report.docx", "Untitled", "DFE stat guidance template", "report", "a b.pdf"],
)
def test_what_a_word_processor_wrote_is_no_title(title: str) -> None:
    assert usable_title(title, "report") is None


def test_a_person_is_no_publisher() -> None:
    assert usable_publisher("Jo Smith") is None
    assert usable_publisher("Department for Education") == "Department for Education"
    assert usable_publisher("DfE") == "DfE"
