"""Shows one turn: the question, what the documents say with their numbers, and the sources."""

from __future__ import annotations

import streamlit as st

from ui import backend, contact, feedback, keeping, words
from ui.conversation import Conversation, Turn, open_key
from ui.errors import ServiceError
from ui.limits import Limits
from ui.markup import box, bullets, chip, passage, tag
from ui.shapes import Answer, Citation, Library, Statement

PREVIEW = 280


def question(text: str) -> None:
    st.html(f'<h2 class="question">{tag("small", "You asked")} {tag("span", text)}</h2>')


def show(conversation: Conversation, number: int, turn: Turn, library: Library) -> None:
    """One turn: with an answer, with what went wrong, or stopped by the reader."""
    question(turn.question)
    if turn.limits:
        st.html(_limits(turn.limits, library))
    if turn.answer is not None:
        _Shown(conversation, number, turn.limits, turn.answer).show(library)
    elif turn.error is not None:
        _error(conversation, number, turn.error)
    else:
        st.html(box("notice", tag("p", words.STOPPED)))
        _again(conversation, number)


def on_its_way(statements: list[Statement]) -> str:
    """What is stated before the answer is whole; its sources cannot be opened yet."""
    return "".join(
        box("statement coming", passage(each.text), *(chip(n) for n in each.citations))
        for each in statements
    )


def _limits(limits: Limits, library: Library) -> str:
    said = "; ".join(f"{chip.label}" for chip in limits.chips(library))
    return f'<p class="hint">{tag("span", words.LIMITED_TO)} {tag("span", said)}</p>'


def _error(conversation: Conversation, number: int, error: ServiceError) -> None:
    st.html(box("trouble", tag("h3", error.summary), tag("p", error.advice), alert=True))
    if error.again:
        _again(conversation, number)


def _again(conversation: Conversation, number: int) -> None:
    if number == len(conversation.turns) - 1 and conversation.pending is None:
        st.button(
            "Ask again", key=f"again-{number}", on_click=conversation.retry, args=(backend.send,)
        )


class _Shown:
    """One answer as it is shown; holds what every part of it needs for its buttons."""

    def __init__(
        self, conversation: Conversation, turn: int, limits: Limits, answer: Answer
    ) -> None:
        self._conversation = conversation
        self._turn = turn
        self._limits = limits
        self._answer = answer

    def show(self, library: Library) -> None:
        self._interpreted()
        if self._answer.states_something:
            self._stated(library)
        else:
            self._not_stated(library)
        st.html(tag("p", words.made_how(self._answer), "small-print"))
        keeping.answer(self._conversation, self._turn, self._answer)
        feedback.show(self._turn, self._answer)

    def _interpreted(self) -> None:
        searched = self._answer.interpreted_question
        if searched:
            st.html(f'<p class="hint">{words.SEARCHED_FOR} {tag("q", searched)}</p>')

    def _stated(self, library: Library) -> None:
        outcome = words.outcome(self._answer, len(library.documents))
        if outcome.explanation:
            st.html(tag("h3", outcome.heading) + tag("p", outcome.explanation))
        else:
            st.html(tag("h3", outcome.heading, "unseen"))
        statements = self._answer.statements or [Statement(text=self._answer.answer)]
        for position, statement in enumerate(statements):
            self._statement(position, statement)
        if self._answer.missing:
            st.html(box("notice", tag("p", words.missing(self._answer.missing))))
        self._notices()
        self._sources("Sources", "source")

    def _not_stated(self, library: Library) -> None:
        outcome = words.outcome(self._answer, len(library.documents), limited=bool(self._limits))
        st.html(
            box(
                "no-answer",
                tag("h3", outcome.heading),
                tag("p", self._reason() or outcome.explanation),
            )
        )
        if self._limits and self._answer.status == "not_in_documents":
            st.button(
                "Search all the documents",
                key=f"widen-{self._turn}",
                on_click=self._conversation.widen,
                args=(self._turn, backend.send),
                disabled=self._conversation.pending is not None,
            )
        self._notices()
        if self._answer.nearest:
            self._sources(words.NEAREST_HEADING, "passage", words.NEAREST)
        st.html(_what_to_do(self._answer.status))

    def _reason(self) -> str:
        """The service's own words, where they say more than the page does."""
        return "" if self._answer.status == "not_in_documents" else self._answer.answer.strip()

    def _statement(self, position: int, statement: Statement) -> None:
        with st.container(key=f"statement-{self._turn}-{position}"):
            st.html(box("statement", self._words_of(statement)))
            for number in statement.citations:
                st.button(
                    f"*Open source* **{number}**",
                    key=f"cite-{self._turn}-{position}-{number}",
                    type="primary" if self._is_open(number) else "tertiary",
                    on_click=self._conversation.open,
                    args=(self._turn, number),
                )

    def _is_open(self, number: int) -> bool:
        opened = self._conversation.source(self._turn)
        return opened is not None and opened.number == number

    def _words_of(self, statement: Statement) -> str:
        """The statement, in quotation marks only when it is word for word in a source."""
        cited = (self._answer.source(number) for number in statement.citations)
        text = statement.text.strip()
        verbatim = any(source is not None and text in source.quote for source in cited)
        if not verbatim or "\t" in text or "\n" in text:
            return passage(text)
        return tag("p", f"“{text}”")

    def _notices(self) -> None:
        for notice in self._answer.notices:
            heading = tag("strong", words.notice(notice.kind))
            explained = tag("p", words.notice_means(notice.kind), "hint")
            st.html(box("notice", heading, tag("p", notice.text), explained))

    def _sources(self, heading: str, noun: str, hint: str = "") -> None:
        with st.container(key=f"sources-{self._turn}"):
            st.html(tag("h3", heading) + (tag("p", hint, "hint") if hint else ""))
            for source in self._answer.sources:
                self._entry(source, noun)

    def _entry(self, source: Citation, noun: str) -> None:
        opened = self._is_open(source.number)
        with st.container(key=f"entry-{self._turn}-{source.number}"):
            st.html(self._described(source))
            st.button(
                f"{'Close' if opened else 'Open'} {noun} {source.number}",
                key=open_key(self._turn, source.number),
                on_click=self._conversation.close if opened else self._conversation.open,
                args=() if opened else (self._turn, source.number),
            )

    def _described(self, source: Citation) -> str:
        title = tag("strong", f"{source.number}. {source.document.title}")
        quote = "" if self._is_shown(source) else tag("q", _preview(source.quote))
        where = tag("span", words.origin_and_place(source))
        return box("entry", title, where, quote)

    def _is_shown(self, source: Citation) -> bool:
        """Whether the reader has seen the quote already, as a statement."""
        stated = "\n".join(statement.text for statement in self._answer.statements)
        return source.quote.strip() in stated


def _preview(quote: str) -> str:
    text = " ".join(quote.split())
    if len(text) <= PREVIEW:
        return text
    return text[:PREVIEW].rsplit(" ", 1)[0] + " …"


def _what_to_do(status: str) -> str:
    """How to ask differently, and whom to ask instead."""
    whom = contact.line(backend.settings().contact)
    if status != "not_in_documents":
        return box("advice", whom)
    heading = tag("h3", words.WHAT_TO_DO)
    return box("advice", heading, bullets(words.ASK_DIFFERENTLY), whom)
