"""What must stay together in a PDF: paragraphs and lists, over odd line ends, notes and pages."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, shown, texts
from tests.ingest.loaders.pdf_files import LONGER, PARAGRAPH, Canvas, Draw, make_pdf, put

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


NOTE = "1 Published by the Department in May 2022."


def test_a_list_runs_on_over_the_page_and_its_notes_stand_before_it(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        put(canvas, 72, 100, *PARAGRAPH)
        put(canvas, 72, 180, "What it covers", font="Helvetica-Bold", size=15)
        put(canvas, 72, 210, "The plan has to say how each council will work in these areas:")
        put(canvas, 72, 230, "• help for families")
        put(canvas, 90, 250, "• in schools")
        put(canvas, 72, 740, NOTE, size=8)

    def second(canvas: Canvas) -> None:
        put(canvas, 90, 100, "• in clinics")
        put(canvas, 72, 120, "• support for carers")
        put(canvas, 72, 160, *LONGER)

    document = load(make_pdf(tmp_path / "a.pdf", first, second))
    assert [block[:3] for block in shown(document)] == [
        ("paragraph", 0, None),
        ("paragraph", 0, "1"),
        ("heading", 1, None),
        ("paragraph", 0, None),
        ("list_item", 1, "•"),
        ("list_item", 2, "•"),
        ("list_item", 2, "•"),
        ("list_item", 1, "•"),
        ("paragraph", 0, None),
    ]
    assert_sound(document)


def test_an_item_that_runs_over_the_page_keeps_its_list(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        put(canvas, 72, 100, "The plan has to say how each council will work in these areas:")
        put(canvas, 72, 120, "• help for families")
        put(canvas, 72, 140, "• support for carers who have asked for it at every meeting of the")
        put(canvas, 72, 740, NOTE, size=8)

    def second(canvas: Canvas) -> None:
        put(canvas, 80, 100, "council's committee")
        put(canvas, 72, 120, "• money")

    document = load(make_pdf(tmp_path / "a.pdf", first, second))
    assert [block[2] for block in shown(document)] == ["1", None, "•", "•", "•"]
    assert texts(document)[3].endswith("every meeting of the council's committee")
    assert_sound(document)


def test_notes_end_a_page_on_which_nothing_runs_over(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        put(canvas, 72, 100, *PARAGRAPH)
        put(canvas, 72, 740, NOTE, size=8)

    def second(canvas: Canvas) -> None:
        put(canvas, 72, 100, *LONGER)

    document = load(make_pdf(tmp_path / "a.pdf", first, second))
    assert texts(document) == [" ".join(PARAGRAPH), NOTE[2:], " ".join(LONGER)]
    assert_sound(document)


def test_notes_inside_a_list_of_three_pages_stand_at_the_end_of_theirs(tmp_path: Path) -> None:
    """There is no place on the middle page that is outside the list."""

    def page(number: int, *notes: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            for line in range(3):
                put(canvas, 72, 150 + 20 * line, f"• support {number}{line} for families")
            put(canvas, 72, 740, *notes, size=8)

        return draw

    document = load(make_pdf(tmp_path / "a.pdf", page(1), page(2, NOTE), page(3)))
    assert [block[2] for block in shown(document)] == ["•"] * 6 + ["1"] + ["•"] * 3
    assert_sound(document)
