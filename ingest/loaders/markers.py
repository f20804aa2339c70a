"""Parts a printed marker ("12.", "3.4", "(a)", "•") from the words it stands before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from ingest.loaders.cleaning import BULLET

MarkerStyle = Literal["bullet", "dotted", "number", "bracketed", "letter", "roman"]

# "o" and the dashes only count when a space follows: Word prints its second level as a Courier "o".
_BULLETS: Final = "•‣⁃∙·⦁⚫"
# Geometric shapes, arrows and dingbats: nobody begins a sentence with one.
_SYMBOL_BLOCKS: Final = (range(0x2190, 0x2200), range(0x25A0, 0x2600), range(0x2700, 0x27C0))
_SPACED_BULLETS: Final = "-–—*>o§"
_NUMBERED: Final = re.compile(
    r"""(?P<marker>
        \d{1,3}(?:\.\d{1,3}){1,4}[.)]?(?=\s)    # 3.4  1.10.  2.1.3
      | \d{1,3}[.)](?=\s|[A-Z](?:[a-z]|\s[a-z]))  # 12.  3)  1.Summary  2.A child
      | \((?:\d{1,3}[A-Z]{0,2}|[a-z]{1,2}|[ivxl]{1,6}|[A-Z])\)   # (1)  (2A)  (a)  (iv)
      | (?:[a-z]|[ivx]{1,5})\)(?=\s)             # a)  iv)
      | (?:[a-h]|[ivx]{1,4})\.(?=\s)             # a.  ii.
    )\s*(?=\S)""",
    re.VERBOSE,
)
_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed marker: what it looks like, its style, and its number (0 for a bullet)."""

    printed: str
    style: MarkerStyle
    value: int = 0


def split_marker(text: str) -> tuple[Marker | None, str]:
    """The marker that opens the text, if any, and the text without it."""
    first, rest = text[:1], text[1:]
    if is_symbol(first) or (first and first in _SPACED_BULLETS and rest[:1].isspace()):
        return Marker(BULLET, "bullet"), rest.strip()
    found = _NUMBERED.match(text)
    if found is None:
        return None, text
    rest = text[found.end() :]
    return (read_marker(found["marker"]), rest) if rest else (None, text)


def is_symbol(text: str) -> bool:
    """True for one character that is only ever a bullet, unlike a dash or an "o"."""
    if len(text) != 1:
        return False
    return text in _BULLETS or any(ord(text) in block for block in _SYMBOL_BLOCKS)


def read_marker(printed: str) -> Marker:
    """What a printed marker is. A letter that is also a Roman numeral is told apart by context."""
    core = printed.strip("().")
    if printed == BULLET:
        return Marker(BULLET, "bullet")
    if core.replace(".", "").isdigit():
        return _numeric(printed, core)
    if core.isdigit() or core[:1].isdigit():
        return Marker(printed, "bracketed", int("".join(c for c in core if c.isdigit())))
    if set(core) <= set(_ROMAN) and (len(core) > 1 or core == "i"):
        return Marker(printed, "roman", _roman(core))
    return Marker(printed, "letter", ord(core[:1].lower()) - ord("a") + 1 if core else 0)


def _numeric(printed: str, core: str) -> Marker:
    if "." in core:
        return Marker(printed, "dotted", int(core.rsplit(".", 1)[1]))
    style: MarkerStyle = "bracketed" if printed.startswith("(") else "number"
    return Marker(printed, style, int(core))


def _roman(core: str) -> int:
    values = [_ROMAN[letter] for letter in core]
    return sum(
        -value if any(later > value for later in values[index + 1 : index + 2]) else value
        for index, value in enumerate(values)
    )
