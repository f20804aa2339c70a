"""Tables and lists of our own small documents, against files of what should come out of them.

After a change on purpose: `python -m tests.ingest.loaders.test_golden` writes the files anew, and
the difference is for a person to look at.
"""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.document import Block, LoadedDocument
from ingest.loaders import load
from ingest.passages import cut_passages
from tests.ingest.loaders.checks import assert_sound
from tests.ingest.loaders.golden_office import OFFICE
from tests.ingest.loaders.golden_pdfs import PAPERS

FOLDER = Path(__file__).parent / "golden"
WRITTEN = ["parking.html", "museum.html", "library.md", "buses.txt", "tides.txt", "ferry.txt"]
CASES = [*PAPERS, *OFFICE, *WRITTEN]
# What should come out of these is in their files, but does not yet; they are not written anew.
WRONG = {
    "flowchart": "a short box of a flowchart is taken for a heading",
    "unruled": "a PDF table without any rules is read as lines, its bold header as a heading",
    "steps.docx": "a number one level down in a list is taken for a numbered paragraph",
    "lessons.docx": "a header with a cell over two columns names none of them",
    "tides.txt": "the first of a table's rows is taken for a header, so no passage has it",
    "ferry.txt": "of columns set with spaces only the first is parted from the others",
}


def _document(case: str, folder: Path) -> LoadedDocument:
    if case in PAPERS:
        return load(PAPERS[case](folder / f"{case}.pdf"))
    return load(OFFICE[case](folder / case) if case in OFFICE else FOLDER / case)


def _block(document: LoadedDocument, block: Block) -> str:
    text = document.text[block.start : block.end]
    if block.kind == "table_row":
        cells = [f"{c.column or '?'}={document.text[c.start : c.end]}" for c in block.cells]
        text = " | ".join(cells)
    return f"page {block.page} {block.kind} {block.level} {block.marker or '-'}: {text}"


def _report(document: LoadedDocument) -> Iterator[str]:
    yield from (_block(document, block) for block in document.blocks)
    for passage in cut_passages(document, "d", "Paper"):
        text = document.text[passage.start : passage.end].replace("\n", " / ")
        text = text.replace("\t", " | ")
        path = " > ".join(passage.heading)
        yield f"passage [{path}] [{passage.paragraph or ''}] ({passage.lead_in}) {text}"


def _marked(case: str) -> object:
    reason = WRONG.get(case)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_tables_and_lists_come_out_as_printed(case: str, tmp_path: Path) -> None:
    document = _document(case, tmp_path)
    assert_sound(document)
    wanted = (FOLDER / f"{case}.txt").read_text(encoding="utf-8").splitlines()
    difference = difflib.unified_diff(wanted, list(_report(document)), "golden", "read", "", "")
    assert not (shown := "\n".join(difference)), shown


def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for case in (each for each in CASES if each not in WRONG):
            lines = _report(_document(case, Path(folder)))
            text = "".join(f"{line}\n" for line in lines)
            (FOLDER / f"{case}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()
