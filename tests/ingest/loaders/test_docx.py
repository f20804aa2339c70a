"""Word documents."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.document import LoadedDocument
from ingest.errors import Unreadable
from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, rows, shown, texts

LONG = "The committee has asked officers to report on how the programme is paid for. " * 3


def read(tmp_path: Path, document: Any) -> LoadedDocument:
    path = tmp_path / "report.docx"
    document.save(str(path))
    loaded = load(path)
    assert_sound(loaded)
    return loaded


def add_numbering(document: Any, *levels: tuple[str, str], number: int = 90) -> None:
    """An abstract numbering with these (format, text) levels, and its number."""
    body = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for index, (form, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{body}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        )
    )


def number(paragraph: Any, level: int, number_id: int = 90) -> None:
    inner = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/>'
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f"<w:numPr {nsdecls('w')}>{inner}</w:numPr>"))


def test_styles_make_headings_below_the_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Update on reform", 0)
    document.add_heading("Purpose", 1)
    document.add_paragraph("1. " + LONG)
    document.add_heading("Detail", 2)
    document.add_paragraph("Text.")
    assert shown(read(tmp_path, document)) == [
        ("heading", 1, None, "Update on reform"),
        ("heading", 2, None, "Purpose"),
        ("paragraph", 0, "1.", LONG.strip()),
        ("heading", 3, None, "Detail"),
        ("paragraph", 0, None, "Text."),
    ]


def test_short_bold_paragraphs_are_headings(tmp_path: Path) -> None:
    document = docx.Document()
    for text, bold in [("Children's Committee", True), ("Text.", False), ("Money", True)]:
        document.add_paragraph().add_run(text).bold = bold
    document.add_paragraph(LONG)
    assert [block[:2] for block in shown(read(tmp_path, document))] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_automatic_numbers_are_computed_with_levels_and_restarts(tmp_path: Path) -> None:
    document = docx.Document()
    add_numbering(document, ("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))
    for level in (0, 1, 2, 2, 1, 2, 0):
        number(document.add_paragraph(LONG if level == 0 else "Short."), level)
    assert [block[:3] for block in shown(read(tmp_path, document))] == [
        ("paragraph", 0, "1."),
        ("paragraph", 0, "1.1"),
        ("list_item", 3, "(a)"),
        ("list_item", 3, "(b)"),
        ("paragraph", 0, "1.2"),
        ("list_item", 3, "(a)"),
        ("paragraph", 0, "2."),
    ]


def test_list_styles(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The findings are:")
    document.add_paragraph("Reset.", style="List Number")
    document.add_paragraph("Help.", style="List Number")
    document.add_paragraph("more money", style="List Bullet")
    document.add_paragraph("in schools", style="List Bullet 2")
    assert [block[:3] for block in shown(read(tmp_path, document))[1:]] == [
        ("list_item", 1, "1."),
        ("list_item", 1, "2."),
        ("list_item", 1, "•"),
        ("list_item", 2, "•"),
    ]


def test_deleted_and_hidden_text_is_not_there_and_inserted_text_is(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Kept ")
    for tag, inner in [("del", "delText"), ("ins", "t")]:
        paragraph._p.append(
            parse_xml(f"<w:{tag} {nsdecls('w')}><w:r><w:{inner}>{tag}</w:{inner}></w:r></w:{tag}>")
        )
    hidden = paragraph.add_run("secret")
    hidden.font.hidden = True
    assert texts(read(tmp_path, document)) == ["Kept ins"]


def test_tables_with_merged_cells(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for row, values in zip(
        table.rows,
        [
            ("Area", "Year", "Sum"),
            ("Swindon", "2023", "£1m"),
            ("", "2024", "£2m"),
            ("Total", "", "£3m"),
        ],
        strict=True,
    ):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    assert rows(read(tmp_path, document)) == [
        {"Area": "Area", "Year": "Year", "Sum": "Sum"},
        {"Area": "Swindon", "Year": "2023", "Sum": "£1m"},
        {"Area": "Swindon", "Year": "2024", "Sum": "£2m"},
        {"Area": "Total", "Year": "", "Sum": "£3m"},
    ]


def test_a_one_column_table_is_a_box_of_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "First."
    cell.add_paragraph("Second.")
    assert [b[0] + ": " + b[3] for b in shown(read(tmp_path, document))] == [
        "paragraph: First.",
        "paragraph: Second.",
    ]


def test_generated_contents_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    style = document.styles.add_style("toc 1", 1)
    document.add_paragraph("Background 3", style=style)
    document.add_paragraph("Text.")
    assert texts(read(tmp_path, document)) == ["Text."]


def test_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Microsoft Word - draft v3.docx"
    document.core_properties.author = "Example Council"
    document.add_heading("The real title", 0)
    document.add_paragraph("Text.")
    about = read(tmp_path, document).properties
    assert (about.title, about.publisher) == ("The real title", "Example Council")
    assert about.published is None  # python-docx's template date is nobody's


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (61 * 1024 * 1024))
    with pytest.raises(Unreadable, match="unpacks to far more"):
        load(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"no zip", "damaged or not a .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted or in the old binary"),
    ],
)
def test_what_is_no_word_document_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        load(path)


def test_an_archive_with_broken_xml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(Unreadable, match="could not be read"):
        load(path)


def test_footnotes_stand_after_the_body_with_their_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    notes = "".join(
        f'<w:footnote w:id="{index}" {kind}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for index, kind, text in [(0, 'w:type="separator"', ""), (2, "", "A source.")]
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert shown(read(tmp_path, document))[-1] == ("paragraph", 0, "1", "A source.")
