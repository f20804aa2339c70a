"""Plain text files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import LoadedDocument
from ingest.errors import Unreadable
from ingest.loaders import load
from tests.ingest.loaders.checks import assert_sound, rows, shown, texts


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> LoadedDocument:
    path = tmp_path / "briefing.txt"
    path.write_bytes(text.encode(encoding))
    document = load(path)
    assert_sound(document)
    return document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    document = read(tmp_path, "The Government’s plan costs £45m – a start.", encoding)
    assert texts(document) == ["The Government’s plan costs £45m – a start."]


def test_every_line_is_a_paragraph_where_lines_are_long(tmp_path: Path) -> None:
    long = "These plans are in response to the findings of several reviews of the system. " * 2
    document = read(
        tmp_path, f"{long}\nMeasures include:\n- piloting\n- testing.\nNext steps\n{long}"
    )
    assert [block[:3] for block in shown(document)] == [
        ("paragraph", 0, None),
        ("paragraph", 0, None),
        ("list_item", 1, "•"),
        ("list_item", 1, "•"),
        ("heading", 2, None),
        ("paragraph", 0, None),
    ]


def test_hard_wrapped_lines_join(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "A Title\n\nThis paragraph was wrapped at a width of about sixty\n"
        "characters, as mail programs used to do, and so it has to\n"
        "be put together again.\n\nThe next one is wrapped at the same width as the first\n"
        "one was.\n",
    )
    assert texts(document)[0] == "A Title"
    assert texts(document)[1].endswith("and so it has to be put together again.")
    assert len(texts(document)) == 3


def test_titles_headings_and_nested_lists(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "Transforming Care\n\nJan 16, 2025\n\nOverview\n\n  • Aim: reform.\n    • In phases.\n"
        "  • Six pillars.\n\nNext Steps\n\n  1. Family Help\n\n    • Early support.\n",
    )
    assert shown(document) == [
        ("heading", 1, None, "Transforming Care"),
        ("paragraph", 0, None, "Jan 16, 2025"),
        ("heading", 2, None, "Overview"),
        ("list_item", 1, "•", "Aim: reform."),
        ("list_item", 2, "•", "In phases."),
        ("list_item", 1, "•", "Six pillars."),
        ("heading", 2, None, "Next Steps"),
        ("heading", 3, "1.", "Family Help"),
        ("list_item", 2, "•", "Early support."),
    ]
    assert str(document.properties.published) == "2025-01-16"


def test_numbered_headings(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "REPORT\n\nResearch team, 21 November 2026\n\n1. TIMETABLE\n\nText is here.\n\n"
        "1.1 Agency social workers\n\nMore text is here.\n\n1. Plan Bids\n2. Send Bids\n",
    )
    assert [block[:3] for block in shown(document)] == [
        ("heading", 1, None),
        ("paragraph", 0, None),
        ("heading", 2, "1."),
        ("paragraph", 0, None),
        ("heading", 3, "1.1"),
        ("paragraph", 0, None),
        ("list_item", 1, "1."),
        ("list_item", 1, "2."),
    ]


def test_lines_under_a_lead_in_are_its_items_and_a_signature_is_no_heading(
    tmp_path: Path,
) -> None:
    document = read(
        tmp_path,
        "Report\n\nThe strategy answers the reviews by the:\nIndependent Review\nSafeguarding"
        " Panel\n\n5. The proposals cost money.\n\nTim Example, Head of Service\n\nOctober 2023\n",
    )
    assert [block[0] for block in shown(document)] == [
        "heading",
        "paragraph",
        "list_item",
        "list_item",
        "paragraph",
        "paragraph",
        "paragraph",
    ]
    assert str(document.properties.published) == "2023-10-01"


def test_tabs_are_tables_and_stray_marks_go(tmp_path: Path) -> None:
    document = read(
        tmp_path, "Costs\n\n8\n\nArea\tSum\nSwindon\t**£1m** [see](#)\nBath\t<u>£2m</u>\n"
    )
    assert rows(document)[1:] == [
        {"Area": "Swindon", "Sum": "£1m see"},
        {"Area": "Bath", "Sum": "£2m"},
    ]
    assert "8" not in document.text


def test_a_timetable_set_with_spaces_is_rows(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "Timetable\n\nMay 2023         The consultation closed.\n"
        "6 November 2023  Bids are due, and the councils that sent one hear within\n"
        "                 a month.\n"
        "End of 2023      A strategy is due.\n\nThe dates are those of the plan.\n",
    )
    assert [block[0] for block in shown(document)] == ["heading", *["table_row"] * 3, "paragraph"]
    assert texts(document, "table_row")[1] == (
        "6 November 2023\tBids are due, and the councils that sent one hear within a month."
    )


def test_long_rows_do_not_hide_that_the_prose_is_wrapped(tmp_path: Path) -> None:
    row = "May 2023      " + "The consultation on the rules for agency workers closed. " * 3
    prose = (
        "This paragraph was wrapped at a width of about sixty\n"
        "characters, as mail programs used to do, and so it has to\n"
        "be put together again.\n\n"
    )
    document = read(tmp_path, f"{prose}{row}\n{row}\n{row}\n\n{prose}")
    assert [block[0] for block in shown(document)] == ["paragraph", *["table_row"] * 3, "paragraph"]


def test_two_spaces_after_a_full_stop_make_no_columns(tmp_path: Path) -> None:
    document = read(tmp_path, "It began.  Then it went on.\nIt ended.  Nobody knew.\n")
    assert not rows(document)


def test_a_picture_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(256)) * 40 + b"\0" * 4000)
    with pytest.raises(Unreadable, match="not text"):
        load(path)


def test_nothing_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n\n")
    with pytest.raises(Unreadable, match="no text found"):
        load(path)
