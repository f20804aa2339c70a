"""The service as the Streamlit script uses it: shared between sessions, fetched things cached.

Answers and the pages that they cite never change; the library does when the index is rebuilt, so
it is asked again after a minute.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from ui.api import Service
from ui.settings import Settings, load_settings
from ui.shapes import Answer, Exchange, Library

QUESTIONS_AT_ONCE = 32


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    return load_settings()


@st.cache_resource(show_spinner=False)
def service() -> Service:
    return Service(settings())


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(QUESTIONS_AT_ONCE, thread_name_prefix="question")


def send(question: str, history: list[Exchange]) -> Future[Answer]:
    """Ask beside the page: it stays usable, and a click does not send the question twice."""
    return _workers().submit(service().ask, question, history)


@st.cache_data(ttl=60, show_spinner=False)
def library() -> Library:
    return service().library()


@st.cache_data(ttl=60, max_entries=50, show_spinner=False)
def document_text(document_id: str) -> str:
    return service().text(document_id)


@st.cache_data(ttl=600, max_entries=100, show_spinner=False)
def page_picture(document_id: str, page: int, citation: str) -> bytes:
    return service().page(document_id, page, citation)
