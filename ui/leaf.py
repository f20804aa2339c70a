"""One document of the library: what it is, and its pages or its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from ui import backend, chat, sheets, source, words
from ui.conversation import NORMAL, current
from ui.errors import ServiceError
from ui.limits import Limits
from ui.markup import label, passage, tag
from ui.shapes import Edition, LibraryDocument

TEXT_AT_ONCE = 20_000
WEB = ("https://", "http://")

Open = Callable[[str | None], None]


@dataclass(frozen=True)
class Place:
    """Where in the document the reader is."""

    page: int = 1
    zoom: int = NORMAL
    characters: int = TEXT_AT_ONCE


def show(document: LibraryDocument, open_document: Open) -> None:
    st.html(tag("h1", document.title) + _facts(document))
    with st.container(key="ways-leaf"):
        if st.button("Ask about this document", key="ask-about", type="primary"):
            current().limit(Limits(documents=(document.id,)), f"Only {document.title}")
            st.switch_page(st.Page(chat.show, title=words.NAV_ASK, default=True))
        source.download(document, "leaf")
    _others("Other editions", document, document.editions, open_document)
    _others("Other reports of this series", document, document.series, open_document)
    st.html(tag("h2", "The document"))
    place = st.session_state.setdefault("leaf", Place())
    if document.format == "pdf":
        _page(document, place)
    else:
        _text(document, place)


def _facts(document: LibraryDocument) -> str:
    web = document.url if document.url and document.url.startswith(WEB) else None
    facts = {
        "Kind": words.kind(document.kind),
        "Published by": document.publisher or "",
        "Published": words.day(document.published) if document.published else "Not known",
        "Pages": str(document.pages or ""),
        "File": document.file,
        "Licence": document.licence or "",
        "Made from": "; ".join(document.sources),
        "On the web": web or "",
    }
    rows = "".join(
        f"<div>{tag('dt', name)}{tag('dd', value)}</div>" for name, value in facts.items() if value
    )
    return f'<dl class="facts">{rows}</dl>'


def _others(
    title: str, document: LibraryDocument, others: list[Edition], open_document: Open
) -> None:
    found = [other for other in others if other.id != document.id]
    if not found:
        return
    st.html(tag("h2", title))
    for other in found:
        when = f" ({words.day(other.published)})" if other.published else ""
        st.button(
            label(f"{other.title}{when}"),
            key=f"other-{other.id}",
            type="tertiary",
            wrap=True,
            on_click=open_document,
            args=(other.id,),
        )


def _page(document: LibraryDocument, place: Place) -> None:
    sheet = sheets.Sheet(
        name="leaf",
        document=document.id,
        title=document.title,
        page=place.page,
        pages=document.pages,
        zoom=place.zoom,
    )
    try:
        picture = sheet.picture()
    except ServiceError as error:
        st.html(tag("p", f"The page’s picture cannot be shown. {error}", "hint"))
        _text(document, place)
        return
    sheet.controls(_turn_page, _zoom)
    sheet.show(picture)
    sheets.original_at(document.id, place.page)


def _text(document: LibraryDocument, place: Place) -> None:
    try:
        text = backend.document_text(document.id)
    except ServiceError as error:
        st.html(tag("p", f"The document cannot be shown. {error}", "hint"))
        return
    st.html(f'<div class="excerpt">{passage(text[: place.characters])}</div>')
    if len(text) > place.characters:
        st.button("Show more of the text", key="more-text", on_click=_more_text)


def _turn_page(page: int) -> None:
    _move(replace(st.session_state["leaf"], page=page), f"Page {page}")


def _zoom(zoom: int) -> None:
    _move(replace(st.session_state["leaf"], zoom=zoom), "")


def _more_text() -> None:
    place: Place = st.session_state["leaf"]
    _move(replace(place, characters=place.characters + TEXT_AT_ONCE), "")


def _move(place: Place, say: str) -> None:
    st.session_state["leaf"] = place
    current().wish(say=say)
