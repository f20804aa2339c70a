"""What is counted of a build's words, and which count may be trusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import BuildIndex
from ingest.lexicon import FILE, Lexicon, counted, open_lexicon, write_lexicon

TEXTS = [
    "Family help is help. A Regional Care Cooperative (RCC) plans homes; RCCs differ.",
    "The Rural Care Centre (RCC) and the Rural Care Centre (RCC) help. Well-being, help!",
    "A Real Child Case. The Regional Care Cooperative leads.",
]


@pytest.fixture(params=["written", "counted"])
def lexicon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lexicon]:
    """The same, whether ingest has written it or it is counted when a build is opened."""
    found: Lexicon | None = counted(TEXTS)
    if request.param == "written":
        write_lexicon(tmp_path, "one", TEXTS)
        found = open_lexicon(tmp_path, "one")
    assert found is not None
    with closing(found):
        yield found


def test_words_are_counted_over_all_texts_in_small_letters(lexicon: Lexicon) -> None:
    assert [lexicon.count(word) for word in ("help", "care", "well-being", "zebra")] == [4, 4, 1, 0]


def test_words_are_near_by_first_letter_and_length(lexicon: Lexicon) -> None:
    assert sorted(lexicon.near("care", 2)) == ["care", "case", "centre", "child"]
    assert sorted(lexicon.near("care", 1)) == ["care", "case", "child"]
    assert lexicon.near("zebra", 2) == []


def test_a_word_is_written_with_its_capitals_or_without(lexicon: Lexicon) -> None:
    assert lexicon.writes("Care") and lexicon.writes("RCCs") and lexicon.writes("help")
    assert not lexicon.writes("care") and not lexicon.writes("HELP")


def test_an_acronym_is_what_most_texts_say(lexicon: Lexicon) -> None:
    assert lexicon.defined("RCC") == "Rural Care Centre", "defined twice"
    assert lexicon.defined("CC") is None


def test_of_names_that_are_as_frequent_the_first_counts(lexicon: Lexicon) -> None:
    assert lexicon.implied("RCC") == "Regional Care Cooperative", "both stand there twice"
    assert lexicon.implied("XYZ") is None


def test_only_what_was_counted_of_this_build_is_opened(tmp_path: Path) -> None:
    assert open_lexicon(tmp_path, "one") is None, "there is none"
    write_lexicon(tmp_path, "one", TEXTS)
    assert open_lexicon(tmp_path, "two") is None, "copied by a version that writes none"
    write_lexicon(tmp_path, "two", ["Another text."])
    found = open_lexicon(tmp_path, "two")
    assert found is not None
    with closing(found):
        assert (found.count("help"), found.count("another")) == (0, 1)


@pytest.mark.parametrize("damaged", [b"", b"no database", b"SQLite format 3\x00 cut off"])
def test_a_damaged_count_is_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE).write_bytes(damaged)
    assert open_lexicon(tmp_path, "one") is None


def test_a_count_that_did_not_end_is_none(tmp_path: Path) -> None:
    def texts() -> Iterator[str]:
        yield "One text."
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_lexicon(tmp_path, "one", texts())
    assert open_lexicon(tmp_path, "one") is None


def test_damage_that_is_met_later_says_what_to_do(tmp_path: Path) -> None:
    write_lexicon(tmp_path, "one", TEXTS)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("DROP TABLE words")
    found = open_lexicon(tmp_path, "one")
    assert found is not None
    with closing(found), pytest.raises(BuildIndex, match="run `reform-ingest --rebuild`"):
        found.count("help")
