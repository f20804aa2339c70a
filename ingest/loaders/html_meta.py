"""What a web page says about itself in its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bs4 import BeautifulSoup

from ingest.loaders.cleaning import clean

_TITLES: Final = ("og:title", "dc.title", "dcterms.title", "twitter:title")
_PUBLISHERS: Final = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "author")
_DATES: Final = (
    "article:published_time", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date",
    "datepublished", "pubdate", "publication_date", "date", "govuk:first-published-at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meta:
    title: str | None
    publisher: str | None
    published: date | None


def read_meta(soup: BeautifulSoup) -> Meta:
    """Title, publisher and date, each from the first place that gives it."""
    named = _named(soup)
    site = _first(named, _PUBLISHERS)
    return Meta(_title(soup, named, site), site, _date(soup, named))


def _named(soup: BeautifulSoup) -> dict[str, str]:
    named: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = clean(str(tag.get("content") or ""))
        if name and content:
            named.setdefault(str(name).lower(), content)
    return named


def _first(named: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((named[name] for name in names if name in named), None)


def _title(soup: BeautifulSoup, named: dict[str, str], site: str | None) -> str | None:
    """The page's own name, not the browser tab's: "Title - Site" loses its site."""
    stated = _first(named, _TITLES)
    headings = [clean(h.get_text(" ")) for h in soup.find_all("h1")]
    if stated is None and len(headings) == 1 and headings[0]:
        return headings[0]
    title = stated or (clean(soup.title.get_text()) if soup.title else None)
    for dash in (" - ", " | ", " – "):
        if title and site and title.endswith(dash + site):
            title = title.removesuffix(dash + site)
    return title


def _date(soup: BeautifulSoup, named: dict[str, str]) -> date | None:
    stated = (named[name] for name in _DATES if name in named)
    times = (str(tag.get("datetime") or "") for tag in soup.find_all("time"))
    for text in (*stated, *_linked_data(soup), *times):
        try:
            return date.fromisoformat(text.strip()[:10])
        except ValueError:
            continue
    return None


def _linked_data(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in nodes:
            if isinstance(node, dict) and isinstance(node.get("datePublished"), str):
                yield node["datePublished"]
