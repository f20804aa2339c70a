"""The library: what Reform QA knows, a document at a time, and what it could not use."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui import backend, effects, people, words
from ui.conversation import current
from ui.errors import ServiceError
from ui.leaf import show as show_document
from ui.markup import box, label, tag
from ui.shapes import Library, LibraryDocument, Quarantined

DOCUMENT = "document"  # in the page's address: which one is open
A_SCREEN = 30
ANY_KIND = "Any kind"
NO_DOCUMENT = "There is no such document now. It may have been replaced or taken away."
UNUSED = "Files that could not be used"
UNUSED_MEANS = "Nothing in them is searched. Only staff see this list."


def show() -> None:
    try:
        library = backend.library()
    except ServiceError as error:
        st.html(tag("h1", words.NAV_LIBRARY))
        st.html(box("trouble", tag("h2", error.summary), tag("p", error.advice), alert=True))
        return
    wanted = st.query_params.get(DOCUMENT)
    if wanted is None:
        _shelves(library)
    elif (document := library.document(wanted)) is not None:
        st.button("Back to the library", key="back-to-library", on_click=_open, args=(None,))
        show_document(document, _open)
    else:
        st.html(tag("h1", words.NAV_LIBRARY) + box("notice", tag("p", NO_DOCUMENT)))
        st.button("Back to the library", key="back-to-library", on_click=_open, args=(None,))
    effects.run(current().effect)


def _open(document: str | None) -> None:
    """Open a document, or none: the address says which, so that it can be kept and shared."""
    st.session_state.pop("leaf", None)
    if document is None:
        st.query_params.clear()
    else:
        st.query_params[DOCUMENT] = document
    current().wish(show="h1")


def _shelves(library: Library) -> None:
    st.html(tag("h1", words.NAV_LIBRARY))
    known = words.count(len(library.documents), "document")
    st.html(tag("p", f"Reform QA knows {known} and nothing else.", "lead"))
    found = _searched(library.documents)
    st.html(f'<p class="hint" role="status">{words.count(len(found), "document")} found</p>')
    shown = st.session_state.get("shown", A_SCREEN)
    with st.container(key="shelves"):
        for number, document in enumerate(found[:shown]):
            _entry(number, document)
    if len(found) > shown and st.button("Show more documents", key="more-documents"):
        st.session_state["shown"] = shown + A_SCREEN
        st.rerun()
    if people.is_staff(backend.settings().staff_names):
        _unused()


def _searched(documents: Sequence[LibraryDocument]) -> list[LibraryDocument]:
    kinds = sorted({document.kind for document in documents}, key=words.kind)
    with st.container(key="library-search"):
        text = st.text_input("Search by title, publisher or year", key="library-text")
        kind = st.selectbox(
            "Kind of document",
            [ANY_KIND, *kinds],
            format_func=lambda each: each if each == ANY_KIND else words.kind(each),
            key="library-kind",
        )
    sought = (text or "").casefold().split()
    return [
        document
        for document in documents
        if (kind in (None, ANY_KIND, document.kind))
        and all(word in _described(document).casefold() for word in sought)
    ]


def _described(document: LibraryDocument) -> str:
    return f"{document.title} {words.origin(document)} {document.file}"


def _entry(number: int, document: LibraryDocument) -> None:
    with st.container(key=f"shelf-{number}"):
        st.button(
            label(document.title),
            key=f"document-{document.id}",
            type="tertiary",
            wrap=True,
            on_click=_open,
            args=(document.id,),
        )
        st.html(tag("p", words.shelf_line(document), "hint"))


def _unused() -> None:
    """For staff: the files that could not be read."""
    try:
        files = backend.quarantined().quarantined
    except ServiceError:
        return
    if not files:
        return
    st.html(
        tag("h2", UNUSED)
        + tag("p", UNUSED_MEANS, "hint")
        + "<ul>"
        + "".join(_unused_file(file) for file in files)
        + "</ul>"
    )


def _unused_file(file: Quarantined) -> str:
    earlier = " Its earlier version is still used." if file.document else ""
    since = f"Since {words.exact_day(file.since.date())}.{earlier}"
    return f"<li>{tag('strong', file.file)}: {tag('span', file.reason)} {tag('small', since)}</li>"
