"""What a reader does with the page, as Streamlit's own harness runs it, and what they then see."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from ui import words


def ask(page: AppTest, question: str) -> AppTest:
    page.chat_input[0].set_value(question).run()
    assert not page.exception
    return page


def shown(page: AppTest) -> str:
    html = "\n".join(element.proto.body for element in page.get("html"))
    return html.replace(words.NBSP, " ")


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def keys(page: AppTest) -> list[str]:
    return [button.key or "" for button in page.button]
