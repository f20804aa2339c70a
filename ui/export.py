"""A conversation as a file for a briefing note: Word or Markdown, with every quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import docx

from ui import references, words
from ui.references import clean, markdown, numbers, quoted, reference
from ui.shapes import Answer

TITLE = "Questions and answers on children’s social care reform"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def heading(day: date) -> str:
    return f"Asked of Reform QA. Saved on {words.exact_day(day)}. {words.CAUTION}"


def as_markdown(answers: Sequence[Answer], day: date) -> bytes:
    """UTF-8. All text is escaped: a document's own `#` or `[link]` stays as it is written."""
    lines = [f"# {TITLE}", "", markdown(heading(day)), ""]
    for answer in answers:
        lines += _markdown_of(answer)
    return "\n".join(lines).encode()


def _markdown_of(answer: Answer) -> list[str]:
    lines = [f"## {markdown(answer.question)}", ""]
    for text, cited in references.stated(answer):
        lines += [f"{markdown(text)}{markdown(numbers(cited))}", ""]
    for remark in references.remarks(answer):
        lines += [f"*{markdown(remark)}*", ""]
    if answer.citations:
        lines += ["### Sources", ""]
        for source in answer.citations:
            lines.append(f"* \\[{source.number}\\] {markdown(reference(source))}")
            lines += ["", f"  > {markdown(quoted(source))}", ""]
    return [*lines, f"Answer reference: {markdown(answer.id)}", ""]


def as_word(answers: Sequence[Answer], day: date) -> bytes:
    """A DOCX file in Word's own styles, so that it takes on the look of what it is pasted into."""
    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = words.TITLE
    document.core_properties.language = "en-GB"
    document.add_heading(TITLE, 0)
    document.add_paragraph(heading(day))
    for answer in answers:
        document.add_heading(clean(answer.question), 1)
        for text, cited in references.stated(answer):
            document.add_paragraph(f"{text}{numbers(cited)}")
        for remark in references.remarks(answer):
            document.add_paragraph().add_run(remark).italic = True
        if answer.citations:
            document.add_heading("Sources", 2)
        for source in answer.citations:
            document.add_paragraph(f"[{source.number}] {reference(source)}")
            document.add_paragraph(quoted(source), style="Intense Quote")
        document.add_paragraph(f"Answer reference: {clean(answer.id)}")
    out = BytesIO()
    document.save(out)
    return out.getvalue()
