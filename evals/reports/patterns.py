"""Regular expressions of the question sets as a person would say them, where that can be done."""

from __future__ import annotations

import re

_GAP = " … "

# Applied in turn; the order matters, since later ones see what earlier ones have left.
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\(\?(?:=|!|<=|<!)(?:[^()\\]|\\.)*\)", ""),  # what stands around it
        (r"\(\?:", "("),
        (r"(?:\[\\s\\S\]|\[\^[^\]]*\]|\.)(?:\{[\d,]*\}|[*+])", _GAP),
        (r"\[[’'\\]+\]", "’"),
        (r"\[/\.\]", "/"),
        (r"0\?", ""),  # of a date
        (r"(?<=£)\\s[*?]", ""),
        (r"(?:\\s|\[\\s[^\]]*\])[+*?]?", " "),
        (r"\\[bB]|(?<!\\)[\^$]|\\W[*]", ""),
        (r"\[([^\\^\]])([^\\^\]-])\]", r"(\1/\2)"),
        (r"(?<!\\)(\w)\?", r"(\1)"),
        (r"([^)\\\w\s(])\?", r"\1"),
        (r"\)\?", ")"),
        (r"\|", "/"),
        (r"\\([^\w\s])", r"\1"),
        (r"\(\s+", " ("),
        (r"\s+(\)+)", r"\1 "),
        (r"\s*/\s*", "/"),
    )
)
_STILL_A_PATTERN = re.compile(r"[\\\[\]{}*+?^$]")


def readable(pattern: str) -> str:
    """`\\b(7|seven)[\\s-]+days?\\b` as "(7/seven) day(s)"; letters in brackets may be missing.

    A pattern that is too clever for this is given as it is.
    """
    text = pattern
    for expression, replacement in _REWRITES:
        text = expression.sub(replacement, text)
    text = " ".join(text.split())
    if not text or _STILL_A_PATTERN.search(text) or text.count("(") != text.count(")"):
        return pattern
    return text


def any_of(patterns: tuple[str, ...]) -> str:
    """A group of facts, of which one is enough, in quotation marks."""
    return " or ".join(f"“{text}”" for text in dict.fromkeys(map(readable, patterns)))
