"""The Word and PowerPoint files of the golden files: notices of a small town, in invented words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from pptx import Presentation
from pptx.util import Inches


def _styled(document: Any, *lines: tuple[str, str]) -> None:
    for style, text in lines:
        document.add_paragraph(text, style=style or None)


def _fill(table: Any, *rows: tuple[str, ...]) -> None:
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text


def allotments(path: Path) -> Path:
    """Nested bullets, a numbered list, and a table with an empty cell and one of two lines."""
    document = docx.Document()
    document.add_heading("Allotments", 1)
    _styled(
        document,
        ("", "Each plot comes with:"),
        ("List Bullet", "a shed"),
        ("List Bullet 2", "with a lock"),
        ("List Bullet", "a tap"),
        ("", "To rent a plot:"),
        ("List Number", "Choose a site."),
        ("List Number", "Send the form."),
    )
    table = document.add_table(rows=3, cols=3)
    _fill(table, ("Site", "Plots", "Rules"), ("Mill Lane", "12", ""), ("Quay", "", "No fires"))
    table.cell(1, 2).text = "No dogs"
    table.cell(1, 2).add_paragraph("No glass")
    document.save(str(path))
    return path


def steps(path: Path) -> Path:
    """A numbered list inside a numbered list."""
    document = docx.Document()
    _styled(
        document,
        ("", "To rent a plot:"),
        ("List Number", "Choose a site."),
        ("List Number 2", "Walk round it."),
        ("List Number 2", "Ask about water."),
        ("List Number", "Send the form."),
    )
    document.save(str(path))
    return path


def lessons(path: Path) -> Path:
    """A table whose header has one cell over two columns."""
    document = docx.Document()
    document.add_paragraph("Lessons are held twice a week.")
    table = document.add_table(rows=3, cols=3)
    _fill(table, ("Class", "Days"), ("Pottery", "Monday", "Friday"), ("Weaving", "Tuesday", ""))
    table.cell(0, 1).merge(table.cell(0, 2))
    document.save(str(path))
    return path


def swimming(path: Path) -> Path:
    """A slide with bullets of two levels, and below them a table with an empty cell."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Swimming pool"
    body = slide.placeholders[1]
    body.left, body.top, body.width, body.height = (Inches(n) for n in (0.5, 1.5, 9, 2))
    lines = [("Two new pools", 0), ("one for toddlers", 1), ("A longer season", 0)]
    for index, (text, level) in enumerate(lines):
        frame = body.text_frame
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    place = (Inches(n) for n in (0.5, 4, 9, 2))
    table = slide.shapes.add_table(3, 3, *place).table
    _fill(table, ("Ticket", "Price", "Sold"), ("Adult", "£6", "310"), ("Child", "£2", ""))
    deck.save(str(path))
    return path


OFFICE = {
    "allotments.docx": allotments,
    "steps.docx": steps,
    "lessons.docx": lessons,
    "swimming.pptx": swimming,
}
