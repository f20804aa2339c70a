"""What stands before the conversation: heading, caution, first questions, and what is searched."""

from __future__ import annotations

import streamlit as st

from ui import backend, words
from ui.conversation import Conversation, earlier, reopen
from ui.errors import ServiceError
from ui.markup import box, label, tag
from ui.shapes import Library, LibraryDocument

MOST_LISTED = 6


def heading(*, quiet: bool) -> None:
    """The page's heading and the caution; only heard once a conversation is going on."""
    if quiet:
        st.html(tag("h1", words.HEADING, "unseen"))
        return
    st.html(tag("h1", words.HEADING))
    caution = tag("p", words.CAUTION, "bold"), tag("p", f"{words.CHECK} {words.PERSONAL}")
    st.html(box("caution", *caution))


def welcome(conversation: Conversation, library: Library) -> None:
    """The first page: questions that these documents can answer, and the documents."""
    with st.container(key="welcome"):
        with st.container(key="suggestions"):
            _suggestions(conversation, library.suggested_questions)
            _earlier()
        if library.documents:
            st.html(_what_is_searched(library.documents))


def no_service(error: ServiceError) -> None:
    """The first page while the service is away."""
    st.html(box("trouble", tag("h2", error.summary), tag("p", error.advice), alert=True))
    st.button("Try again", key="try-again")


def lost(error: ServiceError) -> None:
    """The page's address names an answer that is not to be had."""
    st.html(box("trouble", tag("h2", words.LOST), tag("p", str(error)), alert=True))


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


def _earlier() -> None:
    """The way back to what was asked before "Start again"."""
    if earlier():
        st.html(tag("h2", words.EARLIER))
    for number, left in enumerate(earlier()):
        more = len(left.turns) - 1
        and_more = f" and {words.count(more, 'more question')}" if more else ""
        st.button(
            label(f"{left.turns[0].question}{and_more}"),
            key=f"earlier-{number}",
            width="stretch",
            wrap=True,
            on_click=reopen,
            args=(number,),
        )


def _what_is_searched(documents: list[LibraryDocument]) -> str:
    newest = sorted(documents, key=lambda d: (d.published is not None, d.published), reverse=True)
    entries = "".join(
        f"<li>{tag('span', document.title)}{tag('small', words.origin(document))}</li>"
        for document in newest[:MOST_LISTED]
    )
    heading = f"Searches {words.count(len(documents), 'document')}"
    rest = len(documents) - MOST_LISTED
    more = tag("p", f"and {rest} more: see Library at the top of the page.") if rest > 0 else ""
    return (
        f'<section class="library">{tag("h2", heading)}'
        f"{tag('p', 'It knows nothing but what these say.', 'hint')}<ul>{entries}</ul>{more}"
        "</section>"
    )
