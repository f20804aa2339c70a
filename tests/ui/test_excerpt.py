from __future__ import annotations

from tests.ui.fake_documents import GRANT, TEXTS
from ui.excerpt import CHARACTERS_AROUND, LINES_AROUND, around
from ui.shapes import Citation

SOURCE = Citation.model_validate(GRANT)
TEXT = TEXTS["cabinet-2023"]


def cited(text: str, quote: str) -> Citation:
    start = text.index(quote)
    return SOURCE.model_copy(update={"quote": quote, "start": start, "end": start + len(quote)})


def test_the_quote_stands_among_whole_lines() -> None:
    excerpt = around(SOURCE, TEXT)
    assert excerpt is not None
    assert excerpt.text[excerpt.start : excerpt.end] == SOURCE.quote
    assert excerpt.text.startswith("Purpose of the report\n")
    assert excerpt.more_before
    assert not excerpt.more_after


def test_context_is_a_few_lines_on_each_side() -> None:
    text = "\n".join(f"line {number}" for number in range(100))
    excerpt = around(cited(text, "line 50"), text)
    assert excerpt is not None
    assert len(excerpt.text.split("\n")) == 2 * LINES_AROUND + 1


def test_a_very_long_line_is_cut_at_a_word() -> None:
    text = "word " * 2_000 + "THE QUOTE" + " word" * 2_000
    excerpt = around(cited(text, "THE QUOTE"), text)
    assert excerpt is not None
    assert len(excerpt.text) <= 2 * CHARACTERS_AROUND + len("THE QUOTE")
    assert excerpt.text.startswith("word ")
    assert excerpt.text.endswith(" word")


def test_the_first_and_last_words_of_a_document_can_be_quoted() -> None:
    for quote in ("alpha", "omega"):
        excerpt = around(cited("alpha\nomega", quote), "alpha\nomega")
        assert excerpt is not None
        assert excerpt.text == "alpha\nomega"


def test_stale_offsets_find_the_same_words() -> None:
    excerpt = around(SOURCE, "A new first line.\n" + TEXT)
    assert excerpt is not None
    assert excerpt.text[excerpt.start : excerpt.end] == SOURCE.quote


def test_words_that_are_gone_are_not_replaced_by_similar_ones() -> None:
    assert around(SOURCE, TEXT.replace("£1.2 million", "£1.3 million")) is None
