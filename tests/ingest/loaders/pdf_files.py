"""Draws small PDFs, line by line, so that a test knows where every word stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Table, TableStyle  # type: ignore[import-untyped]

__all__ = ["Canvas", "draw_table", "make_pdf", "put"]

WIDTH, HEIGHT = A4
LEADING = 14.0
Draw = Callable[[Canvas], None]


def make_pdf(path: Path, *pages: Draw, **about: str) -> Path:
    """A PDF with one page for each drawing. `about` sets its metadata."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(about.get("title", ""))
    canvas.setAuthor(about.get("author", ""))
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def put(
    canvas: Canvas,
    x: float,
    top: float,
    *lines: str,
    font: str = "Helvetica",
    size: float = 11,
    leading: float = LEADING,
) -> float:
    """Lines of text, the first with its baseline at `top` from the page's top; returns the next."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, HEIGHT - top, line)
        top += leading
    return top


# Lines that fill a column from 72 to about 520 points at 11 points, so that a paragraph runs on.
PARAGRAPH = (
    "The council will publish its plan for family help before the end of the year, and it",
    "will report on progress to the committee every three months until the pilots have come",
    "to an end.",
)
LONGER = (
    "Councillors asked how the new service will be paid for, how long the money will be there",
    "and what happens to families who are in the middle of their support when the grant runs",
    "out, because earlier programmes had stopped without any notice being given to those who",
    "relied on them.",
)


def draw_table(
    canvas: Canvas,
    cells: Sequence[Sequence[str]],
    top: float,
    style: Sequence[tuple[object, ...]] = (),
    *,
    open_sides: bool = False,
) -> None:
    """A ruled table with a bold first row, its top edge at `top` from the page's top.

    With open sides it has a rule under every row and no others.
    """
    table = Table(cells, colWidths=[150] * len(cells[0]))
    ruled = ("LINEBELOW" if open_sides else "GRID", (0, 0), (-1, -1), 0.5, colors.black)
    bold = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")
    table.setStyle(TableStyle([ruled, bold, *style]))
    _, height = table.wrapOn(canvas, 500, 500)
    table.drawOn(canvas, 72, HEIGHT - top - height)
