"""What the difference between the files found and the index comes to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.discovery import discover
from ingest.errors import FixSettings
from ingest.metadata import describe
from ingest.plan import Plan, free_id, make_plan, taken_ids
from ingest.records import DocumentRecord
from tests.ingest.library import reasons


def known(*paths: Path) -> list[DocumentRecord]:
    """Records as they stand in an index that was made from these paths."""
    return [describe(source, ()) for source in discover(paths).sources]


def plan(live: Sequence[DocumentRecord], *paths: Path) -> Plan:
    return make_plan(discover(paths), live, paths)


def summary(made: Plan) -> dict[str, list[str]]:
    return {
        "added": [source.file for source, record in made.read if record is None],
        "changed": [source.file for source, record in made.read if record is not None]
        + [record.file for record in made.relabelled],
        "unchanged": [record.file for record in made.unchanged],
        "removed": [record.file for record in made.removed],
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(f"Text of {name}")
    return folder


def test_each_file_is_added_changed_unchanged_or_removed(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "b.txt").write_text("Another text")
    (corpus / "c.txt").unlink()
    (corpus / "d.txt").write_text("New")
    assert summary(plan(live, corpus)) == {
        "added": ["d.txt"],
        "changed": ["b.txt"],
        "unchanged": ["a.txt"],
        "removed": ["c.txt"],
    }


def test_a_catalogue_entry_that_changes_changes_its_document_alone(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "catalogue.toml").write_text('[[document]]\nfile = "b.txt"\ntitle = "B"')
    made = summary(plan(live, corpus))
    assert (made["changed"], made["unchanged"]) == (["b.txt"], ["a.txt", "c.txt"])


def test_a_moved_file_is_the_document_that_it_was(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "sub").mkdir()
    (corpus / "a.txt").rename(corpus / "sub/a.txt")
    made = plan(live, corpus)
    assert [(record.file, record.id) for record in made.relabelled] == [("sub/a.txt", "a")]
    assert made.read == []
    assert made.removed == []


def test_a_moved_library_has_new_places_so_that_later_removals_are_seen(corpus: Path) -> None:
    live = known(corpus)
    elsewhere = corpus.rename(corpus.parent / "elsewhere")
    made = plan(live, elsewhere)
    assert summary(made)["changed"] == ["a.txt", "b.txt", "c.txt"]
    assert [record.id for record in made.relabelled] == ["a", "b", "c"]
    assert made.read == []


def test_a_copy_is_a_duplicate_and_not_a_document(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "z.txt").write_text("Text of a.txt")
    made = plan(live, corpus)
    assert reasons(made.duplicates) == {"z.txt": "the same content as a.txt"}
    assert [(r.id, [c.file for c in r.copies]) for r in made.relabelled] == [("a", ["z.txt"])]
    assert summary(made)["unchanged"] == ["b.txt", "c.txt"]


def test_copies_of_one_name_are_told_apart_by_their_place(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Text of a.txt")
    made = make_plan(discover([corpus, other]), [], [corpus, other])
    assert reasons(made.duplicates) == {"a.txt": f"the same content as {corpus}/a.txt"}


def test_of_copies_the_one_known_from_before_stays(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "0.txt").write_text("Text of a.txt")
    made = plan(live, corpus)
    assert reasons(made.duplicates) == {"0.txt": "the same content as a.txt"}
    assert made.read == []


def test_of_copies_the_one_in_the_catalogue_counts(corpus: Path) -> None:
    (corpus / "z.txt").write_text("Text of a.txt")
    (corpus / "catalogue.toml").write_text('[[document]]\nfile = "z.txt"\ntitle = "Z"')
    assert reasons(plan([], corpus).duplicates) == {"a.txt": "the same content as z.txt"}


def test_of_copies_the_one_that_can_be_read_counts(corpus: Path) -> None:
    (corpus / "a.bin").write_text("Text of a.txt")
    assert reasons(plan([], corpus).duplicates) == {"a.bin": "the same content as a.txt"}


def test_documents_from_elsewhere_are_left_alone(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "corpus-2"
    other.mkdir()
    (other / "x.txt").write_text("Elsewhere")
    live = known(corpus, other)
    (other / "x.txt").unlink()
    (other / "y.txt").write_text("New")
    assert summary(plan(live, other)) == {
        "added": ["y.txt"],
        "changed": [],
        "unchanged": [],
        "removed": ["x.txt"],
    }


def test_one_file_given_changes_nothing_else(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "a.txt").write_text("Another")
    (corpus / "b.txt").write_text("Another too")
    (corpus / "c.txt").unlink()
    assert summary(plan(live, corpus / "a.txt")) == {
        "added": [],
        "changed": ["a.txt"],
        "unchanged": [],
        "removed": [],
    }


def test_a_folder_below_is_known_by_its_place_and_what_left_it_is_removed(corpus: Path) -> None:
    (corpus / "sub").mkdir()
    (corpus / "sub/d.txt").write_text("D")
    (corpus / "sub/e.txt").write_text("E")
    live = known(corpus)
    (corpus / "sub/e.txt").unlink()
    assert summary(plan(live, corpus / "sub"))["removed"] == ["sub/e.txt"]


def test_a_link_that_was_taken_away_is_removed(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_text("Linked")
    (corpus / "link.txt").symlink_to(tmp_path / "target.txt")
    live = known(corpus)
    (corpus / "link.txt").unlink()
    assert summary(plan(live, corpus))["removed"] == ["link.txt"]


@pytest.mark.usefixtures("ordinary_user")
def test_what_lies_in_a_folder_that_cannot_be_opened_is_not_taken_for_gone(corpus: Path) -> None:
    (corpus / "closed").mkdir()
    (corpus / "closed/d.txt").write_text("D")
    live = known(corpus)
    (corpus / "closed").chmod(0)
    try:
        made = plan(live, corpus)
    finally:
        (corpus / "closed").chmod(0o700)
    assert made.removed == []
    assert summary(made)["unchanged"] == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_that_cannot_be_opened_is_to_be_read_and_not_removed(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "a.txt").chmod(0)
    made = plan(live, corpus)
    assert summary(made)["changed"] == ["a.txt"]
    assert made.removed == []


def test_a_guessed_id_avoids_every_id_in_use(corpus: Path) -> None:
    (record,) = known(corpus / "a.txt")
    ids: list[str] = []
    for _ in range(5):
        ids.append(free_id(record, set(ids)))
    assert ids == ["a", "a-txt", f"a-{record.sha256[:8]}", "a-2", "a-3"]


def test_ids_that_a_catalogue_gives_are_not_free_for_guesses(corpus: Path) -> None:
    (corpus / "catalogue.toml").write_text('[[document]]\nfile = "b.txt"\nid = "given"')
    live = known(corpus / "c.txt")
    assert taken_ids(plan(live, corpus), live) == {"given", "c"}


def test_an_id_that_another_document_has_is_refused(corpus: Path) -> None:
    live = known(corpus / "a.txt")
    (corpus / "catalogue.toml").write_text('[[document]]\nfile = "b.txt"\nid = "a"')
    with pytest.raises(FixSettings, match=rf"'a' belongs to {corpus}/a.txt: give b.txt another"):
        taken_ids(plan(live, corpus), live)


def test_a_document_keeps_the_id_that_its_catalogue_repeats(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "catalogue.toml").write_text('[[document]]\nfile = "a.txt"\nid = "a"\ntitle = "A"')
    assert taken_ids(plan(live, corpus), live) == {"a", "b", "c"}


def test_the_id_of_a_removed_document_is_free(corpus: Path) -> None:
    live = known(corpus)
    (corpus / "a.txt").unlink()
    (corpus / "catalogue.toml").write_text('[[document]]\nfile = "b.txt"\nid = "a"')
    assert taken_ids(plan(live, corpus), live) == {"a", "b", "c"}
