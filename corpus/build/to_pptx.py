"""Render blocks to PPTX: one slide for each part between `---` lines."""

import io
from datetime import datetime

import pptx
from pptx.presentation import Presentation
from pptx.util import Inches

from blocks import Block, Break, Heading, Item, Paragraph, Properties, Source, Table, Title
from slide_parts import add_source, add_table, fill_body, place, write
from stable_zip import with_fixed_times

_TITLE_SLIDE, _BODY_SLIDE, _TITLE_ONLY = 0, 1, 5


def render_pptx(blocks: list[Block], properties: Properties) -> bytes:
    """Render the blocks and give the file."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    _set_properties(deck, properties)
    first, *others = _split(blocks)
    _add_title_slide(deck, first)
    for part in others:
        _add_slide(deck, part)
    buffer = io.BytesIO()
    deck.save(buffer)
    return with_fixed_times(buffer.getvalue())


def _split(blocks: list[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Break):
            parts.append([])
        else:
            parts[-1].append(block)
    return parts


def _add_title_slide(deck: Presentation, part: list[Block]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_SLIDE])
    texts = [block.text for block in part if isinstance(block, Title | Paragraph)]
    if len(texts) != len(part) or len(texts) > 2:
        raise ValueError("the title slide has a title and at most one paragraph")
    top = Inches(2.2)
    for shape, text in zip(slide.placeholders, [*texts, ""], strict=False):
        place(shape, top, Inches(1.5))
        write(shape.text_frame.paragraphs[0], text, 36 if top == Inches(2.2) else 20)
        top = Inches(4)


def _add_slide(deck: Presentation, part: list[Block]) -> None:
    heading = part[0] if part else None
    if not isinstance(heading, Heading):
        raise ValueError("every slide starts with a ## heading")
    tables = [block for block in part if isinstance(block, Table)]
    texts = [block for block in part if isinstance(block, Item | Paragraph)]
    sources = [block for block in part if isinstance(block, Source)]
    if len(tables) + len(texts) + len(sources) + 1 != len(part) or len(sources) > 1:
        raise ValueError(f"slide {heading.text!r}: something that cannot be on a slide")
    if len(tables) > 1 or (tables and texts):
        raise ValueError(f"slide {heading.text!r}: one table, or text, not both")
    layout = deck.slide_layouts[_TITLE_ONLY if tables else _BODY_SLIDE]
    slide = deck.slides.add_slide(layout)
    title = slide.shapes.title
    place(title, Inches(0.35), Inches(1))
    write(title.text_frame.paragraphs[0], heading.text, 28)
    if tables:
        add_table(slide, tables[0])
    else:
        fill_body(slide.placeholders[1], texts, heading.text)
    for source in sources:
        add_source(slide, source.text)


def _set_properties(deck: Presentation, properties: Properties) -> None:
    """Fill in the document properties; the template has its own, with an old date."""
    core = deck.core_properties
    core.title = properties.title
    core.author = core.last_modified_by = properties.author
    core.created = core.modified = datetime.fromisoformat(properties.published)
    core.language = "en-GB"
    core.revision = 1
