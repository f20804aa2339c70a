"""What Streamlit runs from the top at every click: the frame of all pages, and the one that is on.

Order matters. Everything that can be shown is sent first, and only then does a page wait for an
answer that is on its way, so that it is never blank or half-drawn while it waits.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import chat, effects, library, masthead, people, trust, words
from ui.conversation import css_class, current, turn_key

HERE = Path(__file__).parent


def main() -> None:
    pages = [
        st.Page(chat.show, title=words.NAV_ASK, default=True),
        st.Page(library.show, title=words.NAV_LIBRARY, url_path="library"),
        st.Page(trust.show, title=words.NAV_TRUST, url_path="about"),
    ]
    here = st.navigation(pages, position="hidden")
    title = words.TITLE if here == pages[0] else f"{here.title} – {words.TITLE}"
    st.set_page_config(page_title=title, page_icon=HERE / "icon.png", layout="wide")
    for sheet in ("style.css", "style_source.css", "style_pages.css"):
        st.html(HERE / sheet)
    effects.live_region()
    if people.is_needed() and not people.is_signed_in():
        masthead.show([], here)
        masthead.sign_in()
        return
    masthead.show(pages, here)
    _say_where(here.title)
    here.run()


def _say_where(title: str) -> None:
    """Another page is announced: the toolkit changes it without the browser's noticing."""
    conversation = current()
    if st.session_state.get("here", title) != title:
        last = css_class(turn_key(len(conversation.turns) - 1))
        conversation.wish(say=title, show=last if title == words.NAV_ASK else "")
    st.session_state["here"] = title


main()
