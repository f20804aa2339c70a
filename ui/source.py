"""Shows the source that is open: a page's picture with the quote marked, or the text around it."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import PurePosixPath

import streamlit as st

from ui import backend, sheets, words
from ui.conversation import Conversation, Opened, View, panel_id, view_key
from ui.errors import ServiceError
from ui.excerpt import Excerpt, around
from ui.markup import passage, tag
from ui.shapes import Answer, Citation, Document, Library

OTHER_VIEW: dict[View, tuple[View, str]] = {
    "page": ("text", "Show as text"),
    "text": ("page", "Show the page"),
}


def show(conversation: Conversation, opened: Opened, library: Library) -> None:
    """The panel beside the turn whose source is open."""
    answer, source = conversation.turns[opened.turn].answer, conversation.source(opened.turn)
    if answer is None or source is None:
        return
    _head(opened, source, "Source" if answer.states_something else "Passage")
    st.button("Close", key=f"close-{opened.turn}", on_click=conversation.close)
    if (
        source.page is None
        or opened.view == "text"
        or not _page(conversation, opened, answer, source, library)
    ):
        text_around(source)
    with st.container(key=f"ways-{opened.turn}"):
        if source.page is not None:
            _other_view(conversation, opened)
        download(source.document, f"{opened.turn}-{source.number}")
        if source.page is not None:
            sheets.original_at(source.document.id, opened.page or source.page)


def _head(opened: Opened, source: Citation, noun: str) -> None:
    st.html(
        f'<div class="source-head" id="{panel_id(opened.turn, source.number)}" tabindex="-1">'
        f"{tag('h3', f'{noun} {source.number}')}{tag('strong', source.document.title)}"
        f"{tag('span', words.origin_and_place(source))}</div>"
    )


def _page(
    conversation: Conversation, opened: Opened, answer: Answer, source: Citation, library: Library
) -> bool:
    """The page's picture; False, having said so, where there is none to be had."""
    cited = source.page or 1
    sheet = sheets.Sheet(
        name=str(opened.turn),
        document=source.document.id,
        title=source.document.title,
        page=opened.page or cited,
        pages=library.pages(source.document.id),
        zoom=opened.zoom,
        citation=f"{answer.id}:{source.number}",
        quote=source,
    )
    try:
        picture = sheet.picture()
        if opened.page is None and picture.first not in (None, cited):  # it has moved since
            cited = picture.first or cited
            sheet = replace(sheet, page=cited)
            picture = sheet.picture()
    except ServiceError as error:
        st.html(tag("p", f"The page’s picture cannot be shown. {error}", "hint"))
        return False
    if picture.first is None:
        st.html(tag("p", words.CHANGED, "hint"))
    sheet.controls(conversation.turn_page, conversation.zoom)
    sheet.show(picture)
    if sheet.page != cited:
        st.button(
            "Back to the quote",
            key=f"back-{opened.turn}",
            on_click=conversation.open,
            args=(opened.turn, source.number),
        )
    return True


def _other_view(conversation: Conversation, opened: Opened) -> None:
    view, label = OTHER_VIEW[opened.view]
    st.button(label, key=view_key(opened.turn), on_click=conversation.look, args=(view,))


def text_around(source: Citation) -> None:
    """The quote among the lines around it; alone, and saying why, where that cannot be had."""
    try:
        excerpt = around(source, backend.document_text(source.document.id))
        problem = "" if excerpt else words.CHANGED
    except ServiceError as error:
        excerpt, problem = None, f"The document cannot be shown. {error}"
    if problem:
        st.html(tag("p", problem, "hint"))
    st.html(_excerpt(source, excerpt or _alone(source)))


def _alone(source: Citation) -> Excerpt:
    return Excerpt(source.quote, 0, len(source.quote), more_before=False, more_after=False)


def _excerpt(source: Citation, excerpt: Excerpt) -> str:
    headings = words.breadcrumb(source.locator.heading)
    path = tag("p", headings, "path") if headings else ""
    more = '<p class="more" aria-hidden="true">…</p>'
    body = passage(excerpt.text, excerpt.start, excerpt.end)
    where = escape(words.place(source.locator) or "the quote", quote=True)
    return (
        f'{path}<div class="excerpt" role="group" aria-label="Text at {where}" tabindex="0">'
        f"{more if excerpt.more_before else ''}{body}{more if excerpt.more_after else ''}</div>"
    )


def download(document: Document, key: str) -> None:
    """The original file, fetched only when it is asked for."""
    name = PurePosixPath(document.file).name
    st.download_button(
        "Download the document",
        data=partial(backend.service().file, document.id),
        file_name=name,
        mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
        key=f"download-{key}",
        on_click="ignore",
    )
