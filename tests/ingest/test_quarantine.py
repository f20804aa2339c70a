"""What could not be used is kept, and is not tried again until something has changed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ingest import loaders
from ingest.document import LoadedDocument
from ingest.errors import BuildIndex, FixSettings
from ingest.quarantine import FILE, PARSERS, read_quarantine
from ingest.workers import Limits
from tests.ingest.conftest import CONTACT
from tests.ingest.library import InProcess, Library, reasons, sha256


class Noting(InProcess):
    """Remembers which files were read."""

    read_files: list[str]

    def read(self, path: Path) -> LoadedDocument:
        self.read_files.append(path.name)
        return super().read(path)


@pytest.fixture
def noting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read, as they are read."""
    monkeypatch.setattr(Noting, "read_files", [], raising=False)
    return Noting.read_files


@pytest.fixture
def spoilt(indexed: Library) -> Library:
    """An index of two documents, and a file that can not be read, known to be so."""
    indexed.write("bad.pdf", "no PDF")
    indexed.ingest()
    return indexed


def causes(library: Library) -> dict[str, str]:
    return {item.file: item.cause for item in read_quarantine(library.folder)}


def test_a_bad_file_alone_is_noted_without_a_new_build(indexed: Library) -> None:
    live = indexed.live
    indexed.write("bad.pdf", "no PDF")
    report = indexed.ingest()
    assert (indexed.live, report.differs) == (live, False)
    (item,) = read_quarantine(indexed.folder)
    assert (item.file, item.cause) == ("bad.pdf", "it is damaged or not a PDF")
    assert item.sha256 == sha256("no PDF")
    assert item.path == str(indexed.corpus / "bad.pdf")
    assert (item.document, item.reason) == (None, item.cause)


def test_an_unchanged_bad_file_is_not_read_again_but_reported(
    spoilt: Library, noting: list[str]
) -> None:
    before = (spoilt.root / FILE).read_bytes()
    report = spoilt.ingest(reader=Noting)
    assert noting == []
    assert reasons(report.quarantined) == {"bad.pdf": "it is damaged or not a PDF"}
    assert (spoilt.root / FILE).read_bytes() == before


def test_a_bad_file_that_has_changed_is_read_again(spoilt: Library, noting: list[str]) -> None:
    spoilt.write("bad.pdf", "still no PDF")
    spoilt.ingest(reader=Noting)
    assert noting == ["bad.pdf"]
    (item,) = read_quarantine(spoilt.folder)
    assert item.sha256 == sha256("still no PDF")


