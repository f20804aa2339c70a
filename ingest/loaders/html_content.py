"""Finds a page's own content by taking away what is not, so that no list or table is lost.

A readability score (trafilatura and its kin) keeps what looks like prose and drops the rest, and
what it drops is silent. Here the rule runs the other way: only what is known to be furniture goes.
"""

from __future__ import annotations

import re
from typing import Final

from bs4 import BeautifulSoup, Comment, Tag

_NOT_CONTENT: Final = [
    "script", "style", "noscript", "template", "nav", "aside", "form", "button", "input", "select",
    "textarea", "svg", "iframe", "object", "dialog", "head", "menu",
]  # fmt: skip
_NOT_CONTENT_ROLES: Final = {
    "navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog",
    "menu", "menubar", "toolbar",
}  # fmt: skip
_FURNITURE: Final = {
    "cookie", "cookies", "comment", "comments", "share", "sharing", "breadcrumb", "breadcrumbs",
    "newsletter", "subscribe", "advert", "adverts", "advertisement", "promo", "sidebar", "nav",
    "navbar", "navigation", "pagination", "menu", "footer", "masthead", "popup", "modal", "consent",
    "disqus", "related", "skiplink", "feedback",
}  # fmt: skip
_PHRASES: Final = (
    "most-read", "most-popular", "read-more", "also-like", "skip-link", "skip-to", "social-media",
    "social-links", "social-share", "social-icons", "site-header", "page-header-nav",
)  # fmt: skip
_WORDS: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")


def main_content(soup: BeautifulSoup) -> Tag:
    """The element that holds the page's content, stripped of furniture. Changes the soup."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    title = _lone_title(soup)
    root = _root(soup)
    _strip(root)
    if title is not None and title not in root.find_all("h1") and not root.find("h1"):
        root.insert(0, title)
    return root


def _lone_title(soup: BeautifulSoup) -> Tag | None:
    """The page's only h1, which sites like to put into a header outside the content."""
    titles = soup.find_all("h1")
    return titles[0] if len(titles) == 1 and not titles[0].find_parent("nav") else None


def _root(soup: BeautifulSoup) -> Tag:
    body = soup.body or soup
    main = soup.find("main") or soup.select_one("[role=main]")
    if main is not None and _size(main):
        return main
    articles = sorted(soup.find_all("article"), key=_size, reverse=True)
    if articles and _size(articles[0]) * 2 > sum(_size(p) for p in body.find_all("p")):
        return articles[0]
    return body


def _size(tag: Tag) -> int:
    return len(tag.get_text(strip=True))


def _strip(root: Tag) -> None:
    whole = _size(root)
    for tag in root.find_all(True):
        if tag.decomposed or not _is_furniture(tag, inside=root.name != "body"):
            continue
        # Some sites wrap the whole page in a form or call its frame "modal": never cut that away.
        if tag.name in ("script", "style") or _size(tag) * 2 < whole:
            tag.decompose()


def _is_furniture(tag: Tag, *, inside: bool) -> bool:
    if tag.name in _NOT_CONTENT or tag.name == "footer":
        return True
    if tag.name == "header":
        return not inside and tag.find("h1") is None
    if tag.name in ("h1", "h2", "table", "ul", "ol", "li", "p") and not tag.get("role"):
        return _is_hidden(tag)
    return _is_hidden(tag) or str(tag.get("role")) in _NOT_CONTENT_ROLES or _has_junk_name(tag)


def _is_hidden(tag: Tag) -> bool:
    style = str(tag.get("style") or "").replace(" ", "").lower()
    return (
        tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _has_junk_name(tag: Tag) -> bool:
    names = [str(tag.get("id") or ""), *tag.get_attribute_list("class")]
    for name in filter(None, names):
        words = [word.lower() for word in _WORDS.findall(str(name))]
        if _FURNITURE.intersection(words) or any(phrase in "-".join(words) for phrase in _PHRASES):
            return True
    return False
