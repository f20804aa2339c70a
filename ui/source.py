"""Shows the source that is open: a page's picture with the quote marked, or the text around it."""

from __future__ import annotations

import mimetypes
from functools import partial
from html import escape
from pathlib import PurePosixPath

import streamlit as st

from ui import backend, words
from ui.conversation import Conversation, Opened, View, panel_id, view_key
from ui.errors import ServiceError
from ui.excerpt import Excerpt, around
from ui.markup import box, passage, tag
from ui.shapes import Answer, Citation, Library

VIEWS: dict[View, str] = {"page": "Whole page", "large": "Larger page", "text": "As text"}


def show(conversation: Conversation, opened: Opened, library: Library) -> None:
    """The panel beside the turn whose source is open."""
    answer, source = conversation.turns[opened.turn].answer, conversation.source(opened.turn)
    if answer is None or source is None:
        return
    _head(opened, source, "Source" if answer.states_something else "Passage")
    st.button("Close", key=f"close-{opened.turn}", on_click=conversation.close)
    if source.page is None:
        _text(source)
    else:
        _Pages(conversation, opened, answer, source).show(library.pages(source.document.id))
    _download(opened, source)


def _head(opened: Opened, source: Citation, noun: str) -> None:
    st.html(
        f'<div class="source-head" id="{panel_id(opened.turn, source.number)}" tabindex="-1">'
        f"{tag('h3', f'{noun} {source.number}')}{tag('strong', source.document.title)}"
        f"{tag('span', words.origin_and_place(source))}</div>"
    )


class _Pages:
    """A document that has pages: the one that is quoted, those around it, and its text."""

    def __init__(
        self, conversation: Conversation, opened: Opened, answer: Answer, source: Citation
    ) -> None:
        self._conversation = conversation
        self._opened = opened
        self._source = source
        self._citation = f"{answer.id}:{source.number}"
        self._cited = source.page or 1
        self._page = opened.page or self._cited

    def show(self, pages: int | None) -> None:
        self._views()
        if self._opened.view == "text":
            _text(self._source)
        elif self._picture():
            self._turner(pages)

    def _views(self) -> None:
        with st.container(key=f"views-{self._opened.turn}"):
            for view, words_of_view in VIEWS.items():
                st.button(
                    words_of_view,
                    key=view_key(self._opened.turn, view),
                    type="primary" if view == self._opened.view else "secondary",
                    on_click=self._conversation.look,
                    args=(view,),
                )

    def _picture(self) -> bool:
        """The page's picture, or the text instead where there is none to be had."""
        document = self._source.document
        try:
            picture = backend.page_picture(document.id, self._page, self._citation)
        except ServiceError as error:
            st.html(tag("p", f"The page’s picture cannot be shown. {error}", "hint"))
            _text(self._source)
            return False
        quote = self._source.quote
        st.html(box("quote", passage(quote, 0, len(quote))))
        if _is_gone(self._source):
            st.html(tag("p", words.CHANGED, "hint"))
        with st.container(key=f"picture-{self._opened.view}-{self._opened.turn}"):
            st.image(picture, alt=self._alt(), width="stretch")
        return True

    def _alt(self) -> str:
        quoted = ", with the quote marked" if self._page == self._cited else ""
        return f"Page {self._page} of {self._source.document.title}{quoted}"

    def _turner(self, pages: int | None) -> None:
        last = pages is not None and self._page >= pages
        with st.container(key=f"turner-{self._opened.turn}"):
            self._to("Previous page", "previous", self._page - 1, disabled=self._page <= 1)
            st.html(tag("p", f"{self._page} of {pages}" if pages else f"{self._page}"))
            self._to("Next page", "next", self._page + 1, disabled=last)
            if self._page != self._cited:
                self._to("Back to the quote", "back", self._cited)

    def _to(self, label: str, key: str, page: int, *, disabled: bool = False) -> None:
        st.button(
            label,
            key=f"{key}-{self._opened.turn}",
            disabled=disabled,
            on_click=self._conversation.turn_page,
            args=(page,),
        )


def _is_gone(source: Citation) -> bool:
    """Whether the document no longer holds the quote: its page then shows no mark."""
    try:
        return around(source, backend.document_text(source.document.id)) is None
    except ServiceError:
        return False


def _text(source: Citation) -> None:
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
        f'{path}<div class="excerpt" role="group" aria-label="Text at {where}">'
        f"{more if excerpt.more_before else ''}{body}{more if excerpt.more_after else ''}</div>"
    )


def _download(opened: Opened, source: Citation) -> None:
    name = PurePosixPath(source.document.file).name
    st.download_button(
        "Download the original document",
        data=partial(backend.service().file, source.document.id),
        file_name=name,
        mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
        key=f"download-{opened.turn}-{source.number}",
        on_click="ignore",
    )
