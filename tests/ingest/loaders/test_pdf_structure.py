"""Headings, numbered paragraphs, lists and tables of PDFs."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, rows, shown, texts
from tests.ingest.loaders.pdf_files import (
    HEIGHT,
    LONGER,
    PARAGRAPH,
    Canvas,
    Draw,
    draw_table,
    make_pdf,
    put,
)


def test_headings_come_from_how_they_are_set(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, "A report about family help", font="Helvetica-Bold", size=22)
        put(canvas, 72, 130, "What we found", font="Helvetica-Bold", size=15)
        put(canvas, 72, 160, *PARAGRAPH)
        put(canvas, 72, 220, "Money", font="Helvetica-Bold")
        put(canvas, 72, 240, *LONGER)
        put(canvas, 72, 320, "What happens next", font="Helvetica-Bold", size=15)
        put(canvas, 72, 350, *PARAGRAPH)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert [(level, text) for kind, level, _, text in shown(document) if kind == "heading"] == [
        (1, "A report about family help"),
        (2, "What we found"),
        (3, "Money"),
        (2, "What happens next"),
    ]
    assert document.properties.title == "A report about family help"
    assert_sound(document)


def test_numbered_paragraphs_and_the_lists_inside_them(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, "3. " + PARAGRAPH[0], *PARAGRAPH[1:])
        put(canvas, 72, 160, "4. The review found this, in the order in which it was said:")
        put(canvas, 72, 185, "1. Reset social care.")
        put(canvas, 72, 210, "2. Help families.")
        put(canvas, 72, 235, "5. " + LONGER[0], *LONGER[1:])

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert [block[:3] for block in shown(document)] == [
        ("paragraph", 0, "3."),
        ("paragraph", 0, "4."),
        ("list_item", 1, "1."),
        ("list_item", 1, "2."),
        ("paragraph", 0, "5."),
    ]
    assert texts(document)[2] == "Reset social care."
    assert "3. The council will publish" in document.text
    assert_sound(document)


def test_a_paragraph_under_the_text_of_an_item_goes_on_with_it(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(
            canvas, 72, 100, "4. The panel must have, as the regulations say, all of these members:"
        )
        put(canvas, 90, 125, "• a chair, who has these qualities:")
        put(canvas, 97, 145, "• fairness")
        put(
            canvas,
            97,
            190,
            "Also, it may be that no such person can be found at all by the agency.",
        )
        put(canvas, 90, 215, "• a social worker.")
        put(canvas, 97, 235, "How panels are paid")
        put(canvas, 72, 255, *PARAGRAPH)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert [block[:3] for block in shown(document)] == [
        ("paragraph", 0, "4."),
        ("list_item", 1, "•"),
        ("list_item", 2, "•"),
        ("list_item", 1, None),
        ("list_item", 1, "•"),
        ("heading", 2, None),
        ("paragraph", 0, None),
    ]
    assert texts(document)[-2] == "How panels are paid"
    assert_sound(document)


def test_after_an_item_that_ends_with_a_semicolon_comes_its_like(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, "A plan for a child, which the school and the carer agree on, should:")
        put(canvas, 90, 125, "• set targets;")
        put(canvas, 72, 145, "• name help;")
        put(canvas, 90, 165, "• have views, namely:")
        put(canvas, 108, 185, "• the child's;")
        put(canvas, 90, 205, "• say who acts.")

    document = load(make_pdf(tmp_path / "a.pdf", page))
    levels = [level for kind, level, _, _ in shown(document) if kind == "list_item"]
    assert levels == [1, 1, 1, 2, 1]


def test_bullets_nest_by_how_far_they_are_set_in(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, *PARAGRAPH)
        put(canvas, 72, 160, "• early help")
        put(canvas, 90, 176, "• in schools")
        put(
            canvas,
            72,
            192,
            "• support for carers, who have asked for it in the consultation and at",
        )
        put(canvas, 80, 206, "every meeting")

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert shown(document)[1:] == [
        ("list_item", 1, "•", "early help"),
        ("list_item", 2, "•", "in schools"),
        (
            "list_item",
            1,
            "•",
            "support for carers, who have asked for it in the consultation and at every meeting",
        ),
    ]


def test_a_document_in_one_typeface_still_has_headings(tmp_path: Path) -> None:
    lines = [
        "A Summary of the Response",
        "Jan 16, 2025",
        "Key Components",
        "1. Family Help",
        "• Early support for families.",
        "• A single service.",
        "2. Child Protection",
        "• Teams from several agencies.",
    ]

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, *lines, leading=24)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert [block for block in shown(document) if block[0] == "heading"] == [
        ("heading", 1, None, "A Summary of the Response"),
        ("heading", 2, None, "Key Components"),
        ("heading", 3, "1.", "Family Help"),
        ("heading", 3, "2.", "Child Protection"),
    ]
    assert ("paragraph", 0, None, "Jan 16, 2025") in shown(document)


def test_a_ruled_table_is_rows_under_named_columns_with_words_in_place(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        draw_table(canvas, [["Area", "Sum"], ["Swindon", "£1m"]], 140)
        put(canvas, 72, 260, *LONGER)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert rows(document) == [{"Area": "Area", "Sum": "Sum"}, {"Area": "Swindon", "Sum": "£1m"}]
    assert [block.kind for block in document.blocks] == [
        "paragraph",
        "table_row",
        "table_row",
        "paragraph",
    ]
    assert "£1m" in [document.text[w.start : w.end] for w in document.pages[0].words]
    assert_sound(document)


def test_a_table_ruled_only_between_its_rows(tmp_path: Path) -> None:
    cells = [["Measure", "Sum"], ["Training", "£9 million"], ["Fostering", "£27 million"]]

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        put(canvas, 72, 140, "Table: Sums of money", font="Helvetica-Bold", size=9)
        draw_table(canvas, cells, 150, open_sides=True)
        put(canvas, 72, 270, *LONGER)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert rows(document)[1:] == [
        {"Measure": "Training", "Sum": "£9 million"},
        {"Measure": "Fostering", "Sum": "£27 million"},
    ]
    assert "Table: Sums of money" in texts(document)
    assert_sound(document)


def test_rules_between_paragraphs_make_no_table(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for top in (100, 180, 260):
            put(canvas, 72, top, *PARAGRAPH)
            canvas.line(72, HEIGHT - top - 50, 520, HEIGHT - top - 50)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert texts(document, "paragraph") == [" ".join(PARAGRAPH)] * 3


def test_a_bullet_left_at_the_end_of_a_page_goes_with_its_words(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        put(canvas, 72, 100, *PARAGRAPH)
        put(canvas, 72, 700, "•")

    def second(canvas: Canvas) -> None:
        put(canvas, 86, 100, "early help for families")

    assert_sound(load(make_pdf(tmp_path / "a.pdf", first, second)))


def test_merged_cells_stand_under_their_columns(tmp_path: Path) -> None:
    cells = [
        ["Area", "Year", "Sum"],
        ["Swindon", "2023", "£1m"],
        ["", "2024", "£2m"],
        ["Total", "", "£3m"],
    ]
    spans = [("SPAN", (0, 1), (0, 2)), ("SPAN", (0, 3), (1, 3))]

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        draw_table(canvas, cells, 140, spans)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert rows(document)[1:] == [
        {"Area": "Swindon", "Year": "2023", "Sum": "£1m"},
        {"Area": "Swindon", "Year": "2024", "Sum": "£2m"},
        {"Area": "Total", "Year": "", "Sum": "£3m"},
    ]
    assert_sound(document)


def test_a_table_that_goes_on_over_the_page_keeps_its_columns(tmp_path: Path) -> None:
    def page(*body: list[str]) -> Draw:
        def draw(canvas: Canvas) -> None:
            draw_table(canvas, [["Area", "Sum"], *body], 80)

        return draw

    pages = page(["Swindon", "£1m"]), page(["Bath", "£2m"])
    document = load(make_pdf(tmp_path / "a.pdf", *pages))
    assert rows(document) == [
        {"Area": "Area", "Sum": "Sum"},
        {"Area": "Swindon", "Sum": "£1m"},
        {"Area": "Bath", "Sum": "£2m"},
    ]
    assert [block.page for block in document.blocks] == [1, 1, 2]


def test_a_box_around_text_is_not_a_table(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        put(canvas, 72, 100, *PARAGRAPH)
        canvas.rect(60, HEIGHT - 220, 480, 70)
        put(canvas, 72, 170, *PARAGRAPH)

    document = load(make_pdf(tmp_path / "a.pdf", page))
    assert texts(document, "paragraph") == [" ".join(PARAGRAPH)] * 2
