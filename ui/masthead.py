"""What heads every page: the name, the way to the other pages, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui import people, words
from ui.markup import box, tag


def show(pages: Sequence[StreamlitPage], here: StreamlitPage) -> None:
    with st.container(key="masthead"):
        st.html(f'<p class="name">{tag("strong", words.TITLE)} {tag("span", words.TAGLINE)}</p>')
        if pages:
            with st.container(key="nav"):
                for number, page in enumerate(pages):
                    with st.container(key=f"nav-{number}-{'here' if page == here else 'there'}"):
                        st.page_link(page, label=page.title)
                if people.is_needed():
                    _who()


def sign_in() -> None:
    """The page for readers who have not signed in."""
    st.html(tag("h1", words.SIGN_IN_TITLE) + box("lead", tag("p", words.SIGN_IN_WHY)))
    st.button(people.SIGN_IN, key="sign-in", type="primary", on_click=st.login)


def _who() -> None:
    with st.container(key="who"):
        st.html(tag("p", words.SIGNED_IN.format(people.shown_name())))
        st.button(people.SIGN_OUT, key="sign-out", type="tertiary", on_click=st.logout)
