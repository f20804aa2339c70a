"""An ingest reads and embeds content once, wherever its files lie and whatever they are called."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.document import LoadedDocument
from ingest.loaders import load
from ingest.records import DocumentRecord
from ingest.textstore import TextStore
from tests.ingest.library import Library, reasons

HOMES = "# Homes for children\n\nEvery child lives near family and friends.\n"
VISITS = "# Visits by social workers\n\nA social worker visits every six weeks.\n"


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read."""
    names: list[str] = []

    def counted(path: Path) -> LoadedDocument:
        names.append(path.name)
        return load(path)

    monkeypatch.setattr("tests.ingest.library.load", counted)
    return names


@pytest.fixture
def homes(library: Library, loads: list[str]) -> Library:
    """Two documents in an index; what was read so far is forgotten."""
    library.write("homes.md", HOMES)
    library.write("visits.md", VISITS)
    library.ingest()
    loads.clear()
    return library


def records(library: Library) -> dict[str, DocumentRecord]:
    return {record.id: record for record in TextStore(library.live).documents()}


def names(record: DocumentRecord) -> list[str]:
    return [record.file, *(copy.file for copy in record.copies)]


def test_a_moved_file_is_neither_read_nor_embedded(homes: Library, loads: list[str]) -> None:
    (homes.corpus / "2024").mkdir()
    (homes.corpus / "homes.md").rename(homes.corpus / "2024/homes.md")
    report = homes.ingest()
    assert (report.changed, report.removed, report.embedded) == (["2024/homes.md"], [], 0)
    assert (loads, homes.embedder.embedded) == ([], [])
    assert homes.documents == {"homes": "2024/homes.md", "visits": "visits.md"}
    assert homes.counts() == (2, 2, 2)
    assert not homes.ingest().differs


def test_a_renamed_file_keeps_its_id(homes: Library, loads: list[str]) -> None:
    (homes.corpus / "homes.md").rename(homes.corpus / "Guidance May 2024.md")
    homes.ingest()
    record = records(homes)["homes"]
    assert (record.file, record.title) == ("Guidance May 2024.md", "Homes for children")
    assert (record.kind, str(record.published)) == ("guidance", "2024-05-01")
    assert (loads, homes.embedder.embedded) == ([], [])


def test_a_catalogue_entry_that_leaves_the_title_costs_nothing(
    homes: Library, loads: list[str]
) -> None:
    homes.write("catalogue.toml", '[[document]]\nfile = "homes.md"\nkind = "strategy"')
    homes.ingest()
    assert records(homes)["homes"].kind == "strategy"
    assert (loads, homes.embedder.embedded) == ([], [])


def test_a_new_title_is_searched_so_its_passages_are_made_again(
    homes: Library, loads: list[str]
) -> None:
    homes.write("catalogue.toml", '[[document]]\nfile = "homes.md"\ntitle = "Near home"')
    homes.ingest()
    assert loads == ["homes.md"]
    assert homes.embedder.embedded == [
        "Near home › Homes for children\nEvery child lives near family and friends."
    ]


def test_a_copy_is_a_second_name(homes: Library, loads: list[str]) -> None:
    homes.write("old/Homes (1).md", HOMES)
    report = homes.ingest()
    assert reasons(report.duplicates) == {"old/Homes (1).md": "the same content as homes.md"}
    assert names(records(homes)["homes"]) == ["homes.md", "old/Homes (1).md"]
    assert loads == []
    assert not homes.ingest().differs
    (homes.corpus / "old/Homes (1).md").unlink()
    homes.ingest()
    assert names(records(homes)["homes"]) == ["homes.md"]


def test_a_copy_takes_over_from_an_original_that_goes(homes: Library, loads: list[str]) -> None:
    homes.write("old/copy.md", HOMES)
    homes.ingest()
    (homes.corpus / "homes.md").unlink()
    report = homes.ingest()
    assert (report.removed, report.embedded, loads) == ([], 0, [])
    assert names(records(homes)["homes"]) == ["old/copy.md"]
    assert not homes.ingest().differs


def test_one_content_in_two_folders_is_one_document_in_whichever_run(
    homes: Library, loads: list[str], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "copy.md").write_text(HOMES)
    report = homes.ingest(other)
    assert reasons(report.duplicates) == {"copy.md": "the same content as homes.md"}
    assert names(records(homes)["homes"]) == ["homes.md", "copy.md"]
    assert not homes.ingest(other).differs
    assert not homes.ingest().differs
    assert loads == []


def test_a_copy_in_another_folder_takes_over(
    homes: Library, loads: list[str], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "copy.md").write_text(HOMES)
    homes.ingest(other)
    (homes.corpus / "homes.md").unlink()
    assert homes.ingest().removed == []
    assert names(records(homes)["homes"]) == ["copy.md"]
    homes.ingest(other)
    assert not homes.ingest(other).differs
    shutil.rmtree(other)
    other.mkdir()
    (other / "new.md").write_text("# New\n\nSomething else.\n")
    assert homes.ingest(other).removed == ["copy.md"]
    assert loads == ["new.md"]


def test_a_copy_in_the_catalogue_counts_for_more_than_one_elsewhere(
    homes: Library, loads: list[str], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "copy.md").write_text(HOMES)
    (other / "catalogue.toml").write_text('[[document]]\nfile = "copy.md"\nkind = "strategy"')
    homes.ingest(other)
    record = records(homes)["homes"]
    assert (names(record), record.kind) == (["copy.md", "homes.md"], "strategy")
    assert not homes.ingest().differs
    assert loads == []


def test_an_original_that_is_rewritten_leaves_its_content_to_a_copy(
    homes: Library, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "copy.md").write_text(HOMES)
    homes.ingest(other)
    homes.write("homes.md", HOMES.replace("near", "close to"))
    homes.ingest()
    assert homes.documents == {"homes": "homes.md", "copy": "copy.md", "visits": "visits.md"}
    assert homes.passages_with("near") == 1
    homes.ingest(other)
    assert not homes.ingest().differs


def test_documents_that_an_older_index_held_twice_become_one(
    homes: Library, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "other.md").write_text("# Other\n\nOther text.\n")
    homes.ingest(other)
    texts = TextStore(homes.live)
    digest = records(homes)["homes"].sha256
    texts.relabel(replace(records(homes)["other"], sha256=digest))
    (other / "other.md").write_text(HOMES)
    homes.ingest(homes.corpus, other)
    assert sorted(names(records(homes)["homes"])) == ["homes.md", "other.md"]
    assert set(homes.documents) == {"homes", "visits"}
    assert homes.counts() == (2, 2, 2)


def test_a_sub_folder_is_described_by_the_catalogue_above(homes: Library, loads: list[str]) -> None:
    homes.write("sub/plan.md", "# Plan\n\nA plan.\n")
    homes.write("sub/no.md", "# No\n\nNo document.\n")
    homes.write(
        "catalogue.toml", 'exclude = ["sub/no.md"]\n[[document]]\nfile = "sub/plan.md"\nid = "p"'
    )
    homes.ingest()
    loads.clear()
    report = homes.ingest(homes.corpus / "sub")
    assert (report.unchanged, report.differs) == (["sub/plan.md"], False)
    assert loads == []
