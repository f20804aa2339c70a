"""Whom to ask where the documents do not say: an address becomes a link."""

from __future__ import annotations

import re
from html import escape

from ui.markup import tag

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def line(contact: str | None) -> str:
    """Whom to ask instead; nothing where no contact is set."""
    return f"<p>You can also ask {_linked(contact)}.</p>" if contact else ""


def for_problems(contact: str | None) -> str:
    """Whom to tell that something does not work."""
    whom = _linked(contact) if contact else "the people who run this page"
    return f"<p>If you find a problem, tell {whom}.</p>"


def _linked(contact: str) -> str:
    found = _EMAIL.search(contact)
    if found is None:
        return tag("strong", contact)
    address = escape(found.group(), quote=True)
    before, after = escape(contact[: found.start()]), escape(contact[found.end() :])
    return f'{before}<a href="mailto:{address}">{address}</a>{after}'
