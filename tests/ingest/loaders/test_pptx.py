"""Presentations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from ingest.document import LoadedDocument
from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, rows, shown, texts

TITLE_AND_CONTENT, TITLE_ONLY, BLANK = 1, 5, 6


def read(tmp_path: Path, deck: Any) -> LoadedDocument:
    path = tmp_path / "deck.pptx"
    deck.save(str(path))
    document = load(path)
    assert_sound(document)
    return document


def add_slide(deck: Any, title: str, *lines: tuple[str, int]) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_AND_CONTENT])
    slide.shapes.title.text = title
    frame = slide.placeholders[1].text_frame
    for index, (text, level) in enumerate(lines):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    return slide


def add_text(shapes: Any, text: str, left: float, top: float) -> None:
    shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5)).text_frame.text = text


def test_titles_bullets_and_pages(tmp_path: Path) -> None:
    deck = Presentation()
    add_slide(deck, "Stable Homes", ("First", 0), ("- inner", 1))
    add_slide(deck, "Six pillars", ("8", 0), ("°7-`", 0))
    add_slide(deck, "Money", ("75%", 0))
    document = read(tmp_path, deck)
    assert shown(document) == [
        ("heading", 1, None, "Stable Homes"),
        ("list_item", 1, "•", "First"),
        ("list_item", 2, "•", "inner"),
        ("heading", 2, None, "Six pillars"),
        ("heading", 2, None, "Money"),
        ("list_item", 1, "•", "75%"),
    ]
    assert [block.page for block in document.blocks] == [1, 1, 1, 2, 3, 3]
    assert [page.label for page in document.pages] == ["1", "2", "3"]


def test_sentences_around_a_list_are_not_its_items(tmp_path: Path) -> None:
    deck = Presentation()
    lines = [
        "The strategy seeks to:",
        "Address urgent issues",
        "Set direction",
        "We reform in phases.",
    ]
    add_slide(deck, "Reform", *((line, 0) for line in lines))
    assert [block[0] for block in shown(read(tmp_path, deck))[1:]] == [
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
    ]


def test_boxes_and_groups_are_read_by_where_they_stand(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    add_text(slide.shapes, "bottom", 1, 5)
    add_text(slide.shapes, "right", 5, 1.05)
    group = slide.shapes.add_group_shape()
    add_text(group.shapes, "left", 1, 1)
    assert texts(read(tmp_path, deck)) == ["left", "right", "bottom"]


def test_tables_keep_each_cell_whole(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    slide.shapes.title.text = "Consultations"
    size = Inches(1), Inches(2), Inches(6), Inches(2)
    table = slide.shapes.add_table(2, 2, *size).table
    for (row, column), value in {
        (0, 0): "Consultation", (0, 1): "Aims", (1, 0): "Agency", (1, 1): "• price caps\n• notice",
    }.items():  # fmt: skip
        table.cell(row, column).text = value
    assert rows(read(tmp_path, deck))[1] == {
        "Consultation": "Agency",
        "Aims": "• price caps • notice",
    }


def test_speaker_notes_follow_the_slide(tmp_path: Path) -> None:
    deck = Presentation()
    slide = add_slide(deck, "Title", ("Bullet", 0))
    slide.notes_slide.notes_text_frame.text = "Say this."
    assert shown(read(tmp_path, deck))[-1] == ("paragraph", 0, None, "Say this.")
