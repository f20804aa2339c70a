"""Editions are told by text and title together, and never across authorities."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest

from ingest.editions import authorities_in, newest_first
from ingest.records import DocumentRecord
from ingest.sketch import SIZE, similarity, sketch_of
from ingest.textstore import TextStore
from tests.ingest.library import Library

WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, sentences: int = 60) -> str:
    chosen = random.Random(seed)  # noqa: S311 - made-up prose
    return "\n\n".join(" ".join(chosen.sample(WORDS, 12)) + "." for _ in range(sentences))


def revised(original: str, share: float) -> str:
    """The text with the first share of its paragraphs replaced."""
    paragraphs, new = original.split("\n\n"), text(99).split("\n\n")
    cut = int(len(paragraphs) * share)
    return "\n\n".join([*new[:cut], *paragraphs[cut:]])


def entry(file: str, title: str, day: str = "", **more: str) -> str:
    lines = [f'[[document]]\nfile = "{file}"\ntitle = "{title}"']
    lines += [f"published = {day}"] if day else []
    return "\n".join([*lines, *(f'{key} = "{value}"' for key, value in more.items())]) + "\n"


def groups(library: Library) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The editions and the series of the live build."""
    records = TextStore(library.live).documents()
    return {r.editions for r in records} - {()}, {r.series for r in records} - {()}


def test_the_similarity_of_two_texts_is_the_share_of_runs_that_both_have() -> None:
    one, other = "a b c d e f g", "a b c d e f h"
    assert similarity(sketch_of(one), sketch_of(one)) == 1
    assert similarity(sketch_of(one), sketch_of(other)) == 2 / 4
    assert similarity(sketch_of(one), sketch_of("")) == 0
    assert similarity(sketch_of("Two words"), sketch_of("two WORDS.")) == 1


def test_a_sketch_of_a_long_text_estimates_its_similarity() -> None:
    long = text(1, 400)
    half = revised(long, 0.5)
    assert len(sketch_of(long)) == SIZE
    runs = [set(zip(*(t.split()[n:] for n in range(5)), strict=False)) for t in (long, half)]
    exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    assert abs(similarity(sketch_of(long), sketch_of(half)) - exact) < 0.06


def test_a_revised_edition_is_linked_newest_first(library: Library) -> None:
    library.write("old.txt", text(1))
    library.write("new.txt", revised(text(1), 0.3))
    library.write("other.txt", text(2))
    library.write(
        "catalogue.toml",
        entry("old.txt", "Helping families guidance 2018", "2018-01-01")
        + entry("new.txt", "Helping families: guidance for councils", "2023-01-01")
        + entry("other.txt", "Helping families guidance: annex", "2023-01-01"),
    )
    library.ingest()
    assert groups(library) == ({("new", "old")}, set())


def test_links_follow_what_is_added_and_removed(library: Library) -> None:
    library.write("plan-2018.txt", f"# Helping all families well\n\n{text(1)}")
    library.ingest()
    assert groups(library) == (set(), set())
    library.write("plan-2023.txt", f"# Helping all families well\n\n{revised(text(1), 0.2)}")
    library.ingest()
    assert len(groups(library)[0]) == 1
    (library.corpus / "plan-2018.txt").unlink()
    library.ingest()
    assert groups(library) == (set(), set())


def test_one_text_in_two_formats_is_two_editions(library: Library) -> None:
    library.write("helping-families.md", f"# How councils help families\n\n{text(1)}")
    library.write("scan of paper.txt", text(1))
    library.ingest()
    assert groups(library)[0] == {("helping-families", "scan-of-paper")}


@pytest.mark.parametrize("kind", ["inspection", "guidance"])
def test_two_authorities_never_share_an_edition(library: Library, kind: str) -> None:
    title = "Inspection of {} local authority services"
    library.write("a.txt", text(1))
    library.write("b.txt", text(1) + "\n\nOne more sentence.")
    library.write(
        "catalogue.toml",
        entry("a.txt", title.format("Gloucestershire"), "2023-01-01", kind=kind)
        + entry("b.txt", title.format("South Gloucestershire"), "2023-01-01", kind=kind),
    )
    library.ingest()
    assert groups(library) == (set(), set())


def test_inspections_of_one_authority_are_a_series(library: Library) -> None:
    title = "Inspection of Swindon local authority services"
    for year in (2019, 2023):
        library.write(f"i{year}.txt", revised(text(1), 0.1 if year == 2023 else 0))
    library.write(
        "catalogue.toml",
        entry("i2019.txt", title, "2019-08-12", kind="inspection")
        + entry("i2023.txt", f"{title} 2023", "2023-09-11", kind="inspection"),
    )
    library.ingest()
    assert groups(library) == (set(), {("i2023", "i2019")})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("inspection_of_south_gloucestershire", {"south gloucestershire"}),
        ("Bath & North East Somerset Council", {"bath and north east somerset"}),
        ("Somerset and North Somerset", {"somerset", "north somerset"}),
        ("Devonport", set()),
    ],
)
def test_authorities_are_found_by_their_longest_name(text: str, found: set[str]) -> None:
    assert authorities_in(text) == found


def record(document_id: str, day: date | None, *supersedes: str) -> DocumentRecord:
    return DocumentRecord(
        id=document_id,
        title=document_id,
        publisher=None,
        kind="guidance",
        published=day,
        url=None,
        licence=None,
        file=f"{document_id}.txt",
        path=f"/{document_id}.txt",
        format="txt",
        sha256="",
        fingerprint="",
        supersedes=supersedes,
    )


def test_what_the_catalogue_says_supersedes_comes_first_whatever_the_dates() -> None:
    old, new = record("old", date(2024, 1, 1)), record("new", date(2023, 1, 1), "old")
    undated = record("undated", None)
    assert [r.id for r in newest_first([undated, old, new])] == ["new", "undated", "old"]
    circle = [record("a", None, "b"), record("b", None, "a")]
    assert {r.id for r in newest_first(circle)} == {"a", "b"}


def test_an_index_of_an_older_version_gets_its_sketches(library: Library) -> None:
    library.write("a.txt", text(1))
    library.ingest()
    texts = TextStore(library.live)
    with texts._write() as connection:
        connection.execute("DROP TABLE marks")
    assert np.array_equal(texts.marks()["a"].sketch, sketch_of(texts.text("a") or ""))
