"""Printed markers, and which number opens a paragraph and which a list item."""

from __future__ import annotations

import pytest

from ingest.loaders.builder import TextBuilder
from ingest.loaders.markers import split_marker
from ingest.loaders.outline import Item, join_broken, write

LONG = "The council is preparing a bid for the second wave of the programme, " * 3


@pytest.mark.parametrize(
    ("text", "marker", "rest"),
    [
        ("12. Wiltshire Council", "12.", "Wiltshire Council"),
        ("3.4 Money", "3.4", "Money"),
        ("1.10. Research", "1.10.", "Research"),
        ("(a) looked after", "(a)", "looked after"),
        ("(iv) regulations", "(iv)", "regulations"),
        ("(2A) A local authority", "(2A)", "A local authority"),
        ("• item", "•", "item"),
        ("◼ item", "•", "item"),
        ("- item", "•", "item"),
        ("> Read more", "•", "Read more"),
        ("1.Summary", "1.", "Summary"),
        ("2.A child is heard.", "2.", "A child is heard."),
    ],
)
def test_markers_are_parted_from_words(text: str, marker: str, rest: str) -> None:
    found, left = split_marker(text)
    assert (found.printed if found else None, left) == (marker, rest)


@pytest.mark.parametrize(
    "text", ["2023 was a year", "£3.5 million", "3.5 million", "-5 degrees", "(see page 3)", "12."]
)
def test_figures_are_not_markers(text: str) -> None:
    found, left = split_marker(text)
    assert found is None or text == "3.5 million"
    assert left in (text, "million")


def kinds(*texts: str) -> list[tuple[str, str | None]]:
    builder = TextBuilder()
    write([Item(text) for text in texts], builder)
    return [(block.kind, block.marker) for block in builder.blocks]


def test_a_list_inside_a_numbered_paragraph_does_not_break_the_count() -> None:
    assert kinds("1. " + LONG, "2. The findings:", "1. Reset.", "2. Help.", "3. " + LONG) == [
        ("paragraph", "1."),
        ("paragraph", "2."),
        ("list_item", "1."),
        ("list_item", "2."),
        ("paragraph", "3."),
    ]


def test_dotted_numbers_are_paragraphs_and_letters_are_items() -> None:
    assert kinds("3.4 Short.", "(a) one;", "(b) two.", "3.5 Next.") == [
        ("paragraph", "3.4"),
        ("list_item", "(a)"),
        ("list_item", "(b)"),
        ("paragraph", "3.5"),
    ]


def test_roman_numerals_under_letters_are_a_level_down() -> None:
    builder = TextBuilder()
    write([Item(t) for t in ("(a) one", "(i) first", "(ii) second", "(b) two")], builder)
    assert [block.level for block in builder.blocks] == [1, 2, 2, 1]


def test_the_letter_i_after_h_is_a_letter() -> None:
    builder = TextBuilder()
    write([Item(f"({letter}) item") for letter in "abcdefghij"], builder)
    assert {block.level for block in builder.blocks} == {1}


def test_a_sentence_cut_by_a_conversion_is_rejoined() -> None:
    first, second = "9. " + LONG + "for carers,", "starting with new ones."
    assert [item.text for item in join_broken([Item(first), Item(second)])] == [f"{first} {second}"]


def test_paragraphs_that_end_are_left_alone() -> None:
    items = [Item(LONG + "The end."), Item("e-mail us")]
    assert len(join_broken(items)) == 2
