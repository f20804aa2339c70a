"""Lists are found in whatever way a document sets them, and what is none is taken for none."""

from __future__ import annotations

from ingest.document import Block, BlockKind
from ingest.loaders.builder import TextBuilder
from ingest.records import Passage
from service.lists import LONGEST_LIST, Listing, lists_around

Line = tuple[BlockKind, int, str | None, str]


def heading(text: str, level: int = 2) -> Line:
    return ("heading", level, None, text)


def item(text: str, level: int = 1, marker: str | None = "•") -> Line:
    return ("list_item", level, marker, text)


def paragraph(text: str, marker: str | None = None) -> Line:
    return ("paragraph", 0, marker, text)


def found(*lines: Line, within: str | None = None) -> list[tuple[str, list[str]]]:
    """The lists around the whole document, or the block that has these words: what leads each in,
    and what the first block of each item says."""
    builder = TextBuilder()
    for kind, level, marker, text in lines:
        builder.add(kind, text, level=level, marker=marker, page=1)
    text, blocks = builder.text, builder.blocks
    start, end = 0, len(text)
    if within is not None:
        block = next(b for b in blocks if within in text[b.start : b.end])
        start, end = block.start, block.end
    passage = Passage("p", "d", 0, start, end, 1, None, (), "", "")
    return [_told(listing, text) for listing in lists_around(passage, blocks, text)]


def _told(listing: Listing, text: str) -> tuple[str, list[str]]:
    lead = text[slice(*listing.lead)] if listing.lead else ""
    return lead, [_of(text, item[0]) for item in listing.items]


def _of(text: str, block: Block) -> str:
    return text[block.start : block.end]


def test_the_last_sentence_above_a_list_leads_it_in() -> None:
    lines = [paragraph("Plans vary. A plan has:"), item("aims"), item("dates")]
    assert found(*lines) == [("A plan has:", ["aims", "dates"])]


def test_a_heading_is_no_part_of_the_list_under_it() -> None:
    lines = [heading("What a plan has"), item("aims"), item("dates")]
    assert found(*lines) == [("", ["aims", "dates"])]


def test_an_item_with_items_of_its_own_is_a_list_of_them() -> None:
    lines = [
        paragraph("The findings:"),
        item("Children"),
        item("be heard", 2),
        item("be safe", 2),
        item("Carers"),
        item("be paid", 2),
    ]
    assert found(*lines) == [
        ("The findings:", ["Children", "Carers"]),
        ("Children", ["be heard", "be safe"]),
    ]


def test_what_has_no_marker_among_marked_items_goes_on_with_the_one_above() -> None:
    goes_on = item("It is signed by both, too.", marker=None)
    lines = [paragraph("Keep:"), item("the plan"), goes_on, item("the letter")]
    assert found(*lines) == [("Keep:", ["the plan", "the letter"])]


def test_items_without_any_marker_are_items() -> None:
    lines = [paragraph("Keep:"), item("the plan", marker=None), item("the letter", marker=None)]
    assert found(*lines) == [("Keep:", ["the plan", "the letter"])]


def test_a_footnote_does_not_part_a_list() -> None:
    lines = [paragraph("Keep:"), item("the plan"), paragraph("See page 4.", "12"), item("notes")]
    assert found(*lines) == [("Keep:", ["the plan", "notes"])]


def test_a_passage_knows_only_the_lists_that_it_has_a_part_of() -> None:
    lines = [paragraph("Keep:"), item("plans"), item("notes"), paragraph("Drop:"), item("drafts")]
    assert [lead for lead, _ in found(*lines, within="notes")] == ["Keep:"]


def test_items_with_a_paragraph_after_each_are_one_list() -> None:
    said = [paragraph("It starts in May. It ends in June."), paragraph("All agree.")]
    lines = [paragraph("Measures include:"), item("help"), said[0], item("homes"), said[1]]
    assert ("Measures include:", ["help", "homes"]) not in found(*lines)
    lines += [item("carers"), paragraph("They are paid.")]
    assert ("Measures include:", ["help", "homes", "carers"]) in found(*lines)


RULES = [heading("The golden rules"), *(paragraph(f"Rule {n}.", f"{n}.") for n in (1, 2, 3))]


def test_paragraphs_that_count_from_1_under_a_heading_are_a_list() -> None:
    after = [heading("Purpose"), paragraph("This helps.")]
    assert found(*RULES, *after, within="Rule 2") == [
        ("The golden rules", ["Rule 1.", "Rule 2.", "Rule 3."])
    ]


def test_what_stands_between_counted_paragraphs_goes_on_with_them() -> None:
    lines = [*RULES[:2], paragraph("It always holds."), *RULES[2:]]
    assert found(*lines) == [("The golden rules", ["Rule 1.", "Rule 2.", "Rule 3."])]


def test_the_numbered_paragraphs_of_a_whole_report_are_no_list() -> None:
    assert found(*RULES, heading("Purpose"), paragraph("This helps.", "4.")) == []
    later = [heading("Money"), *(paragraph(f"Sum {n}.", f"{n}.") for n in (7, 8, 9))]
    assert found(*later) == []


def test_paragraphs_that_begin_with_labels_are_a_list() -> None:
    quote = paragraph("“We had no time,” said one.")
    lines = [
        heading("Barriers"),
        paragraph("Staff named several."),
        paragraph("Funding: it ends in March."),
        quote,
        paragraph("Data sharing: systems differ."),
        heading("Lack of time:", 4),
        paragraph("All was late."),
    ]
    assert found(*lines) == [
        (
            "Barriers",
            ["Funding: it ends in March.", "Data sharing: systems differ.", "Lack of time:"],
        )
    ]


def test_two_labels_in_prose_are_no_list() -> None:
    lines = [heading("Barriers"), paragraph("Funding: it ends."), paragraph("Data: none.")]
    assert found(*lines) == []


PARTS = [
    heading("The workforce"),
    heading("Stability", 3),
    item("turnover"),
    item("vacancies"),
    heading("Quality", 3),
    item("caseloads"),
]


def test_a_short_section_is_the_list_of_its_parts() -> None:
    assert found(*PARTS, paragraph("© Crown copyright")) == [
        ("The workforce", ["Stability", "Quality"]),
        ("", ["turnover", "vacancies"]),
    ]


def test_sub_headings_over_prose_or_over_much_are_no_list() -> None:
    prose = [heading("The plan"), heading("Aims", 3), paragraph("To help."), heading("Dates", 3)]
    assert found(*prose, paragraph("In May.")) == []
    long = [*PARTS, *(item(f"number {n} of very many") for n in range(LONGEST_LIST // 20))]
    assert ("The workforce", ["Stability", "Quality"]) not in found(*long)
