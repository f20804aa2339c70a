"""Writes the documents of a converted set as web pages with a catalogue, for ingest to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from itertools import groupby

from evals.conversion import Section, Source, SourceDocument
from ingest.loaders.cleaning import clean

KIND = "guidance"  # a kind that puts no notice of its own on an answer
_HEADINGS = {"h1": "h2", **{f"h{level}": f"h{level}" for level in range(2, 7)}}  # the title is h1


def catalogue(source: Source) -> str:
    """`catalogue.toml` of the converted documents."""
    entries = []
    for document in source.documents:
        id_ = source.ids[document.doc_id]
        fields = {"file": f"{id_}.html", "id": id_, "title": document.shown_title, "kind": KIND}
        lines = (f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in fields.items())
        entries.append("\n".join(["[[document]]", *lines]) + "\n")
    return "\n".join(entries)


def web_page(document: SourceDocument) -> str:
    """The document as HTML. It names its own id: an ingest takes no file twice."""
    title, name = escape(document.shown_title), escape(clean(document.doc_id))
    parts = [section for section in document.parts if clean(section.text)]
    body = "\n".join(_html(tag, list(run)) for (tag, _), run in groupby(parts, _run))
    return (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="identifier" content="{name}">\n</head>\n'
        f"<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _run(section: Section) -> tuple[str, int]:
    """What neighbours share that stand in one list or table: rows of a table are equally wide."""
    return section.tag, len(section.cells) if section.tag == "tr" else 0


def _html(tag: str, run: Sequence[Section]) -> str:
    if tag == "tr":
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in section.cells) for section in run)
        return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"
    tag = "li" if tag == "li" else _HEADINGS.get(tag, "p")
    lines = "\n".join(f"<{tag}>{escape(clean(section.text))}</{tag}>" for section in run)
    return f"<ul>\n{lines}\n</ul>" if tag == "li" else lines
