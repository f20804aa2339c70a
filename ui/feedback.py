"""Asks whether an answer was useful, and why not. Nothing is sent until the reader says so."""

from __future__ import annotations

import streamlit as st

from ui import backend
from ui.errors import ServiceError
from ui.markup import box, tag
from ui.shapes import Answer, Judgement

MAX_COMMENT = 2_000
UP, DOWN = "up", "down"

USEFUL = "Was this answer useful?"
WHY_NOT = "What was wrong with it?"
REASONS = (
    "It does not answer my question",
    "The quote does not support it",
    "Something is missing",
    "It is out of date",
    "It is hard to understand",
)
COMMENT = "Anything else? (optional) Do not give personal details."
THANKS = "Thank you. Your answer helps us to make Reform QA better."


def show(turn: int, answer: Answer) -> None:
    """A question with two buttons; after "No", reasons; after either, thanks."""
    state = f"feedback:{answer.id}"
    step = st.session_state.get(state)
    with st.container(key=f"feedback-{turn}"):
        if step == "sent":
            st.html(tag("p", THANKS, "hint"))
        elif step == DOWN:
            _why(turn, answer, state)
        else:
            _useful(turn, answer, state)


def _useful(turn: int, answer: Answer, state: str) -> None:
    st.html(tag("p", USEFUL))
    if st.button("Yes", key=f"useful-{turn}", icon=":material/thumb_up:"):
        _send(answer, Judgement(rating=UP), state)
    if st.button("No", key=f"useless-{turn}", icon=":material/thumb_down:"):
        st.session_state[state] = DOWN
        st.rerun()


def _why(turn: int, answer: Answer, state: str) -> None:
    with st.form(f"why-{turn}"):
        st.html(tag("h3", WHY_NOT))
        reasons = [
            reason
            for number, reason in enumerate(REASONS)
            if st.checkbox(reason, key=f"reason-{turn}-{number}")
        ]
        comment = st.text_area(COMMENT, key=f"comment-{turn}", max_chars=MAX_COMMENT, height=100)
        sent = st.form_submit_button("Send", type="primary")
        never_mind = st.form_submit_button("Cancel")
    if sent:
        judgement = Judgement(rating=DOWN, reasons=reasons, comment=comment.strip() or None)
        _send(answer, judgement, state)
    if never_mind:
        del st.session_state[state]
        st.rerun()


def _send(answer: Answer, judgement: Judgement, state: str) -> None:
    try:
        backend.rate(answer.id, judgement)
    except ServiceError as error:
        st.html(box("trouble", tag("p", str(error)), alert=True))
        return
    st.session_state[state] = "sent"
    st.rerun()