def test_a_bad_file_is_read_again_by_another_reader(
    spoilt: Library, noting: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt.ingest(reader=Noting, limits=Limits(seconds=600))
    assert noting == ["bad.pdf"]
    monkeypatch.setattr("ingest.quarantine.version", lambda name: "99")
    spoilt.ingest(reader=Noting, limits=Limits(seconds=600))
    assert noting == ["bad.pdf"] * 2


def test_a_bad_file_is_read_again_when_asked_for(spoilt: Library, noting: list[str]) -> None:
    spoilt.ingest(reader=Noting, retry=True)
    assert noting == ["bad.pdf"]
    spoilt.ingest(reader=Noting, rebuild=True)
    assert sorted(noting[1:]) == ["bad.pdf", "contact.txt", "visits.txt"]


def test_what_can_be_otherwise_next_time_is_always_tried_again(indexed: Library) -> None:
    (indexed.corpus / "gone.txt").symlink_to("nothing")
    indexed.ingest()
    assert causes(indexed) == {"gone.txt": "it could not be opened (No such file or directory)"}
    (indexed.corpus / "gone.txt").unlink()
    indexed.write("nothing", "Now it is there.\n")
    (indexed.corpus / "gone.txt").symlink_to("nothing")
    assert indexed.ingest().added == ["gone.txt"]


def test_a_file_that_is_mended_or_gone_leaves_the_quarantine(spoilt: Library) -> None:
    spoilt.write("worse.pdf", "no PDF either")
    spoilt.ingest()
    (spoilt.corpus / "bad.pdf").unlink()
    spoilt.ingest()
    assert list(causes(spoilt)) == ["worse.pdf"]
    (spoilt.corpus / "worse.pdf").unlink()
    spoilt.ingest()
    assert causes(spoilt) == {}


def test_the_reason_says_that_the_version_before_stays(indexed: Library) -> None:
    indexed.write("contact.txt", "")
    kept = "it is empty; the version read before stays in the index"
    for _ in range(2):
        assert reasons(indexed.ingest().quarantined) == {"contact.txt": kept}
    (item,) = read_quarantine(indexed.folder)
    assert (item.document, item.reason) == ("contact", kept)
    indexed.write("contact.txt", CONTACT)
    indexed.ingest()
    assert causes(indexed) == {}


def test_files_from_elsewhere_stay_noted_until_a_rebuild(spoilt: Library, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "good.txt").write_text("Good.\n\nThis can be read.\n")
    spoilt.ingest(other)
    assert list(causes(spoilt)) == ["bad.pdf"]
    spoilt.ingest(other, rebuild=True)
    assert causes(spoilt) == {}


def test_the_time_is_that_of_the_first_refusal(spoilt: Library) -> None:
    path = spoilt.root / FILE
    data = json.loads(path.read_text())
    data["files"][0]["when"] = "2020-01-01T00:00:00+00:00"
    path.write_text(json.dumps(data))
    spoilt.ingest(retry=True)
    assert read_quarantine(spoilt.folder)[0].when.startswith("2020")


def test_what_is_no_file_is_noted_as_well(indexed: Library) -> None:
    (indexed.corpus / "more").symlink_to(indexed.corpus.parent)
    indexed.ingest()
    assert causes(indexed) == {
        "more": "a link to a folder is not followed: give that folder as a PATH"
    }


def test_a_dry_run_and_a_run_that_fails_note_nothing(indexed: Library, tmp_path: Path) -> None:
    indexed.write("bad.pdf", "no PDF")
    indexed.ingest(dry_run=True)
    only_bad = tmp_path / "only-bad"
    only_bad.mkdir()
    (only_bad / "bad.pdf").write_text("no PDF")
    with pytest.raises(FixSettings, match="nothing usable"):
        indexed.ingest(only_bad)
    assert not (indexed.root / FILE).exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"files": [{}]}', "\udcff"])
def test_a_damaged_list_is_made_anew(spoilt: Library, damage: str) -> None:
    (spoilt.root / FILE).write_bytes(damage.encode("utf-8", "surrogateescape"))
    with pytest.raises(BuildIndex, match="run `reform-ingest`"):
        read_quarantine(spoilt.folder)
    (spoilt.corpus / "bad.pdf").unlink()
    spoilt.ingest()
    assert causes(spoilt) == {}


def test_a_list_that_cannot_be_written_says_that_the_index_is_live(
    indexed: Library,
) -> None:
    (indexed.root / f"{FILE}.new").mkdir()
    indexed.write("new.txt", "New\n\nSomething new is said.\n")
    indexed.write("bad.pdf", "no PDF")
    with pytest.raises(FixSettings, match=r"^the index is live, but .*: make room and run again$"):
        indexed.ingest()
    assert "new" in indexed.documents


def test_every_parser_is_part_of_the_readers_version() -> None:
    """A loader that imports a package which the version does not know would keep old refusals."""
    names = {"bs4": "beautifulsoup4", "docx": "python-docx", "pptx": "python-pptx"}
    names["markdown_it"] = "markdown-it-py"
    ours = {"ingest", "__future__"}
    imported = set()
    for module in Path(loaders.__file__).parent.glob("*.py"):
        for line in module.read_text("utf-8").splitlines():
            if line.startswith(("import ", "from ")):
                imported.add(line.split()[1].split(".")[0])
    foreign = {names.get(name, name) for name in imported - ours - sys.stdlib_module_names}
    assert foreign <= set(PARSERS)
