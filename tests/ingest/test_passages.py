"""Where a document is cut, and what each passage carries with it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from ingest.document import Block, BlockKind, Cell, LoadedDocument
from ingest.passages import MOST_WORDS, MOST_WORDS_OF_A_LIST, cut_passages
from ingest.records import Passage
from ingest.sentences import sentence_spans


class Writer:
    """Writes a document block by block, as a loader would."""

    def __init__(self) -> None:
        self._text = ""
        self._blocks: list[Block] = []

    def add(self, kind: BlockKind, text: str, *, marker: str | None = None, level: int = 0) -> None:
        if marker:
            self._text += f"{marker} "
        start = len(self._text)
        self._text += text + "\n"
        self._blocks.append(Block(kind, start, start + len(text), level, marker))

    def heading(self, text: str, level: int = 1) -> Writer:
        self.add("heading", text, level=level)
        return self

    def paragraph(self, text: str, marker: str | None = None) -> Writer:
        self.add("paragraph", text, marker=marker)
        return self

    def items(self, *texts: str) -> Writer:
        for text in texts:
            self.add("list_item", text, marker="•", level=1)
        return self

    def row(self, **cells: str) -> Writer:
        start = end = len(self._text)
        spans = []
        for column, value in cells.items():
            spans.append(Cell(end, end + len(value), column))
            end += len(value) + 1
        self._text += "\t".join(cells.values()) + "\n"
        self._blocks.append(Block("table_row", start, end - 1, cells=tuple(spans)))
        return self

    @property
    def document(self) -> LoadedDocument:
        return LoadedDocument(self._text, tuple(self._blocks))


def cut(writer: Writer, title: str = "") -> list[tuple[str, Passage]]:
    """Each passage with its verbatim text."""
    document = writer.document
    passages = cut_passages(document, "doc", title)
    return [(document.text[p.start : p.end], p) for p in passages]


def words(count: int, word: str = "care") -> str:
    return " ".join([word] * (count - 1)) + f" {word}."


def test_a_passage_never_crosses_a_heading() -> None:
    found = cut(Writer().heading("A").paragraph("One.").heading("B", 2).paragraph("Two."))
    assert [(text, p.heading) for text, p in found] == [("One.", ("A",)), ("Two.", ("A", "B"))]


def test_a_heading_of_the_same_level_ends_the_one_before() -> None:
    found = cut(
        Writer().heading("A").heading("B", 2).paragraph("One.").heading("C", 2).paragraph("Two.")
    )
    assert found[-1][1].heading == ("A", "C")


def test_short_paragraphs_stay_together() -> None:
    assert [text for text, _ in cut(Writer().paragraph("One.").paragraph("Two."))] == ["One.\nTwo."]


def test_a_numbered_paragraph_begins_a_passage_and_keeps_what_follows() -> None:
    found = cut(Writer().paragraph("One.", "12.").paragraph("More.").paragraph("Two.", "13."))
    assert [(text, p.paragraph) for text, p in found] == [("One.\nMore.", "12"), ("Two.", "13")]


def test_the_number_of_a_paragraph_ends_with_its_section() -> None:
    found = cut(Writer().heading("A").paragraph("One.", "12.").heading("B").paragraph("Two."))
    assert (found[-1][1].paragraph, found[-1][1].lead_in) == (None, "")


def test_a_bullet_is_no_paragraph_number() -> None:
    found = cut(Writer().paragraph("One.", "•").paragraph("Two.", "•"))
    assert [(text, p.paragraph) for text, p in found] == [("One.\n• Two.", None)]


def test_a_list_stays_with_the_sentence_that_leads_it_in() -> None:
    writer = Writer().paragraph(words(80)).paragraph("We will:").items(words(40), words(40))
    texts = [text for text, _ in cut(writer)]
    assert len(texts) == 2
    assert texts[1].startswith("We will:")
    assert texts[1].count("•") == 2


def test_a_list_may_be_longer_than_a_paragraph_before_it_is_cut() -> None:
    (found,) = cut(Writer().paragraph("Councils must:").items(*[words(50)] * 4))
    assert found[0].count("•") == 4


def test_a_long_list_that_is_cut_carries_its_lead_in() -> None:
    writer = Writer().paragraph("This matters. Councils must:").items(*[words(60)] * 6)
    first, *rest = cut(writer)
    assert rest
    assert first[1].lead_in == ""
    for text, passage in rest:
        assert passage.lead_in == "Councils must:"
        assert passage.lead_in not in text
        assert passage.search_text.startswith("Councils must:\n")


def test_a_list_under_a_numbered_paragraph_carries_both_its_beginnings() -> None:
    writer = Writer().paragraph("Homes are needed. Councils must:", "7.").items(*[words(60)] * 6)
    assert cut(writer)[-1][1].lead_in == "Homes are needed. Councils must:"


def test_what_continues_a_numbered_paragraph_carries_its_first_sentence() -> None:
    found = cut(Writer().paragraph("Fostering grows. Yes.", "7.").paragraph(words(100)))
    assert [p.lead_in for _, p in found] == ["", "Fostering grows."]
    assert found[1][1].paragraph == "7"


def test_a_lead_in_is_short() -> None:
    found = cut(Writer().paragraph(words(80), "7.").paragraph(words(100)))
    assert found[1][1].lead_in == " ".join(["care"] * 30) + " …"


def test_a_table_row_stands_alone_with_its_columns() -> None:
    writer = (
        Writer().paragraph("Before.").row(Region="North", Sum="£4m").row(Region="South", Sum="")
    )
    found = cut(writer.paragraph("After."))
    assert [text for text, _ in found] == ["Before.", "North\t£4m", "South\t", "After."]
    assert [p.search_text for _, p in found][1:3] == ["Region: North; Sum: £4m", "Region: South"]


def test_a_cell_without_a_column_and_a_header_row_are_not_named_twice() -> None:
    found = cut(Writer().row(**{"": "North", "Sum": "Sum"}))
    assert found[0][1].search_text == "North; Sum"


def test_an_over_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [words(60, f"care{number}") for number in range(7)]
    texts = [text for text, _ in cut(Writer().paragraph(" ".join(sentences)))]
    assert len(texts) > 1
    assert " ".join(texts) == " ".join(sentences)
    for text in texts:
        assert len(text.split()) <= MOST_WORDS
        assert text.split()[0] != text.split()[-1].rstrip(".") or text.count(".") == 1


def test_a_sentence_is_not_cut_however_long() -> None:
    assert len(cut(Writer().paragraph(words(400)))) == 1


def test_the_rest_of_a_long_numbered_paragraph_carries_its_first_sentence() -> None:
    text = "Kinship comes first. " + " ".join([words(60)] * 4)
    first, *rest = cut(Writer().paragraph(text, "3.1"))
    assert first[1].lead_in == ""
    assert {p.lead_in for _, p in rest} == {"Kinship comes first."}
    assert {p.paragraph for _, p in rest} == {"3.1"}


def test_a_long_list_item_carries_its_lead_in() -> None:
    found = cut(Writer().paragraph("Councils must:").items(" ".join([words(60)] * 4)))
    assert [p.lead_in for _, p in found][1:] == ["Councils must:"] * (len(found) - 1)


def test_a_heading_with_nothing_under_it_can_be_found() -> None:
    found = cut(Writer().heading("Plan").heading("Closed", 2).heading("Open", 2).paragraph("Yes."))
    assert [(text, p.heading) for text, p in found] == [
        ("Closed", ("Plan",)),
        ("Yes.", ("Plan", "Open")),
    ]


def test_search_text_begins_with_title_and_nearest_headings() -> None:
    writer = Writer()
    for level, name in enumerate("ABCD", 1):
        writer.heading(name, level)
    assert cut(writer.paragraph("Text."), "Title")[0][1].search_text == "Title › B › C › D\nText."


def test_a_title_that_is_also_the_heading_is_not_repeated() -> None:
    assert cut(Writer().heading("Plan").paragraph("Yes."), "Plan")[0][1].search_text == "Plan\nYes."


def test_ids_are_stable_under_edits_elsewhere() -> None:
    def ids(middle: str) -> list[str]:
        writer = Writer().heading("A").paragraph("First.").heading("B").paragraph(middle)
        return [p.id for _, p in cut(writer.heading("C").paragraph("Last."))]

    before, after = ids("Old text."), ids("A new and longer text.")
    assert (before[0], before[2]) == (after[0], after[2])
    assert before[1] != after[1]


def test_ids_tell_equal_texts_and_documents_apart() -> None:
    writer = Writer().heading("A").paragraph("Same.").heading("A").paragraph("Same.")
    ids = [p.id for _, p in cut(writer)]
    other = [p.id for p in cut_passages(writer.document, "other", "")]
    assert len({*ids, *other}) == 4


@pytest.mark.parametrize("seed", range(30))
def test_passages_of_any_document_cover_it_in_order(seed: int) -> None:
    document = _any_document(random.Random(seed)).document  # noqa: S311
    passages = cut_passages(document, "doc", "Title")
    assert [p.position for p in passages] == list(range(len(passages)))
    assert all(p.start < p.end for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert len({p.id for p in passages}) == len(passages)
    for block in document.blocks:
        holders = [p for p in passages if p.start < block.end and block.start < p.end]
        if block.kind == "heading":
            assert all((p.start, p.end) == (block.start, block.end) for p in holders)
        else:
            assert holders[0].start <= block.start
            assert holders[-1].end >= block.end
    for p in passages:
        text = document.text[p.start : p.end]
        assert text == text.strip()
        assert len(text.split()) <= MOST_WORDS_OF_A_LIST + 30  # markers count as words here


def _any_document(chance: random.Random) -> Writer:
    writer = Writer()
    for number in range(chance.randrange(1, 25)):
        text = " ".join(words(chance.choice([3, 12, 40])) for _ in range(chance.choice([1, 2, 6])))
        match chance.choice("hppnlltr"):
            case "h":
                writer.heading(f"Heading {number}", chance.randrange(1, 4))
            case "p" | "t":
                writer.paragraph(text)
            case "n":
                writer.paragraph(text, f"{number}.")
            case "l":
                writer.items(text, "Short item")
            case _:
                writer.row(Name=f"row {number}", Value="7")
    return writer


def test_a_footnote_stands_alone_and_numbers_nothing() -> None:
    """On a page a bare "1" is the mark of a note; a numbered paragraph has "1." or "(1)"."""
    text, blocks = "", list[Block]()
    parts: list[tuple[BlockKind, str | None, str]] = [
        ("paragraph", "41.", "Councils must plan these:"),
        ("list_item", "•", "help"),
        ("paragraph", "1", "See the Act of 1989."),
        ("list_item", "•", "care"),
        ("paragraph", None, "The plan is public."),
    ]
    for kind, marker, words in parts:
        start = len(text)
        text += words + "\n"
        blocks.append(Block(kind, start, start + len(words), 0, marker, page=3))
    passages = cut_passages(LoadedDocument(text, tuple(blocks)), "d", "")
    assert [(p.paragraph, p.lead_in) for p in passages] == [
        ("41", ""),
        (None, ""),
        ("41", "Councils must plan these:"),
    ]
    assert text[passages[1].start : passages[1].end] == "See the Act of 1989."


@pytest.mark.parametrize(
    "sentences",
    [
        ["The govt. will act.", "It has said so."],
        ["See para. 12 of it.", "Then go on."],
        ["Spending was £2.5 million.", "It rose."],
        ["Is it enough?", "No!"],
        ["One sentence without an end"],
    ],
)
def test_sentences_end_where_a_reader_sees_the_end(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize("seed", range(20))
def test_sentences_lose_no_character(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    pieces = [*"abc .!?…•()\"'“”1:;\n£%", "Mr. ", "e.g. ", "para. ", "😀"]
    for _ in range(50):
        text = "x" + "".join(chance.choices(pieces, k=25))
        spans = sentence_spans(text)
        left = list(text)
        for start, end in spans:
            left[start:end] = " " * (end - start)
        assert not "".join(left).strip()
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
