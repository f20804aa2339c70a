"""What an ingest will not do: the reason is said, and what was indexed stays."""

from __future__ import annotations

import pytest

from ingest.errors import BuildIndex, FixSettings, TryLater
from ingest.words import WordStore
from tests.ingest.conftest import CONTACT
from tests.ingest.library import Counting, Library, reasons, sha256


def test_what_cannot_be_read_is_quarantined_with_a_reason(stocked: Library) -> None:
    stocked.write("table.xyz", "1,2")
    stocked.write("noext", "text")
    stocked.write("empty.txt", "")
    stocked.write("broken.pdf", "no PDF at all")
    report = stocked.ingest()
    assert report.added == ["contact.txt", "visits.txt"]
    said = reasons(report.quarantined)
    assert set(said) == {"table.xyz", "noext", "empty.txt", "broken.pdf"}
    assert said["table.xyz"] == "format .xyz is not supported"
    assert said["noext"] == "format (none) is not supported"
    assert all(said.values())


def test_a_changed_file_that_cannot_be_read_keeps_its_earlier_version(indexed: Library) -> None:
    indexed.write("contact.txt", "")
    indexed.write("new.txt", "New\n\nSomething new is said.\n")
    report = indexed.ingest()
    assert (
        "the version read before stays in the index" in reasons(report.quarantined)["contact.txt"]
    )
    assert set(indexed.documents) == {"contact", "visits", "new"}
    assert WordStore(indexed.live).search("brothers", 1)
    assert sha256(CONTACT) in indexed.originals()


def test_a_file_that_can_be_read_again_takes_its_place_back(indexed: Library) -> None:
    indexed.write("contact.txt", "")
    assert not indexed.ingest().differs
    indexed.write("contact.txt", CONTACT)
    assert indexed.ingest().unchanged == ["contact.txt", "visits.txt"]


def test_nothing_usable_is_an_error_with_the_reasons(indexed: Library) -> None:
    live = indexed.live
    (indexed.corpus / "contact.txt").unlink()
    indexed.write("visits.txt", "")
    with pytest.raises(FixSettings) as failure:
        indexed.ingest()
    assert str(failure.value).startswith(f"nothing usable was found in {indexed.corpus}")
    assert "visits.txt: it is empty" in str(failure.value)
    assert indexed.live == live
    assert set(indexed.documents) == {"contact", "visits"}


def test_an_emptied_library_does_not_empty_the_index(indexed: Library) -> None:
    for path in indexed.corpus.iterdir():
        path.unlink()
    with pytest.raises(FixSettings, match="nothing usable was found"):
        indexed.ingest()
    assert set(indexed.documents) == {"contact", "visits"}


def test_another_embedder_is_refused_in_one_line(indexed: Library) -> None:
    indexed.embedder = Counting("another-model")
    with pytest.raises(BuildIndex) as failure:
        indexed.ingest()
    assert str(failure.value) == (
        "the index was made with the embedder bag-of-words, the settings name another-model: "
        "set REFORM_QA_EMBEDDER back or run `reform-ingest --rebuild`"
    )
    indexed.ingest(rebuild=True)
    assert indexed.folder.live_build()[1].embedder.name == "another-model"


def test_other_weights_of_the_same_name_are_refused(indexed: Library) -> None:
    """Vectors of two models must never stand in one index."""
    live = indexed.live
    indexed.embedder = Counting().with_digest("1" * 64)
    indexed.write("new.txt", "New\n\nSomething new.\n")
    with pytest.raises(BuildIndex, match="made with another model of the name bag-of-words"):
        indexed.ingest()
    assert (indexed.live, indexed.embedder.embedded) == (live, [])


def test_passages_of_an_older_version_are_refused(
    indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.passages.VERSION", "next")
    with pytest.raises(BuildIndex, match=r"made by an older version.*--rebuild"):
        indexed.ingest()


def test_a_second_ingest_at_the_same_time_is_told_to_wait(stocked: Library) -> None:
    second = Library(stocked.corpus.parent / "second")
    second.folder = stocked.folder
    refused: list[str] = []

    def try_at_the_same_time() -> None:
        with pytest.raises(TryLater) as failure:
            second.ingest(stocked.corpus)
        refused.append(str(failure.value))

    stocked.embedder.before = try_at_the_same_time
    stocked.ingest()
    assert refused == [f"another reform-ingest is at work on {stocked.root}: try later"]
    assert set(stocked.documents) == {"contact", "visits"}
