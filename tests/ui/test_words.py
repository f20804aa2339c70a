from __future__ import annotations

from datetime import date

import pytest

from tests.ui.fake_answers import ANSWERED, NOT_THERE
from ui import contact, words
from ui.shapes import Answer, Citation, Document, LibraryDocument, Locator


def said(text: str) -> str:
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        (Locator(paragraph="9", page=3, page_label="3"), "paragraph 9, page 3"),
        (Locator(page=7, page_label="iv"), "page iv (sheet 7 of the file)"),
        (Locator(page=4, slide=4), "slide 4"),
        (Locator(heading=["Part 1", "Funding"]), "under “Funding”"),
        (Locator(), ""),
    ],
)
def test_a_place_is_said_as_one_would_say_it(locator: Locator, expected: str) -> None:
    assert said(words.place(locator)) == expected


def test_an_origin_names_publisher_kind_and_day() -> None:
    document = Document(
        id="d",
        title="T",
        publisher="Ofsted",
        kind="inspection",
        published=date(2023, 9, 21),
        file="d.pdf",
    )
    assert words.origin(document) == "Ofsted, inspection report, 21 September 2023"


def test_a_quote_from_a_scan_is_to_be_checked() -> None:
    document = Document(id="d", title="T", kind="guidance", file="d.pdf")
    typed = Citation(
        number=1, quote="q", start=0, end=1, document=document, locator=Locator(page=2)
    )
    scan = typed.model_copy(update={"locator": Locator(page=2, ocr_confidence=0.9)})
    assert said(words.origin_and_place(typed)) == "Guidance, page 2"
    assert said(words.origin_and_place(scan)) == (
        "Guidance, page 2. Read from a scan: check the picture."
    )


def test_a_kind_that_is_new_is_still_readable() -> None:
    document = Document(id="d", title="T", kind="white_paper", file="d.pdf")
    assert words.origin(document) == "White paper"


@pytest.mark.parametrize(
    ("milliseconds", "expected"),
    [(12, "less than a second"), (1_240, "1.2 seconds"), (12_400, "12 seconds")],
)
def test_time_is_rounded_to_what_matters(milliseconds: float, expected: str) -> None:
    assert words.seconds(milliseconds) == expected


def test_the_number_of_documents_searched_is_said_when_known() -> None:
    assert words.searched(11) == "Reform QA searched all 11 documents"
    assert words.searched(1) == "Reform QA searched 1 document"
    assert words.searched(None) == "Reform QA searched its documents"


def test_a_status_that_is_new_is_shown_as_it_is_worded() -> None:
    answer = Answer(id="a", status="needs_review")
    assert words.outcome(answer, 3).heading == "Needs review"


def test_a_screen_reader_hears_how_it_ended() -> None:
    assert words.announcement(Answer.model_validate(ANSWERED)) == "Answer ready: 3 sources."
    assert words.announcement(Answer.model_validate(NOT_THERE)) == "These documents do not say."


def test_the_library_says_pages_and_editions() -> None:
    editions = [{"id": "d", "title": "T"}, {"id": "e", "title": "T"}]
    document = LibraryDocument.model_validate(
        {"id": "d", "title": "T", "kind": "guidance", "file": "d.pdf", "pages": 1}
        | {"published": "2023-02-01", "editions": editions, "series": editions}
    )
    assert words.shelf_line(document) == (
        "Guidance, February 2023. 1 page. 2 editions. One of 2 reports in a series."
    )


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (None, ""),
        ("the <clerk>", "<p>You can also ask <strong>the &lt;clerk&gt;</strong>.</p>"),
        (
            "Ann, a.b@x.gov.uk",
            '<p>You can also ask Ann, <a href="mailto:a.b@x.gov.uk">a.b@x.gov.uk</a>.</p>',
        ),
    ],
)
def test_an_e_mail_address_is_a_link(setting: str | None, expected: str) -> None:
    assert contact.line(setting) == expected
