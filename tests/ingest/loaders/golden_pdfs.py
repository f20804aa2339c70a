"""The PDFs of the golden files: small council papers with tables and lists, in invented words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.platypus import Table, TableStyle  # type: ignore[import-untyped]

from tests.ingest.loaders.pdf_files import (
    HEIGHT,
    LONGER,
    PARAGRAPH,
    Canvas,
    draw_table,
    make_pdf,
    put,
)


def _plain_table(canvas: Canvas, cells: Sequence[Sequence[str]], top: float) -> None:
    """A ruled table without anything in bold."""
    table = Table(cells, colWidths=[150] * len(cells[0]))
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    _, height = table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, 72, HEIGHT - top - height)


def continued(path: Path) -> Path:
    """A table over two pages; on the second its last column is empty and no header is printed."""

    def first(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        cells = [["Task", "Owner", "Done"], ["Plan the\nworks", "Roads", "Yes"]]
        draw_table(canvas, cells, 140)

    def second(canvas: Canvas) -> None:
        _plain_table(canvas, [["Mend the bridge", "Bridges", ""], ["Sweep", "Parks", ""]], 80)

    return make_pdf(path, first, second)


def grouped(path: Path) -> Path:
    """A header whose rows stand in groups, each under a line over the whole width."""
    cells = [["Code", "Meaning"], ["Trees", ""], ["T1", "Oak"], ["Shrubs", ""], ["S1", "Box"]]
    spans = [("SPAN", (0, row), (1, row)) for row in (1, 3)]

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        draw_table(canvas, cells, 140, spans)

    return make_pdf(path, page)


def two_headers(path: Path) -> Path:
    """Two tables on the same columns, each with a header of its own; the second has a corner."""

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        draw_table(canvas, [["Ward", "Seats", "Turnout"], ["Hill", "2", "40%"]], 140)
        put(canvas, 72, 230, *PARAGRAPH)
        draw_table(canvas, [["", "Cost", "Saving"], ["Bins", "£5", ""]], 300)

    return make_pdf(path, page)


def flowchart(path: Path) -> Path:
    """Boxes joined by lines: text, and no table."""

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        for x, top, text in [(72, 150, "Apply"), (300, 210, "Refuse"), (72, 270, "Inspect")]:
            canvas.rect(x, HEIGHT - top - 30, 120, 30)
            put(canvas, x + 10, top + 18, text)
        canvas.line(132, HEIGHT - 180, 132, HEIGHT - 270)
        canvas.line(132, HEIGHT - 225, 300, HEIGHT - 225)

    return make_pdf(path, page)


def lists(path: Path) -> Path:
    """Bullets of several shapes, nested, and a lettered list under a numbered paragraph."""

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, "The park needs:")
        put(canvas, 72, 96, "• benches")
        put(canvas, 90, 112, "– of wood")
        put(canvas, 72, 128, "• lamps")
        put(canvas, 72, 160, "1.1 The council will:")
        put(canvas, 90, 176, "(a) ask residents;")
        put(canvas, 108, 192, "(i) by letter; and")
        put(canvas, 90, 208, "(b) report.")

    return make_pdf(path, page)


def unruled(path: Path) -> Path:
    """A table without any rule: its columns begin below each other, and one cell is empty."""
    cells = [("Beach", "Flag", "Guards"), ("Sandy Bay", "Blue", "4"), ("Mill Cove", "", "2")]

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        for row, texts in enumerate(cells):
            font = "Helvetica" if row else "Helvetica-Bold"
            for column, text in enumerate(texts):
                put(canvas, 72 + 150 * column, 140 + 18 * row, text, font=font)
        put(canvas, 72, 230, *LONGER)

    return make_pdf(path, page)


def crossing(path: Path) -> Path:
    """A nested list that goes on over the page, with a footnote at the foot of the first."""

    def first(canvas: Canvas) -> None:
        put(canvas, 72, 80, *PARAGRAPH)
        put(canvas, 72, 660, "The harbour will be given:")
        put(canvas, 72, 676, "• a crane")
        put(canvas, 72 + canvas.stringWidth("• a crane", "Helvetica", 11), 672, "1", size=6.5)
        put(canvas, 90, 692, "– for small boats")
        canvas.line(72, HEIGHT - 745, 216, HEIGHT - 745)
        put(canvas, 72, 760, "1 Paid for by the county since 2021.", size=8)

    def second(canvas: Canvas) -> None:
        put(canvas, 90, 80, "– for nets")
        put(canvas, 72, 96, "• a new slipway")
        put(canvas, 72, 130, *LONGER)

    return make_pdf(path, first, second)


def two_columns(path: Path) -> Path:
    """A heading over two columns of text; the second goes on with the paragraph of the first."""
    left = (
        "The library moves to the old mill in",
        "spring. It will open on six days of the",
        "week, and the children will have a",
        "room of their own on the first floor.",
        "The lift is made wider for prams, and",
        "a ramp will lead from the street to",
    )
    right = (
        "the front door.",
        "The van visits villages as before, and",
        "it stops at every school once in two",
        "weeks and stays for half a day, so",
        "that each class can choose its books.",
        "Readers may also order books by post.",
    )

    def page(canvas: Canvas) -> None:
        put(canvas, 72, 80, "A new library for the town", font="Helvetica-Bold", size=18)
        for line, texts in enumerate(zip(left, right, strict=True)):
            for x, text in zip((72, 320), texts, strict=True):
                put(canvas, x, 120 + 14 * line, text)

    return make_pdf(path, page)


def wrapped_heading(path: Path) -> Path:
    """Headings on two lines, the second of them numbered, and text below each."""

    def page(canvas: Canvas) -> None:
        put(
            canvas,
            72,
            80,
            "How the town will look after its",
            "trees and hedges in dry summers",
            font="Helvetica-Bold",
            size=20,
            leading=24,
        )
        put(canvas, 72, 140, *PARAGRAPH)
        put(
            canvas,
            72,
            210,
            "2. Water for young trees along the roads and in",
            "the parks of the town",
            font="Helvetica-Bold",
            size=14,
            leading=17,
        )
        put(canvas, 72, 250, *LONGER)

    return make_pdf(path, page)


_DRAWN = (
    continued,
    grouped,
    two_headers,
    flowchart,
    lists,
    unruled,
    crossing,
    two_columns,
    wrapped_heading,
)
PAPERS = {each.__name__: each for each in _DRAWN}
