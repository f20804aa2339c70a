"""The page that says how Reform QA works, what it cannot do, and what it keeps of readers."""

from __future__ import annotations

from pathlib import Path
from string import Template

import streamlit as st

from ui import backend, contact, evaluation, words
from ui.errors import ServiceError
from ui.markup import bullets, tag

PAGE = Path(__file__).with_name("trust.html")


def show() -> None:
    settings = backend.settings()
    page = Template(PAGE.read_text(encoding="utf-8"))
    st.html(
        page.substitute(
            figures=_figures(Path(settings.evaluation)),
            kept=_kept(),
            contact=contact.line(settings.contact),
            plain=_plain(settings.plain_url),
        )
    )


def _figures(path: Path) -> str:
    run = evaluation.read(path)
    if run is None:
        return tag("p", words.NO_FIGURES)
    day = words.exact_day(run.created.date())
    return tag("p", words.FIGURES.format(day)) + bullets(evaluation.sentences(run))


def _kept() -> str:
    """What the service says it keeps; careful words where it cannot be asked."""
    try:
        about = backend.about()
    except ServiceError:
        return tag("p", words.KEPT_UNKNOWN)
    days = about.retention_days
    how_long = words.KEPT_DAYS.format(words.count(days, "day")) if days else words.KEPT_FOR_GOOD
    personal = words.MASKED if about.personal_data == "mask" else words.REFUSED_PERSONAL
    return tag("p", how_long) + tag("p", personal)


def _plain(address: str | None) -> str:
    if address is None:
        return ""
    link = f'<a href="{address}">the plain page</a>'
    return f"<p>If this page does not work for you, use {link}. It needs no scripts.</p>"
