"""A draft of a catalogue is valid TOML, says where all is from, and overwrites nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogue import Catalogue, read_catalogue
from ingest.cli import main
from ingest.draft import draft
from tests.ingest.library import Library

HOMES = "# Guidance on homes for children\n\nPublished: 3 May 2024\n\nEvery child has a home.\n"
AWKWARD = 'A "quoted" \\ title = [x] # not a comment \U0001f600 \u2028 \x7f'


def drafted(text: str | None) -> list[dict[str, Any]]:
    data = tomllib.loads(text or "")
    Catalogue.model_validate(data)
    entries: list[dict[str, Any]] = data.get("document", [])
    return entries


def test_every_field_says_where_it_was_taken_from(library: Library) -> None:
    library.write("homes.md", HOMES)
    text = draft([library.corpus]) or ""
    (entry,) = drafted(text)
    assert (entry["file"], entry["title"]) == ("homes.md", "Guidance on homes for children")
    assert (entry["kind"], str(entry["published"])) == ("guidance", "2024-05-03")
    assert 'title = "Guidance on homes for children" # first page, 0.85' in text
    assert "published = 2024-05-03 # printed as published, 0.9" in text
    assert "# publisher: nothing says" in text


def test_a_draft_can_be_used_as_it_is(library: Library) -> None:
    library.write("sub/homes.md", HOMES)
    (library.corpus / "catalogue.toml").write_text(draft([library.corpus]) or "", "utf-8")
    assert draft([library.corpus]) is None
    assert read_catalogue(library.corpus).document[0].file == "sub/homes.md"
    assert library.ingest().guessed == {}


@pytest.mark.parametrize("name", ["a b.md", 'it\'s "so".md', "back\\slash.md", "tab\tnew\nline.md"])
def test_a_draft_is_toml_whatever_the_file_and_title(library: Library, name: str) -> None:
    library.write(name, f"<h1>{AWKWARD}</h1>\n\nText.\n")
    library.write("page.html", f"<title>{AWKWARD}</title><p>Some text of a page.</p>")
    library.write("bad\nname.pdf", "no PDF")
    entries = drafted(draft([library.corpus]))
    assert {entry["file"] for entry in entries} == {name, "page.html"}
    (page,) = (entry for entry in entries if entry["file"] == "page.html")
    assert page["title"].startswith('A "quoted" \\ title = [x] # not a comment')


def test_what_is_in_the_catalogue_is_left_out_unless_all_is_asked_for(library: Library) -> None:
    library.write("homes.md", HOMES)
    library.write("visits.md", "# Visits by social workers\n\nThey visit.\n")
    library.write(
        "catalogue.toml",
        '[[document]]\nfile = "homes.md"\nid = "h"\ntitle = "Homes"\nquestions = ["Where?"]',
    )
    assert [entry["file"] for entry in drafted(draft([library.corpus]))] == ["visits.md"]
    text = draft([library.corpus], everything=True)
    homes = drafted(text)[0]
    assert (homes["title"], homes["id"], homes["questions"]) == ("Homes", "h", ["Where?"])
    assert 'title = "Homes" # as in the catalogue' in (text or "")


def test_what_cannot_be_read_and_copies_are_named(library: Library) -> None:
    library.write("homes.md", HOMES)
    library.write("z.md", HOMES)
    library.write("broken.pdf", "no PDF")
    text = draft([library.corpus]) or ""
    assert "# left out: z.md: the same content as homes.md" in text
    assert "# left out: broken.pdf: it is damaged or not a PDF" in text
    assert [entry["file"] for entry in drafted(text)] == ["homes.md"]


@pytest.fixture
def work(no_settings: Path) -> Path:
    (no_settings / "describe").mkdir()
    (no_settings / "describe/homes.md").write_text(HOMES)
    return no_settings


def test_the_command_prints_or_writes_a_new_file(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["describe", "describe"]) == 0
    printed = capsys.readouterr().out
    assert len(drafted(printed)) == 1
    assert main(["describe", "./describe", "--to", "draft.toml"]) == 0
    assert (work / "draft.toml").read_text("utf-8") == printed
    (work / "draft.toml").write_text("mine")
    assert main(["describe", "./describe", "--to", "draft.toml"]) == 2
    assert "draft.toml exists already" in capsys.readouterr().err
    assert (work / "draft.toml").read_text() == "mine"


def test_a_wrong_path_is_exit_2(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", "nothing"]) == 2
    assert "nothing does not exist" in capsys.readouterr().err


def test_a_folder_called_describe_can_be_indexed(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["./describe", "--dry-run"]) == 0
    assert "added       homes.md" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["describe", "--help"]])
def test_the_help_says_how_to_give_such_a_folder(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "./describe" in capsys.readouterr().out
