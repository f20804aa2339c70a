"""An answer as plain text with its references, for a briefing note, a message or the clipboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from ui import words
from ui.shapes import Answer, Citation

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$&])")


def reference(source: Citation) -> str:
    """A source in one line: "1. Title. Publisher, kind, date, paragraph 9, page 3."."""
    where = words.origin_and_place(source).replace(words.NBSP, " ").rstrip(".")
    return clean(f"{source.document.title}. {where}.")


def quoted(source: Citation) -> str:
    """The quote as one line."""
    return clean(" ".join(source.quote.split()))


def stated(answer: Answer) -> list[tuple[str, Sequence[int]]]:
    """What is stated, each with its numbers; the words for its status where nothing is."""
    if answer.statements:
        return [(clean(s.text), s.citations) for s in answer.statements]
    outcome = words.outcome(answer, None)
    return [(clean(answer.answer.strip()) or outcome.heading, [])]


def remarks(answer: Answer) -> list[str]:
    """What a reader must know besides: notices, and what the answer lacks."""
    said = [clean(f"{words.notice(n.kind)}: {n.text}") for n in answer.notices]
    return said + ([clean(words.missing(answer.missing))] if answer.missing else [])


def numbers(citations: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in citations)


def plain(question: str, answer: Answer) -> str:
    """An answer with its references as text."""
    lines = [clean(question), ""]
    lines += [f"{text}{numbers(cited)}" for text, cited in stated(answer)]
    lines += ["", *remarks(answer)] if remarks(answer) else []
    if answer.citations:
        lines += ["", "Sources"]
        lines += [f"[{s.number}] {reference(s)} “{quoted(s)}”" for s in answer.citations]
    return "\n".join([*lines, "", words.CAUTION, ""])


def rich(question: str, answer: Answer) -> str:
    """The same as HTML, for programs that paste it with its headings."""
    parts = [f"<p><strong>{escape(clean(question))}</strong></p>"]
    parts += [f"<p>{escape(text + numbers(cited))}</p>" for text, cited in stated(answer)]
    parts += [f"<p><em>{escape(remark)}</em></p>" for remark in remarks(answer)]
    if answer.citations:
        parts.append("<p><strong>Sources</strong></p>")
        parts += [
            f"<p>{escape(f'[{s.number}] {reference(s)} “{quoted(s)}”')}</p>"
            for s in answer.citations
        ]
    return "".join([*parts, f"<p><em>{escape(words.CAUTION)}</em></p>"])


def clean(text: str) -> str:
    """Text without the control characters that a Word file cannot hold."""
    return _CONTROL.sub("", text)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(clean(text).split()))
