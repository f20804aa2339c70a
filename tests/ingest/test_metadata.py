"""The catalogue is believed, everything else is marked as guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue import Entry
from ingest.discovery import Source
from ingest.document import LoadedDocument, Properties
from ingest.metadata import describe, slug

HINTS = Properties(title="Own title", publisher="Own publisher", published=date(2020, 1, 1))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "some_plain-name.txt"
    file.write_text("Text.")
    return file


def document(properties: Properties = HINTS) -> LoadedDocument:
    return LoadedDocument("", (), properties=properties)


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
    record = describe(Source(path, path.name, entry), document())
    assert (record.id, record.title, record.publisher) == ("given", "Title", "Publisher")
    assert (record.kind, record.published) == ("guidance", date(2023, 2, 2))
    assert (record.url, record.supersedes, record.guessed) == (
        "https://example.org",
        ("old",),
        (),
    )


def test_what_no_entry_says_is_taken_from_the_file_and_marked(path: Path) -> None:
    record = describe(Source(path, path.name, None), document())
    assert (record.title, record.publisher) == ("Own title", "Own publisher")
    assert record.guessed == ("title", "publisher", "kind", "published")


def test_a_file_that_says_nothing_is_called_by_its_name(path: Path) -> None:
    record = describe(Source(path, path.name, None), document(Properties()))
    assert (record.id, record.title) == ("some-plain-name", "some plain name")
    assert (record.publisher, record.published, record.kind) == (None, None, "briefing")
    assert record.guessed == ("title", "kind")


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
