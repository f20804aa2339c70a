"""Narrowing the search: what is chosen is sent, shown as chips, and taken away again."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from tests.ui.driving import ask, press, shown
from tests.ui.fake_documents import library
from tests.ui.fake_service import Fake
from ui.limits import Limits
from ui.shapes import Library

LIBRARY = Library.model_validate({"documents": library()})
LIMITS = Limits(
    kinds=("strategy",),
    publishers=("Northshire County Council",),
    documents=("cabinet-2023",),
    published_from=date(2023, 1, 1),
    as_of=date(2024, 5, 6),
)


def narrowed(page: AppTest, limits: Limits) -> AppTest:
    page.session_state["conversation"].limits = limits
    return page.run()


def test_limits_are_said_in_words() -> None:
    assert [chip.label for chip in LIMITS.chips(LIBRARY)] == [
        "Strategy",
        "Northshire County Council",
        "Children’s Social Care Reform: Report to Cabinet",
        "Published on or after 1 January 2023",
        "As things stood on 6 May 2024",
    ]


def test_each_limit_can_be_taken_away() -> None:
    left = LIMITS
    for chip in LIMITS.chips(LIBRARY):
        assert left
        left = left.without(chip)
    assert not left
    assert left.body() == {}


def test_documents_that_are_gone_are_forgotten() -> None:
    stale = Limits(documents=("cabinet-2023", "gone"), publishers=("Nobody",))
    assert stale.known_in(LIBRARY) == Limits(documents=("cabinet-2023",))


def test_a_chip_takes_its_limit_away(page: AppTest, fake: Fake) -> None:
    narrowed(page.run(), LIMITS)
    press(page, "chip-0")
    ask(page, "How much money is there?")
    assert fake.asked[0]["filters"]["kinds"] == []
    assert fake.asked[0]["filters"]["documents"] == ["cabinet-2023"]


def test_no_answer_under_limits_offers_to_search_everything(page: AppTest, fake: Fake) -> None:
    ask(narrowed(page.run(), LIMITS), "When will the snow come?")
    assert "searched only the documents that you chose" in shown(page)
    press(page, "widen-0")
    assert [body["question"] for body in fake.asked] == ["When will the snow come?"] * 2
    assert "filters" not in fake.asked[1]
