"""A wrong catalogue is one clear line, a right one decides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue import KINDS, read_catalogue
from ingest.errors import FixSettings


def read(folder: Path, text: str) -> str:
    """What reading a wrong catalogue says."""
    (folder / "catalogue.toml").write_text(text, "utf-8")
    with pytest.raises(FixSettings) as failure:
        read_catalogue(folder)
    message = str(failure.value)
    assert message.startswith(str(folder / "catalogue.toml"))
    assert "\n" not in message
    return message.removeprefix(str(folder / "catalogue.toml"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[document]]\nfile = "a.txt"\nowner = "me"', ": document.0.owner: Extra inputs"),
        ('[[documents]]\nfile = "a.txt"', ": documents: Extra inputs"),
        ('[[document]]\ntitle = "A"', ": document.0.file: Field required"),
        ('[[document]]\nfile = "a.txt"\nkind = "novel"', ": document.0.kind: Input should be"),
        ('[[document]]\nfile = "a.txt"\npublished = "soon"', ": document.0.published: "),
        (
            '[[document]]\nfile = "a.txt"\n[[document]]\nfile = "a.txt"',
            ": document: two entries have the same file 'a.txt'",
        ),
        (
            '[[document]]\nfile = "a.txt"\nid = "x"\n[[document]]\nfile = "b.txt"\nid = "x"',
            ": document: two entries have the same id 'x'",
        ),
        ('[[document]\nfile = "a.txt"', " is not valid TOML: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    assert read(tmp_path, text).startswith(says)


def test_a_catalogue_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_bytes(b'exclude = ["caf\xe9"]')
    with pytest.raises(FixSettings, match="not valid TOML"):
        read_catalogue(tmp_path)


def test_a_catalogue_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").mkdir()
    with pytest.raises(FixSettings, match=r"catalogue.toml cannot be read \(Is a directory\)"):
        read_catalogue(tmp_path)


def test_a_folder_needs_no_catalogue(tmp_path: Path) -> None:
    catalogue = read_catalogue(tmp_path)
    assert catalogue.entry("a.txt") is None
    assert not catalogue.excludes("a.txt")


def test_an_entry_is_found_by_its_file_name_below_the_folder(tmp_path: Path) -> None:
    text = '[[document]]\nfile = "sub/a.txt"\npublished = 2023-02-02\nkind = "news"'
    (tmp_path / "catalogue.toml").write_text(text)
    catalogue = read_catalogue(tmp_path)
    assert catalogue.entry("a.txt") is None
    entry = catalogue.entry("sub/a.txt")
    assert entry is not None
    assert (entry.published, entry.kind) == (date(2023, 2, 2), "news")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_contract_is_accepted(tmp_path: Path, kind: str) -> None:
    (tmp_path / "catalogue.toml").write_text(f'[[document]]\nfile = "a.txt"\nkind = "{kind}"')
    assert read_catalogue(tmp_path).document[0].kind == kind


@pytest.mark.parametrize(
    ("file", "excluded"),
    [("build/a.txt", True), ("build/sub/a.txt", True), ("notes.tmp", True), ("a.txt", False)],
)
def test_exclude_patterns_match_below_folders(tmp_path: Path, file: str, excluded: bool) -> None:
    (tmp_path / "catalogue.toml").write_text('exclude = ["build/*", "*.tmp"]')
    assert read_catalogue(tmp_path).excludes(file) is excluded
