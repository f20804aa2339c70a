"""What must stay together in a PDF: paragraphs and lists, over odd line ends, notes and pages."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, shown, texts
from tests.ingest.loaders.pdf_files import LONGER, PARAGRAPH, Canvas, make_pdf, put

# A line that fills its column, and the next one beginning with a capital.
NAMED = (
    "Every plan is sent to the partners of the council, who in this county are led by the",
    "Safeguarding Partnership and its chair.",
)


def test_a_page_set_wider_than_the_rest_keeps_its_paragraphs(tmp_path: Path) -> None:
    def narrow(canvas: Canvas) -> None:
        for top in (130, 200, 270, 340, 410, 480):
            put(canvas, 72, top, *LONGER)

    def wide(canvas: Canvas) -> None:
        put(canvas, 72, 140, *LONGER, leading=21)
        put(canvas, 72, 260, *LONGER, leading=21)
        put(canvas, 72, 380, *NAMED, leading=21)

    document = load(make_pdf(tmp_path / "a.pdf", narrow, wide))
    assert texts(document) == [" ".join(LONGER)] * 8 + [" ".join(NAMED)]
    assert_sound(document)


def test_a_line_that_stops_at_a_small_word_goes_on_with_a_capital(tmp_path: Path) -> None:
    """Beside a picture lines are short, and room at their end tells nothing."""

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, "I was asked by the Minister for Children and")
        put(canvas, 72, 114, "Families what councils need, and I have told her.")
        put(canvas, 72, 142, *PARAGRAPH)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert texts(document)[0].startswith("I was asked by the Minister for Children and Families")
    assert len(texts(document)) == 2


def test_a_bold_phrase_may_run_into_the_next_line(tmp_path: Path) -> None:
    bold = "• Absence of children in need, of those on a plan and of all the others in"

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, *PARAGRAPH)
        put(canvas, 72, 160, bold, font="Helvetica-Bold", size=12)
        put(canvas, 80, 174, "Swindon.", font="Helvetica-Bold", size=12)
        put(canvas, 138, 174, "This is shown for each council and for every year.", size=12)

    assert shown(load(make_pdf(tmp_path / "a.pdf", page)))[1] == (
        "list_item",
        1,
        "•",
        f"{bold[2:]} Swindon. This is shown for each council and for every year.",
    )
