"""The chat page: the script that Streamlit runs from the top at every click.

Order matters. Everything that can be shown is sent first, and only then does the script wait for
an answer that is on its way, so that the page is never blank or half-drawn while it waits.
"""

from __future__ import annotations

import time
from concurrent.futures import wait
from pathlib import Path

import streamlit as st

from ui import answers, backend, effects, source, start, words
from ui.conversation import (
    MAX_QUESTION,
    Conversation,
    Pending,
    Turn,
    current,
    turn_key,
)
from ui.errors import ServiceError, unreadable
from ui.markup import tag
from ui.shapes import Library

HERE = Path(__file__).parent
PATIENCE = 10.0


def main() -> None:
    st.set_page_config(page_title=words.TITLE, page_icon=HERE / "icon.png", layout="wide")
    st.html(HERE / "style.css")
    effects.live_region()
    conversation = current()
    started = conversation.started
    start.masthead()
    start.caution()
    library = _library(quiet=started)
    if not started and library is not None:
        start.welcome(conversation, library)
    for number, turn in enumerate(conversation.turns):
        _turn(conversation, number, turn, library or Library())
    _ask_box(conversation)
    effects.run(conversation.effect)
    if conversation.pending is not None:
        _await(conversation, conversation.pending)


def _library(*, quiet: bool) -> Library | None:
    """What is searched. Once a conversation is going on it can do without."""
    try:
        return backend.library()
    except ServiceError as error:
        if not quiet:
            start.no_service(error)
        return None


def _turn(conversation: Conversation, number: int, turn: Turn, library: Library) -> None:
    """The answer, and beside it the source that is open, if it is one of this answer's."""
    with st.container(key=turn_key(number)):
        with st.container(key=f"said-{number}"):
            answers.show(conversation, number, turn, library)
        opened = conversation.opened
        if opened is not None and opened.turn == number:
            with st.container(key=f"beside-{number}"):
                source.show(conversation, opened, library)


def _ask_box(conversation: Conversation) -> None:
    def submit() -> None:
        conversation.start(st.session_state["question"], backend.send)

    if conversation.draft:
        st.session_state["question"] = conversation.draft
        conversation.draft = ""
    with st.bottom:
        start.foot(started=conversation.started)
        st.chat_input(
            words.ASK if not conversation.turns else words.ASK_MORE,
            key="question",
            max_chars=MAX_QUESTION,
            disabled=conversation.pending is not None,
            on_submit=submit,
        )


def _await(conversation: Conversation, pending: Pending) -> None:
    """Wait for the answer, then run the script again to show it."""
    with st.container(key=turn_key(len(conversation.turns))):
        answers.question(pending.question)
        progress = st.empty()
    began = time.monotonic()
    while not pending.answer.done():
        waited = time.monotonic() - began
        text = words.SEARCHING if waited < PATIENCE else words.STILL_SEARCHING
        progress.html(tag("p", text, "progress"))
        wait([pending.answer], timeout=1.0)
    conversation.finish(_ended(pending))
    st.rerun()


def _ended(pending: Pending) -> Turn:
    try:
        return Turn(pending.question, answer=pending.answer.result())
    except ServiceError as error:
        return Turn(pending.question, error=error)
    except Exception:  # whatever it was, the question must not be lost
        return Turn(pending.question, error=unreadable())


main()
