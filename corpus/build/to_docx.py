"""Render blocks to DOCX with Word's own headings, lists and tables."""

import io
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph

from blocks import (
    Block,
    Heading,
    Item,
    Paragraph,
    Properties,
    Source,
    Table,
    Title,
    bold_runs,
)
from stable_zip import with_fixed_times
from word_numbering import add_numbering, number_paragraph

_INK = RGBColor(0x1B, 0x3A, 0x5B)
_BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
_NUMBERS = {"number": ("List Number", 0), "letter": ("List Number 2", 1)}
_SIZES = {"Normal": 11, "Title": 22, "Heading 1": 15, "Heading 2": 12, "Caption": 10}


def render_docx(blocks: list[Block], properties: Properties) -> bytes:
    """Render the blocks and give the file."""
    document = docx.Document()
    _set_up_page(document, properties)
    _set_up_styles(document)
    _set_properties(document, properties)
    number_id = add_numbering(document)
    for block in blocks:
        _add(document, block, number_id)
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_times(buffer.getvalue())


def _add(document: Document, block: Block, number_id: int) -> None:
    if isinstance(block, Title):
        document.add_paragraph(style="Title").add_run(block.text)
    elif isinstance(block, Heading):
        document.add_heading(block.text, level=block.level)
    elif isinstance(block, Paragraph):
        _write(document.add_paragraph(), block.text)
    elif isinstance(block, Source):
        _write(document.add_paragraph(style="Source"), block.text)
    elif isinstance(block, Item):
        _add_item(document, block, number_id)
    elif isinstance(block, Table):
        _add_table(document, block)
    else:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write(paragraph: WordParagraph, text: str) -> None:
    for words, bold in bold_runs(text):
        paragraph.add_run(words).bold = bold or None


def _add_item(document: Document, item: Item, number_id: int) -> None:
    if item.kind == "bullet":
        _write(document.add_paragraph(style=_BULLETS[item.level - 1]), item.text)
        return
    style, level = _NUMBERS[item.kind]
    paragraph = document.add_paragraph(style=style)
    _write(paragraph, item.text)
    number_paragraph(paragraph, number_id, level)


def _add_table(document: Document, block: Table) -> None:
    if block.caption:
        caption = document.add_paragraph(f"Table: {block.caption}", style="Caption")
        caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.autofit = False
    for row in (block.header, *block.rows):
        cells = table.add_row().cells
        for i, cell in enumerate(cells):
            cell.width = Emu(int(Mm(160) * block.widths[i]))
            _fill_cell(cell, row[i], block.right[i], bold=row is block.header)
    _repeat_on_every_page(table.rows[0])
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill_cell(cell: _Cell, text: str, right: bool, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(paragraph, f"**{text}**" if bold else text)
    for run in paragraph.runs:
        run.font.size = Pt(9.5)


def _repeat_on_every_page(row: _Row) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _set_up_page(document: Document, properties: Properties) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    section.header.paragraphs[0].text = f"{properties.author} – {properties.title}"
    footer = section.footer.paragraphs[0]
    footer.add_run("Page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """Add a field that Word fills in, such as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    shown = paragraph.add_run("1")
    field.append(shown._r)
    paragraph._p.append(field)


def _set_up_styles(document: Document) -> None:
    for name, size in _SIZES.items():
        style = _paragraph_style(document, name)
        style.font.name = "Arial"
        style.font.size = Pt(size)
        # The template names theme fonts, which win over a plain font name.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb = _INK
    # Without this, numbered paragraphs would stand as close together as bullets.
    number = _paragraph_style(document, "List Number").element
    number.pPr.remove(number.pPr.find(qn("w:contextualSpacing")))
    document.styles.add_style("Source", WD_STYLE_TYPE.PARAGRAPH)
    source = _paragraph_style(document, "Source")
    source.base_style = document.styles["Normal"]
    source.font.size = Pt(9)
    source.font.italic = True


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is not a paragraph style")
    return style


def _set_properties(document: Document, properties: Properties) -> None:
    """Fill in the document properties; the template has its own, with an old date."""
    core = document.core_properties
    core.title = properties.title
    core.author = core.last_modified_by = properties.author
    core.created = core.modified = datetime.fromisoformat(properties.published)
    core.comments = ""
    core.language = "en-GB"
    core.revision = 1
