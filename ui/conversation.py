"""What this reader has asked so far. Kept in Streamlit's session, so a click never asks again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Literal

import streamlit as st

from ui import words
from ui.effects import CHAT_INPUT, Effect
from ui.errors import ServiceError
from ui.shapes import Answer, Citation, Exchange

View = Literal["page", "large", "text"]

MAX_QUESTION = 1_000
TURNS_SENT = 6
TEXT_SENT = 2_000  # the service takes 64 KiB in all


@dataclass(frozen=True)
class Turn:
    """One question and how it ended: with an answer, or with an error."""

    question: str
    answer: Answer | None = None
    error: ServiceError | None = None


@dataclass(frozen=True)
class Opened:
    """The source that is open: which turn's, its number, and how the reader looks at it."""

    turn: int
    number: int
    page: int | None = None
    view: View = "page"


@dataclass(frozen=True)
class Pending:
    """A question on its way. The request runs beside the page, so a click does not repeat it."""

    question: str
    answer: Future[Answer]


@dataclass
class Conversation:
    """One reader's session."""

    turns: list[Turn] = field(default_factory=list)
    opened: Opened | None = None
    pending: Pending | None = None
    effect: Effect = field(default_factory=Effect)
    draft: str = ""

    @property
    def started(self) -> bool:
        return bool(self.turns or self.pending)

    def start(self, question: str, send: Callable[[str, list[Exchange]], Future[Answer]]) -> None:
        """Send a question with what was said before; the last source closes."""
        question = question.strip()
        if not question or self.pending is not None:
            return
        self.opened = None
        self.pending = Pending(question, send(question, history(self.turns)))
        self.wish(say=words.SEARCHING, show=css_class(turn_key(len(self.turns))))

    def finish(self, turn: Turn) -> None:
        """Keep how the pending question ended. A question that was not taken can be edited."""
        self.turns.append(turn)
        self.pending = None
        say = words.announcement(turn.answer) if turn.answer else ""
        self.wish(say=say, show=css_class(turn_key(len(self.turns) - 1)), focus=CHAT_INPUT)
        if turn.error is not None and not turn.error.again:
            self.draft = turn.question

    def retry(self, send: Callable[[str, list[Exchange]], Future[Answer]]) -> None:
        """Ask the last question again in place of the turn that failed."""
        failed = self.turns.pop()
        self.start(failed.question, send)

    def open(self, turn: int, number: int) -> None:
        self.opened = Opened(turn, number)
        self.wish(focus=f"#{panel_id(turn, number)}")

    def turn_page(self, page: int) -> None:
        if self.opened is not None:
            self.opened = replace(self.opened, page=page)
            panel = panel_id(self.opened.turn, self.opened.number)
            self.wish(say=f"Page {page}", rescue=f"#{panel}")

    def look(self, view: View) -> None:
        """Show the open source as a page, a larger page, or text that can be read aloud."""
        if self.opened is not None:
            self.opened = replace(self.opened, view=view)
            self.wish(rescue=f"{css_class(view_key(self.opened.turn, view))} button")

    def close(self) -> None:
        """Close the source and go back to the button that is beside its entry in the list."""
        if self.opened is not None:
            key = open_key(self.opened.turn, self.opened.number)
            self.wish(focus=f"{css_class(key)} button")
        self.opened = None

    def source(self, turn: int) -> Citation | None:
        """The source that is open beside this turn."""
        if self.opened is None or self.opened.turn != turn:
            return None
        answer = self.turns[turn].answer
        return answer.source(self.opened.number) if answer else None

    def wish(self, say: str = "", show: str = "", focus: str = "", rescue: str = "") -> None:
        """Set what the page does for readers who do not see it change, once."""
        self.effect = Effect(self.effect.serial + 1, say, show, focus, rescue)


def turn_key(turn: int) -> str:
    return f"turn-{turn}"


def open_key(turn: int, number: int) -> str:
    return f"open-{turn}-{number}"


def view_key(turn: int, view: View) -> str:
    return f"view-{view}-{turn}"


def panel_id(turn: int, number: int) -> str:
    return f"source-{turn}-{number}"


def css_class(key: str) -> str:
    """How a Streamlit element with this key is found in the page."""
    return f".st-key-{key}"


def history(turns: Sequence[Turn]) -> list[Exchange]:
    """The last few answered turns, clipped well within what the service takes."""
    answered = [turn for turn in turns if turn.answer is not None]
    return [
        Exchange(question=turn.question[:TEXT_SENT], answer=turn.answer.answer[:TEXT_SENT])
        for turn in answered[-TURNS_SENT:]
        if turn.answer is not None
    ]


def current() -> Conversation:
    """This session's conversation."""
    if "conversation" not in st.session_state:
        st.session_state["conversation"] = Conversation()
    conversation: Conversation = st.session_state["conversation"]
    return conversation


def start_again() -> None:
    """Forget everything: a question still on its way is left to end unseen."""
    fresh = Conversation(effect=current().effect)
    fresh.wish(say=words.STARTED_AGAIN, focus=CHAT_INPUT)
    st.session_state["conversation"] = fresh
