"""PDFs that cannot be read: one clear sentence each, whatever is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.errors import Unreadable
from ingest.loaders import load
from ingest.loaders.pdf_rescue import REMARK
from tests.ingest.loaders.checks import texts
from tests.ingest.loaders.pdf_files import PARAGRAPH, Canvas, make_pdf, put


def text_page(canvas: Canvas) -> None:
    put(canvas, 72, 100, *PARAGRAPH)


def encrypted(path: Path, user: str, owner: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(make_pdf(path, text_page)))
    writer.encrypt(user, owner, algorithm="RC4-128")
    writer.write(path)
    return path


def test_a_password_to_open_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="encrypted: supply a copy without a password"):
        load(encrypted(tmp_path / "a.pdf", "secret", "owner"))


def test_an_owners_password_does_not_matter(tmp_path: Path) -> None:
    assert texts(load(encrypted(tmp_path / "a.pdf", "", "owner"))) == [" ".join(PARAGRAPH)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><title>404</title>", "it is a web page"),
        (b"hello", "damaged or not a PDF"),
        (b"%PDF-1.7\nthis is not one", "it is damaged"),
    ],
)
def test_what_is_no_pdf_is_said_to_be_none(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=reason):
        load(path)


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_truncated_file_is_read_or_refused(tmp_path: Path, cut: int) -> None:
    path = make_pdf(tmp_path / "a.pdf", text_page)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * cut // 10])
    try:
        load(path)
    except Unreadable as refusal:
        assert str(refusal)


DAMAGE = {
    "no catalogue": (rb"/Root \d+ 0 R", b"/Root 99 0 R"),
    "no signature": (rb"%PDF-", b"%FDP-"),
}


@pytest.mark.parametrize(("good", "bad"), DAMAGE.values(), ids=DAMAGE)
def test_what_another_reader_can_read_is_read_page_by_page_and_says_so(
    tmp_path: Path, good: bytes, bad: bytes
) -> None:
    path = make_pdf(tmp_path / "a.pdf", text_page, text_page)
    damaged, times = re.subn(good, bad, path.read_bytes())
    assert times == 1
    path.write_bytes(damaged)
    document = load(path)
    assert document.remarks == (REMARK,)
    assert [page.number for page in document.pages] == [1, 2]
    assert [block.page for block in document.blocks] == [1, 2]
    assert set(texts(document)) == {" ".join(PARAGRAPH)}
