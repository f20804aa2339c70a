"""A page read as a browser reads it, without one."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

FETCHING = ("src", "srcset", "poster", "data", "action", "background")


def parse(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def text_of(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def assert_inert(soup: BeautifulSoup) -> None:
    """Our one script, our one style, nothing that fetches, handles events or runs from a link."""
    assert len(soup.find_all("script")) == len(soup.find_all("style")) == 1
    assert soup.find_all(["img", "iframe", "object", "embed", "base", "video", "audio"]) == []
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in FETCHING]
        assert not str(tag.get("href", "")).lower().startswith(("javascript:", "data:text"))
    assert [str(link["href"]) for link in soup.find_all("link")] == ["data:,"]


def assert_ids_are_unique(soup: BeautifulSoup) -> None:
    """And every link within the page leads somewhere."""
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    inner = [str(a["href"])[1:] for a in soup.find_all("a") if str(a["href"]).startswith("#")]
    assert set(inner) <= set(ids)
