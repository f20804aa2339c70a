"""A document keeps its id, and no other document takes it."""

from __future__ import annotations

from tests.ingest.conftest import CONTACT, VISITS
from tests.ingest.library import Library


def test_a_moved_file_keeps_its_id_and_its_vectors(library: Library) -> None:
    library.write("catalogue.toml", '[[document]]\nfile = "a.txt"\nid = "given"\ntitle = "A"')
    library.write("a.txt", VISITS)
    library.ingest()
    library.write("catalogue.toml", '[[document]]\nfile = "b.txt"\nid = "given"\ntitle = "A"')
    (library.corpus / "a.txt").rename(library.corpus / "b.txt")
    report = library.ingest()
    assert (report.changed, report.removed, report.embedded) == (["b.txt"], [], 0)
    assert library.documents == {"given": "b.txt"}


def test_a_new_file_never_takes_the_id_of_one_that_changed(indexed: Library) -> None:
    indexed.write("a/visits.txt", "Other visits\n\nInspectors visit every year.\n")
    indexed.write("visits.txt", VISITS + "\nMore is said.\n")
    indexed.ingest()
    assert indexed.documents == {
        "contact": "contact.txt",
        "visits": "visits.txt",
        "visits-txt": "a/visits.txt",
    }


def test_a_guess_gives_way_to_an_id_from_the_catalogue(library: Library) -> None:
    library.write("a/plan.txt", VISITS)
    library.write("b.txt", CONTACT)
    library.write("catalogue.toml", '[[document]]\nfile = "b.txt"\nid = "plan"')
    library.ingest()
    assert library.documents == {"plan": "b.txt", "plan-txt": "a/plan.txt"}


def test_an_id_freed_by_the_catalogue_is_free_in_the_next_run(indexed: Library) -> None:
    entry = '[[document]]\nfile = "{}.txt"\nid = "{}"\n'
    indexed.write("catalogue.toml", entry.format("visits", "renamed"))
    indexed.ingest()
    indexed.write(
        "catalogue.toml", entry.format("visits", "renamed") + entry.format("contact", "visits")
    )
    indexed.ingest()
    assert indexed.documents == {"renamed": "visits.txt", "visits": "contact.txt"}
    assert indexed.counts() == (2, 2, 2)
