"""What this reader has asked so far. Kept in Streamlit's session, so a click never asks again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import streamlit as st

from ui import words
from ui.asking import Asking
from ui.effects import CHAT_INPUT, Effect
from ui.errors import ServiceError
from ui.limits import NONE, Limits
from ui.shapes import Answer, Citation, Exchange

View = Literal["page", "text"]
Send = Callable[[str, list[Exchange], Limits], Asking]

MAX_QUESTION = 1_000
TURNS_SENT = 6
MOST_EARLIER = 5
EARLIER = "earlier"
TEXT_SENT = 2_000  # the service takes 64 KiB in all
ZOOMS = ("fit", "normal", "large", "larger")
NORMAL = ZOOMS.index("normal")


@dataclass(frozen=True)
class Turn:
    """One question and how it ended: with an answer, an error, or stopped by the reader."""

    question: str
    limits: Limits = NONE
    answer: Answer | None = None
    error: ServiceError | None = None


@dataclass(frozen=True)
class Opened:
    """The source that is open: which turn's, its number, and how the reader looks at it."""

    turn: int
    number: int
    page: int | None = None
    view: View = "page"
    zoom: int = NORMAL


@dataclass
class Conversation:
    """One reader's session. `before` is how many turns a question that is edited follows; `redraw`
    says that a click in one turn changed more of the page than that turn; `drawn` is the answer
    whose pages were asked for ahead."""

    turns: list[Turn] = field(default_factory=list)
    opened: Opened | None = None
    pending: Asking | None = None
    limits: Limits = NONE
    effect: Effect = field(default_factory=Effect)
    draft: str = ""
    before: int | None = None
    redraw: bool = False
    drawn: str = ""

    @property
    def started(self) -> bool:
        return bool(self.turns or self.pending)

    @property
    def answers(self) -> list[Answer]:
        return [turn.answer for turn in self.turns if turn.answer is not None]

    def start(self, question: str, send: Send) -> None:
        """Send a question with what was said before; the last source closes."""
        question = question.strip()
        if not question or self.pending is not None:
            return
        self.opened, self.redraw = None, True
        earlier = self.turns if self.before is None else self.turns[: self.before]
        self.pending = send(question, history(earlier), self.limits)
        self.before = None
        self.wish(say=words.SEARCHING, show=css_class(turn_key(len(self.turns))))

    def finish(self, ended: Asking) -> None:
        """Keep how the pending question ended. A question that was not taken can be edited."""
        self._keep(Turn(ended.question, ended.limits, ended.answer, ended.error))
        if ended.error is not None and not ended.error.again:
            self.draft = ended.question

    def stop(self) -> None:
        """Let go of the pending question, which can be asked again."""
        if self.pending is not None:
            self.pending.stop()
            self._keep(Turn(self.pending.question, self.pending.limits))

    def _keep(self, turn: Turn) -> None:
        self.turns.append(turn)
        self.pending = None
        number = len(self.turns) - 1
        say = words.announcement(turn.answer) if turn.answer else words.STOPPED
        self.wish(say="" if turn.error else say, show=css_class(turn_key(number)), focus=CHAT_INPUT)

    def retry(self, send: Send) -> None:
        """Ask the last question again in place of the turn that failed; once, however often it is
        clicked."""
        if self.pending is not None or not self.turns or self.turns[-1].answer is not None:
            return
        failed = self.turns.pop()
        self.limits, self.before = failed.limits, None
        self.start(failed.question, send)

    def widen(self, turn: int, send: Send) -> None:
        """Ask a question again, without the limits that it was asked under."""
        if self.pending is not None:
            return
        self.limits, self.before = NONE, turn
        self.start(self.turns[turn].question, send)

    def edit(self, turn: int) -> None:
        """Put a question back into the box: what is asked then follows what came before it."""
        self.draft, self.before, self.redraw = self.turns[turn].question, turn, True
        self.wish(say=words.EDITING, focus=CHAT_INPUT)

    def recall(self, answers: Sequence[Answer]) -> None:
        """Take up a conversation whose answers were stored."""
        self.turns = [Turn(answer.question, answer=answer) for answer in answers]

    def limit(self, limits: Limits, say: str = "") -> None:
        self.limits = limits
        self.wish(say=say, focus=f"{css_class('narrow')} button")

    def open(self, turn: int, number: int) -> None:
        if self.opened is not None and self.opened.turn != turn:  # it closes there
            self.redraw = True
        self.opened = Opened(turn, number)
        self._wish_here(focus=f"#{panel_id(turn, number)}")

    def turn_page(self, page: int) -> None:
        if self.opened is not None:
            self.opened = replace(self.opened, page=page)
            panel = panel_id(self.opened.turn, self.opened.number)
            self._wish_here(say=f"Page {page}", rescue=f"#{panel}")

    def look(self, view: View) -> None:
        """Show the open source as a page, or as text that can be read aloud."""
        if self.opened is not None:
            self.opened = replace(self.opened, view=view)
            self._wish_here(rescue=f"{css_class(view_key(self.opened.turn))} button")

    def zoom(self, zoom: int) -> None:
        if self.opened is not None:
            self.opened = replace(self.opened, zoom=zoom)
            panel = panel_id(self.opened.turn, self.opened.number)
            self._wish_here(rescue=f"#{panel}")

    def close(self) -> None:
        """Close the source and go back to the button that is beside its entry in the list."""
        if self.opened is not None:
            key = open_key(self.opened.turn, self.opened.number)
            self._wish_here(focus=f"{css_class(key)} button")
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

    def _wish_here(self, say: str = "", focus: str = "", rescue: str = "") -> None:
        """As `wish`, where only the turn changes whose source is open."""
        self.wish(say=say, focus=focus, rescue=rescue)
        if self.opened is not None:
            self.effect = replace(self.effect, turn=self.opened.turn)

    def follow(self, other: Conversation) -> None:
        """Count on from another's effects, so that the page takes the next one for a new one."""
        self.effect = replace(self.effect, serial=max(self.effect.serial, other.effect.serial))


def turn_key(turn: int) -> str:
    return f"turn-{turn}"


def open_key(turn: int, number: int) -> str:
    return f"open-{turn}-{number}"


def view_key(turn: int) -> str:
    return f"view-{turn}"


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


def earlier() -> list[Conversation]:
    """The conversations of this session that were left, the last one first."""
    kept: list[Conversation] = st.session_state.get(EARLIER, [])
    return kept


def reopen(number: int) -> None:
    """Go back to an earlier conversation; the one that is left can be gone back to as well."""
    chosen, last = earlier()[number], current()
    others = [each for each in earlier() if each is not chosen]
    st.session_state[EARLIER] = [last, *others] if last.answers else others
    chosen.follow(last)
    chosen.wish(show=css_class(turn_key(len(chosen.turns) - 1)))
    st.session_state["conversation"] = chosen


def start_again() -> None:
    """Begin anew: a question still on its way is left to end unseen."""
    last = current()
    last.stop()
    if last.answers:
        st.session_state[EARLIER] = [last, *earlier()][:MOST_EARLIER]
    fresh = Conversation(effect=last.effect)
    fresh.wish(say=words.STARTED_AGAIN, focus=CHAT_INPUT)
    st.session_state["conversation"] = fresh
    st.query_params.clear()
