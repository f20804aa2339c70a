"""The page's logic, in Streamlit's own harness: what is asked, shown, kept and opened."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import PAGE, free_port
from tests.ui.driving import ask, keys, press, shown
from tests.ui.fake_documents import TEXTS
from tests.ui.fake_service import QUOTE_PAGES, SUGGESTED, Fake
from ui import words


def test_the_first_page_warns_suggests_and_says_what_is_searched(page: AppTest) -> None:
    page.run()
    assert "A machine makes these answers and they can be wrong." in shown(page)
    assert "Searches 4 documents" in shown(page)
    assert keys(page) == [*(f"suggestion-{n}" for n in range(len(SUGGESTED))), "narrow"]


def test_a_suggestion_is_asked_and_the_suggestions_go(page: AppTest, fake: Fake) -> None:
    press(page.run(), "suggestion-0")
    assert [body["question"] for body in fake.asked] == [SUGGESTED[0]]
    assert "suggestion-0" not in keys(page)


def test_an_answer_has_quotes_numbers_and_sources(page: AppTest) -> None:
    ask(page.run(), "How much money is there?")
    assert "“We will invest £200 million by 2024-25" in shown(page)
    assert (
        "Northshire County Council, council report, 12 October 2023, paragraph 9, page 3"
        in shown(page)
    )
    assert page.button(key="cite-0-0-1").label == "*Open source* **1**"
    assert page.button(key="open-0-3").label == "Open source 3"
    assert "Took 1.2 seconds." in shown(page)


def test_opening_sources_never_asks_again(page: AppTest, fake: Fake) -> None:
    ask(page.run(), "How much money is there?")
    press(page, "cite-0-0-1")
    press(page, "next-0")
    press(page, "larger-0")
    press(page, "view-0")
    press(page, "open-0-2")
    press(page, "close-0")
    assert len(fake.asked) == 1


def test_a_pdf_opens_at_its_page_with_the_quote_marked(page: AppTest, fake: Fake) -> None:
    press(ask(page.run(), "How much money is there?"), "cite-0-0-1")
    assert "2?citation=a-funding%3A1&width=1400" in fake.pages
    press(page, "next-0")
    assert page.button(key="next-0").disabled
    press(page, "back-0")
    assert page.button(key="previous-0").disabled is False


def test_a_quote_over_two_pages_shows_both(page: AppTest, fake: Fake) -> None:
    press(ask(page.run(), "How much money is there?"), "cite-0-0-1")
    assert "The quote goes on here, on page 3." in shown(page)
    assert "3?citation=a-funding%3A1&width=1400" in fake.pages
    press(page, "next-0")
    assert "The quote goes on here" not in shown(page)


def test_a_page_can_be_made_larger_and_smaller(page: AppTest) -> None:
    press(ask(page.run(), "How much money is there?"), "cite-0-0-1")
    press(press(page, "larger-0"), "larger-0")
    assert page.button(key="larger-0").disabled
    for _ in range(3):
        press(page, "smaller-0")
    assert page.button(key="smaller-0").disabled


def test_other_formats_open_as_text_with_the_quote_marked(page: AppTest) -> None:
    press(ask(page.run(), "How much money is there?"), "open-0-2")
    assert "Report to Cabinet › Financial implications" in shown(page)
    assert "<p>9. <mark>The council expects" in shown(page)
    press(page, "open-0-3")
    assert "<td><mark>Dorset</mark></td>" in shown(page)
    assert "<mark>The council expects" not in shown(page)


def test_a_rebuilt_document_is_owned_up_to(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(page.run(), "How much money is there?")
    monkeypatch.setitem(TEXTS, "cabinet-2023", "Quite another text.")
    press(page, "open-0-2")
    assert words.CHANGED in shown(page)


def test_a_quote_that_moved_to_another_page_is_followed(
    page: AppTest, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(QUOTE_PAGES, "a-funding:1", (3, 3))
    press(ask(page.run(), "How much money is there?"), "open-0-1")
    assert fake.pages[-1].startswith("3?")
    assert "Page 3 of 3" in shown(page)
    assert "back-0" not in keys(page)


def test_a_page_that_lost_its_quote_is_owned_up_to(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(QUOTE_PAGES, "a-funding:1")
    ask(page.run(), "How much money is there?")
    press(page, "open-0-1")
    assert words.CHANGED in shown(page)


def test_notices_and_the_interpreted_question_are_said(page: AppTest) -> None:
    ask(page.run(), "partial")
    assert "Part of an answer" in shown(page)
    assert "This was a proposal" in shown(page)
    assert "Searched for: <q>In how many local areas" in shown(page)


def test_a_partial_answer_names_what_is_missing(page: AppTest) -> None:
    ask(page.run(), "partial")
    assert "These documents do not say this about Rutland 2014 or Northwick." in shown(page)


def test_an_answer_that_lacks_nothing_says_nothing_of_it(page: AppTest) -> None:
    ask(page.run(), "How much money is there?")
    assert "do not say this about" not in shown(page)


def test_words_of_a_model_are_not_in_quotation_marks(page: AppTest) -> None:
    ask(page.run(), "generated")
    assert "“The government plans" not in shown(page)
    assert "Worded by a language model" in shown(page)


def test_no_answer_says_so_and_what_to_do(page: AppTest) -> None:
    ask(page.run(), "When will the snow come?")
    assert "These documents do not say" in shown(page)
    assert "Reform QA searched all 4 documents" in shown(page)
    assert "You can also ask <strong>Democratic Services &lt;b&gt;</strong>" in shown(page)
    assert "Look in the library" in shown(page)
    press(page, "open-0-1")
    assert "Passage 1" in shown(page)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("bins", "The question is about bin collections"),
        ("private", "It seems to name a child"),
    ],
)
def test_a_refusal_gives_its_reason(page: AppTest, question: str, expected: str) -> None:
    ask(page.run(), question)
    assert expected in shown(page)


def test_a_follow_up_takes_the_conversation_along(page: AppTest, fake: Fake) -> None:
    ask(page.run(), "How much money is there?")
    ask(page, "And when?")
    earlier = fake.asked[1]["history"]
    assert [turn["question"] for turn in earlier] == ["How much money is there?"]
    assert "£200 million" in earlier[0]["answer"]


def test_start_again_forgets(page: AppTest, fake: Fake) -> None:
    ask(page.run(), "How much money is there?")
    press(page, "start-again")
    assert "suggestion-0" in keys(page)
    ask(page, "And when?")
    assert fake.asked[1]["history"] == []


def test_a_question_that_failed_is_kept_and_can_be_asked_again(page: AppTest, fake: Fake) -> None:
    ask(page.run(), "broken")
    assert "Something went wrong in the service." in shown(page)
    assert "secret" not in shown(page)
    assert "broken" in shown(page)
    press(page, "again-0")
    assert [body["question"] for body in fake.asked] == ["broken", "broken"]
    assert keys(page).count("again-0") == 1


def test_a_question_that_was_not_taken_says_why(page: AppTest) -> None:
    ask(page.run(), "A long one")
    assert "the limit is 1,000 characters" in shown(page)
    assert "again-0" not in keys(page)


def test_hostile_text_stays_text(page: AppTest) -> None:
    press(ask(page.run(), "hostile <script>x</script>"), "cite-0-0-1")
    bodies = [e.proto for e in page.get("html") if not e.proto.unsafe_allow_javascript]
    assert not any("<script" in proto.body or "<img" in proto.body for proto in bodies)
    assert "<mark>&lt;script&gt;document.title" in shown(page)
    scripts = [e.proto.body for e in page.get("html") if e.proto.unsafe_allow_javascript]
    assert len(scripts) == 1
    assert "hostile" not in scripts[0]


def test_without_a_service_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_UI_SERVICE_URL", f"http://127.0.0.1:{free_port()}")
    st.cache_data.clear()
    st.cache_resource.clear()
    page = AppTest.from_file(str(PAGE), default_timeout=30).run()
    assert "The service that finds the answers cannot be reached." in shown(page)
    ask(page, "Why?")
    assert sorted(keys(page)) == ["again-0", "start-again"]
    st.cache_resource.clear()
