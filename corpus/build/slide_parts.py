"""The parts of a slide: text that is made to fit, tables and source lines."""

import math
from collections.abc import Sequence

from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.base import BaseShape
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import _Paragraph
from pptx.util import Emu, Inches, Length, Pt

from blocks import Item, Paragraph, Table, bold_runs

LEFT = Inches(0.6)
WIDTH = Inches(12.1)
_BODY_TOP = Inches(1.45)
_BODY_HEIGHT = Inches(5.2)
_SOURCE_TOP = Inches(6.8)
_SIZES = (22, 20, 18, 16, 14)


def place(shape: BaseShape, top: Length, height: Length) -> None:
    """Put a shape across the wide slide; the layouts of the template are for the narrow one."""
    shape.left, shape.top, shape.width, shape.height = LEFT, top, WIDTH, height


def write(paragraph: _Paragraph, text: str, size: float) -> None:
    """Write text with its bold words in one size, aligned to the left."""
    paragraph.alignment = PP_ALIGN.LEFT
    for words, bold in bold_runs(text):
        run = paragraph.add_run()
        run.text = words
        run.font.size = Pt(size)
        run.font.bold = bold or None


def fill_body(body: SlidePlaceholder, texts: Sequence[Item | Paragraph], title: str) -> None:
    """Write bullets and paragraphs into the body at the largest size that fits."""
    size = _fitting_size(texts, title)
    place(body, _BODY_TOP, _BODY_HEIGHT)
    frame = body.text_frame
    for i, block in enumerate(texts):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        if isinstance(block, Paragraph):
            _without_bullet(paragraph)
            write(paragraph, block.text, size)
        elif block.kind == "bullet":
            paragraph.level = block.level - 1
            write(paragraph, block.text, _item_size(size, block))
        else:
            raise ValueError(f"slide {title!r}: only bullets and paragraphs are for slides")


def _item_size(size: int, block: Item | Paragraph) -> int:
    return size - 2 * (block.level - 1) if isinstance(block, Item) else size


def _fitting_size(texts: Sequence[Item | Paragraph], title: str) -> int:
    """Estimate the height; PowerPoint itself would only shrink the text once someone edits it."""
    for size in _SIZES:
        height = 0.0
        for block in texts:
            own = _item_size(size, block)
            per_line = (WIDTH.pt - 60) / (own * 0.5)
            height += math.ceil(len(block.text) / per_line) * own * 1.2 + own * 0.3
        if height < _BODY_HEIGHT.pt:
            return size
    raise ValueError(f"slide {title!r}: too much text")


def _without_bullet(paragraph: _Paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(properties.makeelement(qn("a:buNone"), {}))


def add_source(slide: Slide, text: str) -> None:
    """Write the source line at the foot of the slide."""
    box = slide.shapes.add_textbox(LEFT, _SOURCE_TOP, WIDTH, Inches(0.5))
    box.text_frame.word_wrap = True
    write(box.text_frame.paragraphs[0], text, 11)


def add_table(slide: Slide, block: Table) -> None:
    """Add a real table, with its caption above it."""
    if block.caption:
        box = slide.shapes.add_textbox(LEFT, Inches(1.3), WIDTH, Inches(0.4))
        write(box.text_frame.paragraphs[0], f"**Table: {block.caption}**", 14)
    rows = [block.header, *block.rows]
    top = Inches(1.8)
    frame = slide.shapes.add_table(
        len(rows), len(block.header), LEFT, top, WIDTH, Inches(0.36 * len(rows))
    )
    for i, share in enumerate(block.widths):
        frame.table.columns[i].width = Emu(int(WIDTH * share))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            _fill_cell(frame.table.cell(r, c), text, block.right[c], bold=r == 0)


def _fill_cell(cell: _Cell, text: str, right: bool, bold: bool) -> None:
    paragraph = cell.text_frame.paragraphs[0]
    write(paragraph, f"**{text}**" if bold and text else text, 13)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    if right:
        paragraph.alignment = PP_ALIGN.RIGHT
