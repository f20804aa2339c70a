"""The page on which one asks: the conversation so far, and the box for the next question."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import streamlit as st

from ui import answers, backend, effects, keeping, narrow, source, start, words
from ui.asking import Asking
from ui.conversation import MAX_QUESTION, Conversation, Turn, current, turn_key
from ui.errors import ServiceError
from ui.markup import tag
from ui.shapes import Library

PATIENCE = 10.0
TICK = 1.0  # seconds; a click is noticed when the script next shows something
MOST_RECALLED = 20
ANSWER = "answer"  # in the page's address: the answers of this conversation


def show() -> None:
    conversation = current()
    conversation.redraw = False
    trouble = _recall(conversation)
    started = conversation.started
    start.heading(quiet=started)
    if trouble is not None:
        start.lost(trouble)
    library = _library(quiet=started)
    if not started and library is not None:
        start.welcome(conversation, library)
    for number, turn in enumerate(conversation.turns):
        _turn_of(conversation)(conversation, number, turn, library or Library())
    if conversation.answers and conversation.pending is None:
        keeping.conversation(conversation)
    _ask_box(conversation, library or Library())
    effects.run(conversation.effect)
    if conversation.pending is not None:
        _await(conversation, conversation.pending)
    if trouble is None:  # else the address is all that is left of the conversation
        _address([answer.id for answer in conversation.answers])
    _draw_ahead(conversation)  # last, so that the service and this script do not vie


def _draw_ahead(conversation: Conversation) -> None:
    """Once for each answer: pages that could not be drawn are not asked for at every click."""
    if conversation.answers and conversation.drawn != conversation.answers[-1].id:
        conversation.drawn = conversation.answers[-1].id
        backend.draw_ahead(conversation.answers[-1])


def _recall(conversation: Conversation) -> ServiceError | None:
    """Take up the answers that the page's address names; what is wrong with them, if anything."""
    named = st.query_params.get_all(ANSWER)[:MOST_RECALLED]
    if not named or conversation.started:
        return None
    try:
        conversation.recall([backend.stored_answer(each) for each in named])
    except ServiceError as error:
        return error
    return None


def _address(answers: Sequence[str]) -> None:
    """The page's address names its answers, so that it can be kept, shared and loaded again."""
    wanted = list(answers)[-MOST_RECALLED:]
    if st.query_params.get_all(ANSWER) != wanted:
        if wanted:
            st.query_params[ANSWER] = wanted
        else:
            st.query_params.clear()


def _library(*, quiet: bool) -> Library | None:
    """What is searched. Once a conversation is going on it can do without."""
    try:
        return backend.library()
    except ServiceError as error:
        if not quiet:
            start.no_service(error)
        return None


ShowTurn = Callable[[Conversation, int, Turn, Library], None]


def _turn_of(conversation: Conversation) -> ShowTurn:
    """How a turn is shown: so that a click in it draws it alone anew, which is several times
    quicker than the page; but as part of the page while an answer is awaited, because Streamlit
    would let such a click wait for the answer."""
    return _turn_alone if conversation.pending is None else _turn_within


def _turn_within(conversation: Conversation, number: int, turn: Turn, library: Library) -> None:
    with st.container():  # as a fragment has: the page must not shift from one to the other
        _turn(conversation, number, turn, library)


def _turn(conversation: Conversation, number: int, turn: Turn, library: Library) -> None:
    """The answer, and beside it the source that is open, if it is one of this answer's."""
    if conversation.redraw:
        st.rerun()
    with st.container(key=turn_key(number)):
        with st.container(key=f"said-{number}"):
            answers.show(conversation, number, turn, library)
        opened = conversation.opened
        if opened is not None and opened.turn == number:
            with st.container(key=f"beside-{number}"):
                source.show(conversation, opened, library)
    effects.run(conversation.effect, number)


_turn_alone = st.fragment(_turn)


def _ask_box(conversation: Conversation, library: Library) -> None:
    def submit() -> None:
        conversation.start(st.session_state["question"], backend.send)

    if conversation.draft:
        st.session_state["question"] = conversation.draft
        conversation.draft = ""
    with st.bottom:
        narrow.show(conversation, library)
        st.chat_input(
            words.ASK if not conversation.turns else words.ASK_MORE,
            key="question",
            max_chars=MAX_QUESTION,
            disabled=conversation.pending is not None,
            on_submit=submit,
        )


def _await(conversation: Conversation, pending: Asking) -> None:
    """Show what is stated while it comes, then run the script again to show the answer."""
    with st.container(key=turn_key(len(conversation.turns))):
        answers.question(pending.question)
        progress = st.empty()
        st.button("Stop", key="stop", on_click=conversation.stop)
    began = time.monotonic()
    while not pending.done:
        stated = pending.statements()
        slow = time.monotonic() - began >= PATIENCE
        waiting = tag("p", words.STILL_SEARCHING if slow else words.SEARCHING, "progress")
        progress.html(answers.on_its_way(stated) + waiting)
        pending.wait(len(stated), TICK)
    if stated := pending.statements():
        progress.html(answers.on_its_way(stated))  # at once, and then with all about them
    conversation.finish(pending)
    st.rerun()
