"""Keep, share, stop, change, judge: what a reader does with a question and its answer."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pytest
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from tests.ui.driving import ask, keys, press, shown
from tests.ui.fake_answers import ANSWERED, HOSTILE, NOT_THERE, PARTIAL
from tests.ui.fake_service import Fake
from ui import export, feedback, references, words
from ui.shapes import Answer

QUESTION = "How much money is there?"
DAY = date(2026, 11, 2)


def given(answer: dict[str, object], question: str = QUESTION) -> Answer:
    return Answer.model_validate({**answer, "question": question})


def test_the_address_names_the_answers(page: AppTest) -> None:
    ask(ask(page.run(), QUESTION), "partial")
    assert page.query_params["answer"] == ["a-funding", "a-partial"]
    press(page, "start-again")
    assert "answer" not in page.query_params


def test_an_address_brings_its_answers_back(page: AppTest, fake: Fake) -> None:
    page.query_params["answer"] = ["a-funding", "a-none"]
    page.run()
    assert "Stored as a-funding?" in shown(page)
    assert "These documents do not say" in shown(page)
    assert fake.asked == []
    ask(page, "And when?")
    assert [turn["question"] for turn in fake.asked[0]["history"]] == [
        "Stored as a-funding?",
        "Stored as a-none?",
    ]


def test_an_address_of_no_answer_is_said_to_be_none(page: AppTest) -> None:
    page.query_params["answer"] = ["a-gone"]
    page.run()
    assert words.LOST in shown(page)
    assert "suggestion-0" in keys(page)


def test_a_question_that_is_changed_follows_what_came_before_it(page: AppTest, fake: Fake) -> None:
    ask(ask(page.run(), QUESTION), "And when?")
    press(page, "edit-1")
    assert page.chat_input[0].value == "And when?"
    ask(page, "And where?")
    assert [turn["question"] for turn in fake.asked[2]["history"]] == [QUESTION]
    assert "edit-2" in keys(page)


def test_what_was_asked_before_can_be_gone_back_to(page: AppTest, fake: Fake) -> None:
    press(ask(ask(page.run(), QUESTION), "And when?"), "start-again")
    assert page.button(key="earlier-0").label.startswith("How much money is there")
    press(ask(page, "partial"), "start-again")
    press(page, "earlier-1")
    assert page.query_params["answer"] == ["a-funding", "a-funding"]
    press(page, "start-again")
    assert [key for key in keys(page) if key.startswith("earlier-")] == ["earlier-0", "earlier-1"]
    assert len(fake.asked) == 3


def test_yes_is_kept_at_once(page: AppTest, fake: Fake) -> None:
    press(ask(page.run(), QUESTION), "useful-0")
    assert fake.rated == [{"answer": "a-funding", "rating": "up", "reasons": [], "comment": None}]
    assert feedback.THANKS in shown(page)
    assert "useful-0" not in keys(page)


def test_no_asks_why_and_sends_nothing_before_it_is_told(page: AppTest, fake: Fake) -> None:
    press(ask(page.run(), QUESTION), "useless-0")
    assert fake.rated == []
    page.checkbox(key="reason-0-2").check()
    page.text_area(key="comment-0").set_value("  The second year. ")
    page.button(key="FormSubmitter:why-0-Send").click().run()
    assert fake.rated[0]["rating"] == "down"
    assert fake.rated[0]["reasons"] == [feedback.REASONS[2]]
    assert fake.rated[0]["comment"] == "The second year."
    assert len(fake.asked) == 1


def test_a_copy_has_every_statement_reference_and_remark() -> None:
    text = references.plain(QUESTION, given(PARTIAL))
    assert "We will test the reforms in up to 12 local areas. [1]" in text
    assert "This was a proposal: This was proposed in a strategy" in text
    assert "These documents do not say this about Rutland 2014 or Northwick." in text
    assert (
        "[1] Stable Homes, Built on Love: Implementation Strategy. Department for Education, "
        "strategy, 2 February 2023, page 3. “We will test" in text
    )
    assert words.CAUTION in text


def test_a_copy_of_no_answer_says_so() -> None:
    assert "These documents do not say." in references.plain(QUESTION, given(NOT_THERE))


def test_rich_copies_are_inert() -> None:
    assert "<script" not in references.rich("<script>x</script>", given(HOSTILE))


def test_markdown_shows_hostile_text_as_it_is() -> None:
    text = export.as_markdown([given(HOSTILE, "# <b>Why</b>?\n[x](http://y)")], DAY).decode()
    html = MarkdownIt("commonmark", {"html": True}).render(text)
    assert "<script" not in html
    assert "<a " not in html
    assert "<b>" not in html
    assert "**stars** [link](http://x.invalid)" in html


def test_a_word_file_holds_the_conversation() -> None:
    hostile = given(HOSTILE, "Bell \x07 and <w:p/>")
    document = docx.Document(BytesIO(export.as_word([given(ANSWERED), hostile], DAY)))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert "Bell  and <w:p/>" in text
    assert any("Saved on 2 November 2026" in line for line in text)
    assert any(line.startswith("The council expects to receive £1.2 million") for line in text)
    assert any(line.startswith("[2] Children’s Social Care Reform") for line in text)
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [  # type: ignore[union-attr]
        QUESTION,
        "Bell  and <w:p/>",
    ]


@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_the_conversation_can_be_saved(page: AppTest, suffix: str) -> None:
    ask(page.run(), QUESTION)
    assert f"save-{suffix}" in [button.key for button in page.get("download_button")]
