"""The index follows the library, and does no more work than the difference asks for."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ingest.layout import KEPT_BUILDS
from ingest.textstore import TextStore
from ingest.vectors import VectorStore
from ingest.words import WordStore
from tests.ingest.conftest import CONTACT, VISITS
from tests.ingest.library import Library, contents, sha256

SECTIONS = "## A\n\nFirst text.\n\n## B\n\nSecond text.\n\n## C\n\nThird text.\n"
PLAN = f"# Plan\n\n{SECTIONS}"


def test_a_first_run_indexes_every_document(stocked: Library) -> None:
    report = stocked.ingest()
    assert (report.added, report.build) == (["contact.txt", "visits.txt"], stocked.live.name)
    assert stocked.documents == {"contact": "contact.txt", "visits": "visits.txt"}
    assert stocked.counts() == (report.passages,) * 3
    assert report.embedded == report.passages == len(stocked.embedder.embedded)


def test_the_manifest_names_the_model_and_every_original(indexed: Library) -> None:
    _, manifest = indexed.folder.live_build()
    assert manifest.embedder == indexed.embedder.identity
    assert manifest.documents == {"contact": sha256(CONTACT), "visits": sha256(VISITS)}
    assert indexed.originals() == set(manifest.documents.values())


def test_every_stored_passage_is_a_slice_of_its_stored_text(indexed: Library) -> None:
    texts = TextStore(indexed.live)
    for document in indexed.documents:
        text = texts.text(document) or ""
        passages = texts.passages(document)
        assert passages
        assert all(p.search_text.endswith(text[p.start : p.end]) for p in passages)


def test_an_unchanged_library_makes_no_build_and_opens_no_model(indexed: Library) -> None:
    before = contents(indexed.root)

    def open_no_model() -> None:
        raise AssertionError("the model was used")

    indexed.embedder.before = open_no_model
    report = indexed.ingest()
    assert (report.unchanged, report.differs) == (["contact.txt", "visits.txt"], False)
    assert report.build == indexed.live.name
    assert contents(indexed.root) == before


def test_only_new_passages_are_embedded(library: Library) -> None:
    library.write("plan.md", PLAN)
    assert library.ingest().embedded == 3
    library.write("plan.md", PLAN.replace("Second text.", "Second text, revised."))
    report = library.ingest()
    assert (report.changed, report.embedded, report.passages) == (["plan.md"], 1, 3)
    assert library.embedder.embedded == ["Plan › B\nSecond text, revised."]
    assert library.counts() == (3, 3, 3)


def test_passages_keep_their_ids_when_text_is_added_before_them(library: Library) -> None:
    library.write("plan.md", PLAN)
    library.ingest()
    before = [p.id for p in TextStore(library.live).passages("plan")]
    library.write("plan.md", "# Plan\n\n## New\n\nNew text.\n\n" + SECTIONS)
    assert library.ingest().embedded == 1
    text = TextStore(library.live).text("plan") or ""
    after = TextStore(library.live).passages("plan")
    assert [p.id for p in after][1:] == before
    assert [text[p.start : p.end] for p in after][-1] == "Third text."


def test_a_removed_document_can_not_be_found_in_any_store(indexed: Library) -> None:
    ids = {p.id for p in TextStore(indexed.live).passages("contact")}
    (indexed.corpus / "contact.txt").unlink()
    report = indexed.ingest()
    live = indexed.live
    assert (report.removed, report.unchanged) == (["contact.txt"], ["visits.txt"])
    assert indexed.documents == {"visits": "visits.txt"}
    assert TextStore(live).text("contact") is None
    assert TextStore(live).passages_by_id(sorted(ids)) == {}
    assert WordStore(live).search("brothers sisters contact", 9) == []
    assert indexed.passages_with("brother") == 0
    with closing(VectorStore(live)) as vectors:
        assert not ids & vectors.ids()
        nearest = vectors.search(indexed.embedder.embed_question("brothers sisters"), 9)
    assert not ids & {found for found, _ in nearest}
    assert indexed.counts() == (1, 1, 1)
    for path in live.rglob("*"):
        assert path.is_dir() or b"Brothers" not in path.read_bytes(), path


def test_changed_words_replace_the_old_ones(indexed: Library) -> None:
    indexed.write("contact.txt", CONTACT.replace("monthly", "fortnightly"))
    indexed.ingest()
    assert indexed.passages_with("month") == 0
    assert WordStore(indexed.live).search("monthly", 9) == []
    assert len(WordStore(indexed.live).search("fortnightly", 9)) == 1


def test_an_index_does_not_depend_on_its_history(indexed: Library) -> None:
    """Word statistics decide what is found and answered: an update must leave none behind."""
    indexed.write("new.txt", "New\n\nBrothers and sisters visit the social worker monthly.\n")
    indexed.ingest()
    (indexed.corpus / "new.txt").unlink()
    indexed.ingest()
    updated = WordStore(indexed.live).search("sisters visit monthly", 9)
    indexed.ingest(rebuild=True)
    assert WordStore(indexed.live).search("sisters visit monthly", 9) == updated


def test_a_moved_library_can_still_lose_documents(indexed: Library) -> None:
    elsewhere = indexed.corpus.rename(indexed.corpus.parent / "elsewhere")
    assert indexed.ingest(elsewhere).embedded == 0
    (elsewhere / "contact.txt").unlink()
    assert indexed.ingest(elsewhere).removed == ["contact.txt"]


def test_documents_of_another_folder_stay(indexed: Library, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "note.txt").write_text("Note\n\nAdoption support is kept.\n")
    report = indexed.ingest(other)
    assert (report.added, report.removed) == (["note.txt"], [])
    assert set(indexed.documents) == {"contact", "visits", "note"}


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(stocked: Library) -> None:
    assert stocked.ingest(dry_run=True).added == ["contact.txt", "visits.txt"]
    assert not stocked.root.exists()


def test_a_dry_run_leaves_an_index_as_it_is(indexed: Library) -> None:
    before = contents(indexed.root)
    indexed.write("contact.txt", CONTACT + "\nAnd more.\n")
    (indexed.corpus / "visits.txt").unlink()
    report = indexed.ingest(dry_run=True)
    assert (report.changed, report.removed) == (["contact.txt"], ["visits.txt"])
    assert contents(indexed.root) == before
    assert indexed.embedder.embedded == []


def test_a_rebuild_starts_from_nothing_but_the_paths_given(
    indexed: Library, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "visits.txt").write_text(VISITS)
    report = indexed.ingest(other, rebuild=True)
    assert (report.added, report.embedded) == (["visits.txt"], 1)
    assert set(indexed.documents) == {"visits"}


def test_old_builds_and_originals_go_in_time(indexed: Library) -> None:
    first = indexed.live.name
    versions = [CONTACT.replace("monthly", day) for day in ("daily", "weekly", "yearly")]
    for version in versions:
        indexed.write("contact.txt", version)
        indexed.ingest()
    assert len(indexed.builds()) == KEPT_BUILDS
    assert first not in indexed.builds()
    assert indexed.originals() == {sha256(VISITS), *map(sha256, versions)}
