"""Pages as pictures: one with a quote marked, those around it, larger and smaller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit import runtime

from ui import backend, words
from ui.conversation import ZOOMS
from ui.errors import ServiceError
from ui.markup import tag
from ui.shapes import Citation, Picture


@dataclass(frozen=True)
class Sheet:
    """One page of a document as it is shown. `name` tells its controls from others' on the page."""

    name: str
    document: str
    title: str
    page: int
    pages: int | None
    zoom: int
    citation: str | None = None
    quote: Citation | None = None

    def picture(self) -> Picture:
        """Raises `ServiceError`."""
        return backend.page_picture(self.document, self.page, self.citation)

    def show(self, picture: Picture) -> None:
        """The page, and the next one where the quote runs on; scrolled to the quote by a script."""
        place = picture.place
        marked = f"{place.left:.3f},{place.top:.3f}" if place else ""
        st.html(f'<i class="place" data-place="{marked}" hidden></i>')
        with st.container(key=f"picture-{ZOOMS[self.zoom]}-{self.name}"):
            _image(picture, self._alt(picture))
            if self._runs_on(picture):
                self._rest()

    def _rest(self) -> None:
        st.html(tag("p", words.RUNS_ON.format(self.page + 1), "hint"))
        try:
            rest = backend.page_picture(self.document, self.page + 1, self.citation)
        except ServiceError as error:
            st.html(tag("p", str(error), "hint"))
            return
        alt = words.RUNS_ON_ALT.format(self.page + 1, self.title)
        _image(rest, alt)

    def _runs_on(self, picture: Picture) -> bool:
        return bool(picture.first == self.page and picture.last and picture.last > self.page)

    def _alt(self, picture: Picture) -> str:
        marked = self.quote is not None and picture.place is not None
        said = f", with the quote marked: “{self.quote.quote}”" if self.quote and marked else ""
        return f"Page {self.page} of {self.title}{said}"

    def controls(self, go: Callable[[int], None], zoom: Callable[[int], None]) -> None:
        """Previous and next page, smaller and larger."""
        with st.container(key=f"turner-{self.name}"):
            last = self.pages is not None and self.page >= self.pages
            self._button("Previous page", "previous", go, self.page - 1, self.page <= 1)
            st.html(tag("p", f"Page {self.page} of {self.pages}" if self.pages else ""))
            self._button("Next page", "next", go, self.page + 1, last)
            self._button("Smaller", "smaller", zoom, self.zoom - 1, self.zoom <= 0)
            self._button("Larger", "larger", zoom, self.zoom + 1, self.zoom >= len(ZOOMS) - 1)

    def _button(
        self, label: str, key: str, act: Callable[[int], None], to: int, disabled: bool
    ) -> None:
        st.button(label, key=f"{key}-{self.name}", disabled=disabled, on_click=act, args=(to,))


def _image(picture: Picture, alt: str) -> None:
    """The picture as it came: by itself Streamlit would make a JPEG of it, at every run."""
    st.image(picture.png, alt=alt, width="stretch", output_format="PNG")


def original_at(document: str, page: int) -> None:
    """A link that opens the original PDF at a page, in a tab of its own."""
    if not runtime.exists():
        return
    try:
        data = backend.original(document)
    except ServiceError:
        return  # the button beside it says why when it is pressed
    files = runtime.get_instance().media_file_mgr
    address = files.add(data, "application/pdf", f"original-{document}")
    st.html(
        f'<p><a href="{address}#page={page}" target="_blank" rel="noopener">'
        f"Open the original at page {page} (PDF, opens in a new tab)</a></p>"
    )
