"""How the PDF looks: fonts, sizes and distances, kept apart from the layout code."""

# mypy: disable-error-code="import-untyped"
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import TableStyle

from blocks import Block, Heading, Item, Paragraph, Source, Title

INK = HexColor("#1d1d1b")
BLUE = HexColor("#1b3a5b")
GREY = HexColor("#5a5a5a")
LINE = HexColor("#b8c2cc")
PALE = HexColor("#e6ecf2")

BULLETS = ("•", "–", "•")

BODY = ParagraphStyle(
    "body",
    fontName="Helvetica",
    fontSize=10,
    leading=13.8,
    textColor=INK,
    spaceAfter=7,
    allowWidows=0,
    allowOrphans=0,
)
BEFORE_SOURCE = ParagraphStyle("before-source", BODY, keepWithNext=1)
LEAD_IN = ParagraphStyle("lead-in", BODY, keepWithNext=1, spaceAfter=4)
TITLE = ParagraphStyle(
    "title", BODY, fontName="Helvetica-Bold", fontSize=21, leading=26, textColor=BLUE, spaceAfter=12
)
HEADINGS = (
    ParagraphStyle(
        "heading-1", TITLE, fontSize=14.5, leading=18, spaceBefore=12, spaceAfter=6, keepWithNext=1
    ),
    ParagraphStyle(
        "heading-2", TITLE, fontSize=11.5, leading=15, spaceBefore=8, spaceAfter=4, keepWithNext=1
    ),
)
SOURCE = ParagraphStyle("source", BODY, fontSize=8.5, leading=11, textColor=GREY, spaceAfter=9)
CAPTION = ParagraphStyle(
    "caption",
    BODY,
    fontName="Helvetica-Bold",
    fontSize=9.5,
    leading=12,
    spaceBefore=6,
    spaceAfter=4,
)
CELL = ParagraphStyle("cell", BODY, fontSize=9, leading=11.5, spaceAfter=0)
CELL_RIGHT = ParagraphStyle("cell-right", CELL, alignment=TA_RIGHT)

TABLE = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEBELOW", (0, 0), (-1, 0), 1, BLUE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)


def text_style(
    block: Title | Heading | Paragraph | Source, following: Block | None
) -> ParagraphStyle:
    """Choose the style; text stays on one page with the list or source line after it."""
    if isinstance(block, Title):
        return TITLE
    if isinstance(block, Heading):
        return HEADINGS[block.level - 1]
    if isinstance(block, Source):
        return SOURCE
    if isinstance(following, Item):
        return LEAD_IN
    return BEFORE_SOURCE if isinstance(following, Source) else BODY


def item_style(item: Item, following: Block | None) -> ParagraphStyle:
    """Indent an item by its kind and level; the last of a run is followed by more space."""
    hang = {"number": 24, "letter": 20, "bullet": 13}[item.kind]
    start = {"number": 0, "letter": 24, "bullet": 6 + 18 * (item.level - 1)}[item.kind]
    same_list = isinstance(following, Item) and following.kind == item.kind
    together = item.text.endswith(":") or isinstance(following, Source)
    return ParagraphStyle(
        f"{item.kind}-{item.level}",
        BODY,
        leftIndent=start + hang,
        bulletIndent=start,
        spaceAfter=3 if same_list and item.kind != "number" else 7,
        keepWithNext=1 if together else 0,
    )


def cell_style(right: bool) -> ParagraphStyle:
    """Choose the style of a table cell."""
    return CELL_RIGHT if right else CELL
