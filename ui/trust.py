"""The page that says how Reform QA works, what it cannot do, and what it keeps of readers."""

from __future__ import annotations

from pathlib import Path
from string import Template

import streamlit as st

from ui import backend, contact, effects, evaluation, words
from ui.conversation import current
from ui.errors import ServiceError
from ui.markup import bullets, tag

PAGE = Path(__file__).with_name("trust.html")

FIGURES = "These figures were measured on {}, with questions whose answers are known."
NO_FIGURES = "No figures have been published for these documents yet."
KEPT_DAYS = "They are deleted for good after {}."
KEPT_FOR_GOOD = "They are kept until the people who run Reform QA delete them."
KEPT_UNKNOWN = "The service cannot be asked just now how long they are kept."
REFUSED_PERSONAL = (
    "A question with an e-mail address, a phone number, a National Insurance or NHS number or a "
    "home address is refused, and nothing of it is kept. Names of people are not noticed: leave "
    "them out."
)
MASKED = (
    "E-mail addresses, phone numbers, National Insurance and NHS numbers and home addresses are "
    "blotted out of your question before it is kept. Names of people are not noticed: leave "
    "them out."
)


def show() -> None:
    settings = backend.settings()
    page = Template(PAGE.read_text(encoding="utf-8"))
    st.html(
        page.substitute(
            figures=_figures(Path(settings.evaluation)),
            kept=_kept(),
            contact=contact.for_problems(settings.contact),
            plain=_plain(settings.plain_url),
        )
    )
    effects.run(current().effect)


def _figures(path: Path) -> str:
    run = evaluation.read(path)
    if run is None:
        return tag("p", NO_FIGURES)
    day = words.exact_day(run.created.date())
    return tag("p", FIGURES.format(day)) + bullets(evaluation.sentences(run))


def _kept() -> str:
    """What the service says it keeps; careful words where it cannot be asked."""
    try:
        about = backend.about()
    except ServiceError:
        return tag("p", KEPT_UNKNOWN)
    days = about.retention_days
    how_long = KEPT_DAYS.format(words.count(days, "day")) if days else KEPT_FOR_GOOD
    personal = MASKED if about.personal_data == "mask" else REFUSED_PERSONAL
    return tag("p", how_long) + tag("p", personal)


def _plain(address: str | None) -> str:
    if address is None:
        return ""
    link = f'<a href="{address}">the plain page</a>'
    return f"<p>If this page does not work for you, use {link}. It needs no scripts.</p>"
