"""What stands around the conversation: title, caution, first questions, and what is searched."""

from __future__ import annotations

import streamlit as st

from ui import backend, words
from ui.conversation import Conversation, start_again
from ui.errors import ServiceError
from ui.markup import box, label, tag
from ui.shapes import Library, LibraryDocument


def masthead() -> None:
    with st.container(key="masthead"):
        st.html(tag("h1", words.TITLE) + tag("p", words.TAGLINE))


def caution() -> None:
    st.html(box("caution", tag("strong", f"{words.CAUTION} "), tag("span", words.CHECK)))


def foot(*, started: bool) -> None:
    """What stays in view: the caution in brief, and the way back to the start."""
    with st.container(key="foot"):
        st.html(tag("p", words.CAUTION_BRIEF, "brief"))
        if started:
            st.button("Start again", key="start-again", on_click=start_again)


def welcome(conversation: Conversation, library: Library) -> None:
    """The first page: questions that these documents can answer, and the documents."""
    with st.container(key="welcome"):
        with st.container(key="suggestions"):
            _suggestions(conversation, library.suggested_questions)
        if library.documents:
            st.html(_what_is_searched(library.documents))


def no_service(error: ServiceError) -> None:
    """The first page while the service is away."""
    st.html(box("trouble", tag("h2", error.summary), tag("p", error.advice), alert=True))
    st.button("Try again", key="try-again")


def _suggestions(conversation: Conversation, questions: list[str]) -> None:
    if not questions:
        st.html(tag("p", "Type a question in the box below.", "lead"))
        return
    st.html(tag("h2", "Questions to start from"))
    for position, question in enumerate(questions):
        st.button(
            label(question),
            key=f"suggestion-{position}",
            width="stretch",
            wrap=True,
            on_click=conversation.start,
            args=(question, backend.send),
        )
    st.html(tag("p", "Or type your own in the box below.", "hint"))


def _what_is_searched(documents: list[LibraryDocument]) -> str:
    entries = "".join(
        f"<li>{tag('span', document.title)}{tag('small', words.origin(document))}</li>"
        for document in documents
    )
    heading = f"Searches {words.count(len(documents), 'document')}"
    return (
        f'<section class="library">{tag("h2", heading)}'
        f"{tag('p', 'It knows nothing but what these say.', 'hint')}<ul>{entries}</ul></section>"
    )
