"""Where sentences begin and end: passages are cut and answers are quoted between them."""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

# Abbreviations of this field after which the splitter would stop too early.
_GOES_ON = re.compile(
    r"(?:\b(?:govt|dept|approx|incl|para|paras|ss|cf|pp|vol|reg|regs|art)\.)$", re.I
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one block, without surrounding spaces, in order, none empty."""
    spans: list[tuple[int, int]] = []
    joined = False
    for boundary in get_sentence_boundaries("en", text):
        start, end = _trim(text, boundary["start_index"], boundary["end_index"])
        if start == end:
            continue
        if joined:
            start, _ = spans.pop()
        spans.append((start, end))
        joined = bool(_GOES_ON.search(text[start:end]))
    return spans


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
