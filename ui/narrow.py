"""Narrows the search: what is chosen stands as chips over the box, each with its way out."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ui import words
from ui.conversation import Conversation, start_again
from ui.limits import Chip, Limits
from ui.markup import label, tag
from ui.shapes import Library

TITLE = "Narrow the search"
EARLIEST = date(1900, 1, 1)


def show(conversation: Conversation, library: Library) -> None:
    """The row over the box: the caution, the limits, and the way back to the start."""
    if conversation.limits:
        with st.container(key="chips"):
            st.html(tag("p", words.LIMITED_TO, "brief"))
            for number, chip in enumerate(conversation.limits.chips(library)):
                _chip(conversation, number, chip)
    with st.container(key="foot"):
        st.html(tag("p", words.CAUTION_BRIEF, "brief"))
        if library.documents and st.button(TITLE, key="narrow"):
            _dialog(conversation, library)
        if conversation.started:
            st.button("Start again", key="start-again", on_click=start_again)


def _chip(conversation: Conversation, number: int, chip: Chip) -> None:
    st.button(
        f"*Remove:* {label(chip.label)} ✕",
        key=f"chip-{number}",
        on_click=conversation.limit,
        args=(conversation.limits.without(chip), f"Removed: {chip.label}"),
    )


@st.dialog(TITLE, width="medium")
def _dialog(conversation: Conversation, library: Library) -> None:
    with st.form("narrowing", border=False):
        chosen = _fields(conversation.limits.known_in(library), library)
        with st.container(key="narrow-buttons"):
            used = st.form_submit_button("Search only these", type="primary")
            cleared = st.form_submit_button("Search everything")
    if used or cleared:
        conversation.limit(chosen if used else Limits(), "The search is set.")
        st.rerun()


def _fields(limits: Limits, library: Library) -> Limits:
    documents = {document.id: document.title for document in library.documents}
    kinds = sorted({document.kind for document in library.documents}, key=words.kind)
    publishers = sorted({d.publisher for d in library.documents if d.publisher})
    return Limits(
        kinds=_some("Kind of document", kinds, limits.kinds, {k: words.kind(k) for k in kinds}),
        publishers=_some("Published by", publishers, limits.publishers, {}),
        documents=_some("Documents", list(documents), limits.documents, documents),
        published_from=_day("Published on or after", limits.published_from),
        published_to=_day("Published on or before", limits.published_to),
        as_of=_day("As things stood on", limits.as_of, "Leaves out what was published later."),
    )


def _some(
    title: str, options: list[str], chosen: tuple[str, ...], named: dict[str, str]
) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            title,
            options,
            default=[each for each in chosen if each in options],
            format_func=lambda option: named.get(option, option),
            placeholder="Any",
            key=f"narrow-{title}",
        )
    )


def _day(title: str, chosen: date | None, hint: str | None = None) -> date | None:
    day = st.date_input(
        title,
        chosen,
        min_value=EARLIEST,
        format="DD/MM/YYYY",
        help=hint,
        key=f"narrow-{title}",
    )
    return day if isinstance(day, date) else None
