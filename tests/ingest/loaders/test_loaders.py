"""What every format has in common: choice by suffix, refusals, hints."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.document import Block
from ingest.errors import Unreadable
from ingest.loaders import load, plain
from ingest.loaders.builder import TextBuilder
from ingest.loaders.dates import bare_date, find_dates, inspected_date, labelled_date, named_date
from ingest.loaders.publishers import imprint, usable_publisher
from ingest.loaders.titles import printed_title, usable_title


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


def test_a_published_line_is_told_from_other_dates() -> None:
    lines = ["Inspection date: 2 April 2014", "Report published: 23 May 2014", "June 2015"]
    assert labelled_date(lines) == date(2014, 5, 23)
    assert labelled_date(["Revision dates: May 2020, June 2021"]) == date(2021, 6, 1)
    assert labelled_date(["Updated advice came into effect on 1 July 2022"]) is None


def test_when_something_took_place_is_not_when_it_came_out() -> None:
    lines = ["21 February to 4 March 2022", "It replaces May 2016 guidance"]
    assert bare_date(lines) is labelled_date(lines) is None
    assert inspected_date(["Inspection dates: 11 to 22 September 2023"]) == date(2023, 9, 22)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("swindon__inspection_-_11_september_2023", (date(2023, 9, 11), True)),
        ("minutes 20230911", (date(2023, 9, 11), True)),
        ("advice_May_2024", (date(2024, 5, 1), False)),
        ("report-2023-13-45", (None, False)),
        ("guidance_2013", (None, False)),
    ],
)
def test_a_date_in_a_file_name(name: str, found: tuple[date | None, bool]) -> None:
    assert named_date(name) == found


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - report v3 FINAL.docx",
        "Untitled",
        "DFE stat guidance template",
        "report",
        "a b.pdf",
        "PowerPoint Presentation",
        "Adobe InDesign CS6",
        "Family help report v3",
        "Family help FINAL",
    ],
)
def test_what_a_word_processor_wrote_is_no_title(title: str) -> None:
    assert usable_title(title, "report") is None


def test_a_person_is_no_publisher() -> None:
    assert usable_publisher("Jo Smith") is None
    assert usable_publisher("Department for Education") == "Department for Education"
    assert usable_publisher("DfE") == "Department for Education"


def test_an_imprint_names_the_publisher() -> None:
    assert imprint(["E: enquiries@ofsted.gov.uk"]) == "Ofsted"
    assert imprint(["Reference: DFE-00105-2015"]) == "Department for Education"
    assert imprint(["Produced by the Example Children Trust, 2020"]) == "Example Children Trust"
    assert imprint(["Ofsted inspected it. It was produced by Jo Smith."]) is None


def titled(*lines: str) -> tuple[str, bool] | None:
    """The title of a document whose first page has these: "# " heads, "## " heads below."""
    builder = TextBuilder()
    for line in lines:
        level = len(line) - len(line.lstrip("#"))
        builder.add("heading" if level else "paragraph", line.strip("# "), level=level, page=1)
    return printed_title(builder.text, [*builder.blocks, Block("paragraph", 0, 1, page=2)])


def test_a_cover_has_a_title_and_a_subtitle() -> None:
    dates = "Inspection dates: 1 July 2019 to 12 July 2019"
    full = ("Swindon: Inspection of services", True)
    assert titled("# Swindon", "## Inspection of services", dates) == full
    assert titled("# Swindon", "## Inspection of services") == full
    section = "This is what the first section says."
    assert titled("# A report", "## Purpose", section) == ("A report", True)


def test_a_heading_that_any_document_may_have_is_no_title() -> None:
    assert titled("# Guidance", "Some text.") is None
    assert titled("# Visits", "Some text.") == ("Visits", False)
