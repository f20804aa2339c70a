"""The catalogue is believed, everything else is marked as guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue import Entry
from ingest.discovery import Source
from ingest.metadata import describe, slug
from ingest.trust import Claim, claim

HINTS = (
    claim("title", "Own title", "document properties"),
    claim("publisher", "Own publisher", "document properties"),
    claim("published", "2020-01-01", "file date"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "some_plain-name.txt"
    file.write_text("Text.")
    return file


def test_the_catalogue_wins_over_the_file(path: Path) -> None:
    entry = Entry(
        file=path.name,
        id="given",
        title="Title",
        publisher="Publisher",
        kind="guidance",
        published=date(2023, 2, 2),
        url="https://example.org",
        supersedes=("old",),
    )
    record = describe(Source(path, path.name, entry), HINTS)
    assert (record.id, record.title, record.publisher) == ("given", "Title", "Publisher")
    assert (record.kind, record.published) == ("guidance", date(2023, 2, 2))
    assert (record.url, record.supersedes, record.guessed) == (
        "https://example.org",
        ("old",),
        (),
    )
    assert {each.source for each in record.origins} == {"catalogue"}


def test_what_no_entry_says_is_taken_from_the_file_and_marked(path: Path) -> None:
    record = describe(Source(path, path.name, None), HINTS)
    assert (record.title, record.publisher) == ("Own title", "Own publisher")
    assert record.guessed == ("title", "publisher", "kind", "published")


def test_a_file_that_says_nothing_is_called_by_its_name(path: Path) -> None:
    record = describe(Source(path, path.name, None), ())
    assert (record.id, record.title) == ("some-plain-name", "some plain name")
    assert (record.publisher, record.published, record.kind) == (None, None, "briefing")
    assert record.guessed == ("title", "kind")


@pytest.mark.parametrize(
    ("file", "claims", "published", "source"),
    [
        ("report_-_11_september_2023.pdf", (), "2023-09-11", "day in the file name"),
        ("report_2023-09-11.pdf", (), "2023-09-11", "day in the file name"),
        ("advice_May_2024.pdf", (), "2024-05-01", "month in the file name"),
        (
            "advice_May_2024.pdf",
            (claim("published", "2024-05-29", "file date"),),
            "2024-05-01",
            "file name and file date",
        ),
        (
            "report_-_11_september_2023.pdf",
            (claim("published", "2023-03-01", "printed as published"),),
            "2023-03-01",
            "printed as published",
        ),
        (
            "report_-_11_september_2023.pdf",
            (
                claim("published", "2023-07-28", "inspection dates"),
                claim("published", "2021-01-01", "file date"),
            ),
            "2023-09-11",
            "day in the file name",
        ),
        (
            "report.pdf",
            (
                claim("published", "2023-07-28", "inspection dates"),
                claim("published", "2021-01-01", "file date"),
            ),
            "2023-07-28",
            "inspection dates",
        ),
    ],
)
def test_the_date_of_the_most_trusted_source_wins(
    path: Path, file: str, claims: tuple[Claim, ...], published: str, source: str
) -> None:
    record = describe(Source(path, file, None), claims)
    assert str(record.published) == published
    assert [each.source for each in record.origins if each.field == "published"] == [source]


def test_a_printed_title_counts_for_more_than_a_property(path: Path) -> None:
    printed = claim("title", "As printed", "first page")
    record = describe(Source(path, path.name, None), (*HINTS, printed))
    assert record.title == "As printed"
    assert printed in record.origins


def test_the_first_page_says_what_kind_it_is_where_the_name_does_not(path: Path) -> None:
    claims = (claim("kind", "guidance", "first page"),)
    assert describe(Source(path, "looked_after.pdf", None), claims).kind == "guidance"
    assert describe(Source(path, "committee_paper.pdf", None), claims).kind == "council_report"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Children’s Social Care (2023)", "childrens-social-care-2023"),
        ("Économie__d'été", "economie-d-ete"),
        ("../../etc/passwd", "etc-passwd"),
        ("Стратегия", "document"),
    ],
)
def test_a_slug_is_fit_for_an_address(name: str, expected: str) -> None:
    assert slug(name) == expected
