"""Render blocks to PDF.

The running header and "Page 2 of 6" are there on purpose: software that reads PDF has to tell
them from the text, and our own briefings should show whether it does.
"""

# mypy: disable-error-code="import-untyped"
import io
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, SimpleDocTemplate
from reportlab.platypus import Paragraph as PdfParagraph
from reportlab.platypus import Table as PdfTable

import pdf_look as look
from blocks import Block, Heading, Item, Paragraph, Properties, Source, Table, Title, bold_runs

MARGIN = 23 * mm
# The page frame adds this much on each side; taking it off puts text and header on one line.
FRAME_PADDING = 6
# A longer table may go on over the next page, a shorter one is moved there as a whole.
LONGEST_UNBROKEN_TABLE = 8
WIDTH = A4[0] - 2 * MARGIN


def render_pdf(blocks: list[Block], properties: Properties) -> bytes:
    """Render twice: the first pass only counts the pages for "Page 2 of 6"."""
    for block in blocks:
        _check_characters(repr(block))
    pages, _ = _run(blocks, properties, 0)
    _, data = _run(blocks, properties, pages)
    return data


def _check_characters(text: str) -> None:
    """The standard fonts have no other characters; they would come out as black boxes."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError as error:
        raise ValueError(f"character {text[error.start]!r} is not in Windows-1252") from error


def _run(blocks: list[Block], properties: Properties, pages: int) -> tuple[int, bytes]:
    """Lay the blocks out, with `pages` as the total, and give the pages used and the file."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN - FRAME_PADDING,
        rightMargin=MARGIN - FRAME_PADDING,
        topMargin=27 * mm,
        bottomMargin=24 * mm,
        title=properties.title,
        author=properties.author,
        creator=properties.author,
        subject=f"Published {properties.published}",
        lang="en-GB",
        invariant=1,
    )

    def furniture(canvas: Canvas, current: SimpleDocTemplate) -> None:
        _furniture(canvas, current.page, pages, properties)

    document.build(_flowables(blocks), onFirstPage=furniture, onLaterPages=furniture)
    return document.page, buffer.getvalue()


def _furniture(canvas: Canvas, page: int, pages: int, properties: Properties) -> None:
    """Draw the header and footer; the first page has the title itself, so no header."""
    canvas.saveState()
    canvas.setFont("Helvetica", 8.5)
    canvas.setFillColor(look.GREY)
    canvas.setStrokeColor(look.LINE)
    right = A4[0] - MARGIN
    if page > 1:
        canvas.drawString(MARGIN, A4[1] - 16 * mm, properties.title)
        canvas.line(MARGIN, A4[1] - 18 * mm, right, A4[1] - 18 * mm)
    canvas.drawString(MARGIN, 13 * mm, properties.author)
    canvas.drawRightString(right, 13 * mm, f"Page {page} of {pages}")
    canvas.restoreState()


def _flowables(blocks: list[Block]) -> list[Flowable]:
    flowables: list[Flowable] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Table):
            flowables.extend(_table(block))
        elif isinstance(block, Heading):
            flowables.append(CondPageBreak(45 * mm))
            flowables.append(_paragraph(block.text, look.text_style(block, following)))
        elif isinstance(block, Title | Paragraph | Source):
            flowables.append(_paragraph(block.text, look.text_style(block, following)))
        elif isinstance(block, Item):
            label = block.label or look.BULLETS[block.level - 1]
            flowables.append(_paragraph(block.text, look.item_style(block, following), label))
        else:
            flowables.append(PageBreak())
    return flowables


def _paragraph(text: str, style: ParagraphStyle, label: str | None = None) -> PdfParagraph:
    marked = "".join(
        f"<b>{escape(words)}</b>" if bold else escape(words) for words, bold in bold_runs(text)
    )
    return PdfParagraph(marked, style, bulletText=label)


def _table(block: Table) -> list[Flowable]:
    header = tuple(f"**{cell}**" if cell else "" for cell in block.header)
    cells = [_row(row, block.right) for row in (header, *block.rows)]
    widths = [share * WIDTH for share in block.widths]
    table = PdfTable(cells, colWidths=widths, repeatRows=1, spaceBefore=2, spaceAfter=10)
    table.setStyle(look.TABLE)
    parts: list[Flowable] = [table]
    if block.caption:
        parts.insert(0, _paragraph(f"Table: {block.caption}", look.CAPTION))
    if len(block.rows) <= LONGEST_UNBROKEN_TABLE:
        return [KeepTogether(parts)]
    return [CondPageBreak(40 * mm), *parts]


def _row(row: tuple[str, ...], right: tuple[bool, ...]) -> list[PdfParagraph]:
    return [
        _paragraph(cell, look.cell_style(to_right))
        for cell, to_right in zip(row, right, strict=True)
    ]
