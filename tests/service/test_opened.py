"""An open build: which documents a question may use, and where a quote stands."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pptx
import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.errors import BuildIndex
from ingest.layout import IndexFolder
from ingest.lexicon import FILE as LEXICON
from ingest.records import Copy, ScannedPage
from ingest.words import FOLDER as WORDS
from service.opened import OpenBuild
from service.schemas import Filters
from tests.service.steps.small import MODELS, all_units, build_of, passages_of

CATALOGUE = """
[[document]]
file = "strategy.txt"
kind = "strategy"
publisher = "Department for Education"
published = 2023-02-02
title = "Strategy"
url = "https://example.org/strategy"

[[document]]
file = "response.txt"
kind = "response"
publisher = "Department for Education"
published = 2023-09-21
title = "Response"

[[document]]
file = "undated.txt"
kind = "guidance"
title = "Undated"
publisher = "A council"
"""

NUMBERED = "Strategy\n\n1. Family help\n\n1.1 Every council offers family help to all who ask.\n"


def pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    for number in (1, 2):
        canvas.drawString(
            72, 700, f"Page {'one' if number == 1 else 'two'} says something of help."
        )
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def slides() -> bytes:
    deck = pptx.Presentation()
    for title in ("Kinship", "Fostering"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"{title} carers are helped by the council."
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("opened")


@pytest.fixture(scope="module")
def build(folder: Path) -> OpenBuild:
    files: dict[str, str | bytes] = {
        "strategy.txt": NUMBERED,
        "response.txt": "The response keeps the plan.\n",
        "undated.txt": "Guidance on advocacy.\n",
    }
    return build_of(folder, files, CATALOGUE)


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("paged"), {"paged.pdf": pdf(), "deck.pptx": slides()})


def allowed(
    build: OpenBuild, filters: Filters | None = None, as_of: date | None = None
) -> set[str] | None:
    chosen = build.allowed(filters or Filters(), as_of)
    return None if chosen is None else set(chosen)


def test_without_filters_every_document_is_allowed(build: OpenBuild) -> None:
    assert allowed(build) is None


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(documents=["strategy", "unknown"]), {"strategy"}),
        (Filters(kinds=["response", "guidance"]), {"response", "undated"}),
        (Filters(publishers=["A council"]), {"undated"}),
        (Filters(publishers=["a council"]), set()),
        (Filters(published_from=date(2023, 2, 2)), {"strategy", "response"}),
        (Filters(published_from=date(2023, 2, 3)), {"response"}),
        (Filters(published_to=date(2023, 2, 2)), {"strategy"}),
        (Filters(published_to=date(2023, 2, 1)), set()),
        (Filters(kinds=["strategy"], publishers=["A council"]), set()),
    ],
)
def test_each_filter_keeps_what_it_names_and_dates_are_inclusive(
    build: OpenBuild, filters: Filters, documents: set[str]
) -> None:
    assert allowed(build, filters) == documents


def test_as_of_leaves_out_what_was_published_later(build: OpenBuild) -> None:
    assert allowed(build, as_of=date(2023, 6, 1)) == {"strategy"}


def test_the_earlier_of_as_of_and_published_to_counts(build: OpenBuild) -> None:
    to = Filters(published_to=date(2023, 12, 1))
    assert allowed(build, to, date(2023, 6, 1)) == {"strategy"}
    assert allowed(build, Filters(published_to=date(2023, 6, 1)), date(2023, 12, 1)) == {"strategy"}


def test_a_quote_is_the_stored_text_with_its_document(build: OpenBuild) -> None:
    passage = next(p for p in passages_of(build) if p.document_id == "strategy" and p.paragraph)
    quote = build.quote(passage, passage.start, passage.end)
    assert quote.quote == build.text("strategy")[passage.start : passage.end]
    assert quote.document.title == "Strategy"
    assert quote.document.url == "https://example.org/strategy"
    assert quote.locator.paragraph == "1.1"
    assert quote.locator.page is None


def test_a_quote_of_a_pdf_names_the_page_it_begins_on(paged: OpenBuild) -> None:
    text = paged.text("paged")
    (passage, *_) = paged.texts.passages("paged")
    pages = [
        paged.quote(passage, text.index(word), text.index(word) + 3).locator.page
        for word in ("one", "two")
    ]
    assert pages == [1, 2]


def test_a_quote_of_a_deck_names_its_slide(paged: OpenBuild) -> None:
    (unit,) = [u for u in all_units(paged) if u.text.startswith("Fostering carers")]
    locator = paged.quote(unit.passage, unit.start, unit.end).locator
    assert (locator.slide, locator.page) == (2, 2)


def test_an_index_of_another_embedder_is_refused_with_both_names(build: OpenBuild) -> None:
    other = replace(MODELS.embedder.identity, name="another", digest="1" * 64)
    with pytest.raises(BuildIndex, match=r"bag-of-words.*another"):
        OpenBuild(Path("unused"), build.manifest, other)


def test_the_same_name_with_other_weights_is_another_embedder(build: OpenBuild) -> None:
    other = replace(MODELS.embedder.identity, digest="1" * 64)
    with pytest.raises(BuildIndex):
        OpenBuild(Path("unused"), build.manifest, other)


def test_a_build_with_a_part_missing_is_refused(
    build: OpenBuild, folder: Path, tmp_path: Path
) -> None:
    live, manifest = IndexFolder(folder / "index").live_build()
    copy = tmp_path / live.name
    shutil.copytree(live, copy)
    shutil.rmtree(copy / WORDS)
    (copy / WORDS).write_text("not a folder")
    with pytest.raises(BuildIndex, match="--rebuild"):
        OpenBuild(copy, manifest, MODELS.embedder.identity)


def test_an_unknown_document_has_no_text(build: OpenBuild) -> None:
    assert build.text("unknown") == ""


def test_a_filter_may_name_a_document_by_any_of_its_files(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = build.documents["strategy"]
    copied = replace(record, copies=(Copy("old/plan (1).txt", "/x"),))
    monkeypatch.setitem(build.documents, "strategy", copied)
    monkeypatch.delitem(build.__dict__, "names", raising=False)
    for name in ("strategy", "strategy.txt", "old/plan (1).txt", "plan (1).txt"):
        assert build.allowed(Filters(documents=[name]), None) == ["strategy"]
        assert name in build.names


def test_a_quote_of_a_scanned_page_says_so(
    paged: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = replace(paged.documents["paged"], ocr=(ScannedPage(2, 0.93),))
    monkeypatch.setitem(paged.documents, "paged", record)
    passages = paged.texts.passages("paged")
    second = paged.text("paged").index("Page two")
    assert paged.quote(passages[0], 0, 8).locator.ocr_confidence is None
    assert paged.quote(passages[-1], second, second + 8).locator.ocr_confidence == 0.93


def test_a_build_of_an_older_version_has_the_same_vocabulary_and_says_that_it_counts(
    build: OpenBuild, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live, manifest = IndexFolder(folder / "index").live_build()
    copy = tmp_path / live.name
    shutil.copytree(live, copy, ignore=shutil.ignore_patterns(LEXICON))
    old = OpenBuild(copy, manifest, MODELS.embedder.identity)
    for word in ("council", "offers", "zebra"):
        assert old.vocabulary.acronyms.writes(word) == build.vocabulary.acronyms.writes(word)
    for asked in ("What does every counsil ofer?", "a respons to guidanse", "LHA or FH"):
        mended = build.vocabulary.spelling.correct(asked)
        assert old.vocabulary.spelling.correct(asked) == mended
        assert old.vocabulary.acronyms.named(asked) == build.vocabulary.acronyms.named(asked)
    assert build.vocabulary.spelling.correct("What does every counsil offer?") == (
        "What does every council offer?"
    )
    assert [record.message for record in caplog.records] == [
        f"index {live.name} is of an older version: counting its words"
    ]
    old.close()
