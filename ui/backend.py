"""The service as the Streamlit script uses it: shared between sessions, fetched things cached.

Answers and the pages that they cite never change; the library does when the index is rebuilt, so
it is asked again after a minute. What is cached is not copied for each run (`st.cache_data` would
unpickle a library or a whole PDF at every click): nobody may change it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import streamlit as st

from ui import people
from ui.api import Service
from ui.asking import Asking
from ui.errors import ServiceError
from ui.limits import Limits
from ui.settings import Settings, load_settings
from ui.shapes import About, Answer, Exchange, Judgement, Library, Picture

QUESTIONS_AT_ONCE = 32
DRAWN_AHEAD = 4


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    return load_settings()


@st.cache_resource(show_spinner=False)
def service() -> Service:
    return Service(settings())


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(QUESTIONS_AT_ONCE, thread_name_prefix="question")


@st.cache_resource(show_spinner=False)
def _drawers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="page")


def send(question: str, history: list[Exchange], limits: Limits) -> Asking:
    """Ask beside the page: it stays usable, and a click does not send the question twice."""
    asking, user = Asking(question, limits), people.name()
    known = service()
    _workers().submit(asking.run, lambda: known.ask(question, history, limits, user))
    return asking


def stored_answer(answer_id: str) -> Answer:
    return service().answer(answer_id, people.name())


def rate(answer_id: str, judgement: Judgement) -> None:
    service().rate(answer_id, judgement, people.name())


@st.cache_resource(ttl=60, show_spinner=False)
def library() -> Library:
    return service().library()


@st.cache_resource(ttl=60, show_spinner=False)
def quarantined() -> Library:
    return service().quarantined()


@st.cache_resource(ttl=60, show_spinner=False)
def about() -> About:
    return service().about()


@st.cache_resource(ttl=60, max_entries=50, show_spinner=False)
def document_text(document_id: str) -> str:
    return service().text(document_id)


@st.cache_resource(ttl=600, max_entries=100, show_spinner=False)
def page_picture(document_id: str, page: int, citation: str | None) -> Picture:
    return service().page(document_id, page, citation)


@st.cache_resource(ttl=600, max_entries=10, show_spinner=False)
def original(document_id: str) -> bytes:
    return service().file(document_id)


def draw_ahead(answer: Answer) -> None:
    """Fetch the pages that will be opened next, while the answer is read."""
    for source in [s for s in answer.sources if s.page][:DRAWN_AHEAD]:
        citation, page = f"{answer.id}:{source.number}", source.page or 1
        _drawers().submit(_draw, source.document.id, page, citation)


def _draw(document_id: str, page: int, citation: str) -> None:
    try:
        page_picture(document_id, page, citation)
    except ServiceError:
        return  # the reader is told when they open it
