"""Automatic numbering for Word, which python-docx has no call for.

Numbers typed as text would be simpler, but council reports number their paragraphs with Word's
own lists, where the number is nowhere in the text. Our files should have the same difficulty.
"""

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_LEVELS = (("decimal", "%1.", 0), ("lowerLetter", "(%2)", 567))
_HANGING = 567


def add_numbering(document: Document) -> int:
    """Define the list "1." with "(a)" below it, and give its number for `number_paragraph`.

    Word starts the letters again after each number by itself, because both are levels of one list.
    """
    numbering = document.part.numbering_part.element
    abstract_id = _next_id(numbering, "w:abstractNum", "w:abstractNumId")
    number_id = _next_id(numbering, "w:num", "w:numId")
    numbering.insert(0, _abstract(abstract_id))
    number = _element("w:num", **{"w:numId": str(number_id)})
    number.append(_element("w:abstractNumId", **{"w:val": str(abstract_id)}))
    numbering.append(number)
    return number_id


def number_paragraph(paragraph: Paragraph, number_id: int, level: int) -> None:
    """Make a paragraph an item of the list at level 0 or 1."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number_id


def _abstract(abstract_id: int) -> BaseOxmlElement:
    abstract = _element("w:abstractNum", **{"w:abstractNumId": str(abstract_id)})
    abstract.append(_element("w:multiLevelType", **{"w:val": "multilevel"}))
    for level, (form, text, indent) in enumerate(_LEVELS):
        definition = _element("w:lvl", **{"w:ilvl": str(level)})
        definition.append(_element("w:start", **{"w:val": "1"}))
        definition.append(_element("w:numFmt", **{"w:val": form}))
        definition.append(_element("w:lvlText", **{"w:val": text}))
        definition.append(_element("w:lvlJc", **{"w:val": "left"}))
        layout = _element("w:pPr")
        left = str(indent + _HANGING)
        layout.append(_element("w:ind", **{"w:left": left, "w:hanging": str(_HANGING)}))
        definition.append(layout)
        abstract.append(definition)
    return abstract


def _next_id(numbering: BaseOxmlElement, tag: str, attribute: str) -> int:
    used = [int(element.get(qn(attribute), "0")) for element in numbering.findall(qn(tag))]
    return max(used, default=0) + 1


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element
