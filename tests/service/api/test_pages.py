"""Pictures of pages through the API, from real PDF files read by the real loader."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.settings import Settings
from service.app import build_app
from service.schemas import Answer
from service.state import ServiceState
from tests.service.api.fakes import index

WIDE, HIGH = 420.0, 595.0
FIRST = "Zebra crossings are painted every spring by the council."
SECOND = "Mentors visit each young person twice a month."


def write_pdf(path: Path, *pages: str, rotate: int = 0, crop: bool = False) -> None:
    """One line of text a page, optionally shown turned or cropped."""
    drawn = BytesIO()
    canvas = Canvas(drawn, pagesize=(WIDE, HIGH))
    for text in pages:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(60, 400, text)
        canvas.showPage()
    canvas.save()
    writer = PdfWriter()
    writer.append(PdfReader(drawn))
    for page in writer.pages:
        if rotate:
            page.rotate(rotate)
        if crop:
            page.cropbox = RectangleObject((40, 300, 410, 550))
    writer.write(path)


@pytest.fixture
def served(corpus: Path, settings: Settings, empty_state: ServiceState) -> Iterator[TestClient]:
    write_pdf(corpus / "pages.pdf", FIRST, SECOND)
    index(corpus, settings.index)
    with TestClient(build_app(empty_state)) as client:
        yield client


def _cite(client: TestClient, question: str, quote: str) -> str:
    answer = client.post("/v1/answers", json={"question": question}).json()
    numbers = [c["number"] for c in answer["citations"] if quote in c["quote"]]
    return f"{answer['id']}:{numbers[0]}"


def _picture(client: TestClient, page: int, **params: str | int) -> Image.Image:
    response = client.get(f"/v1/documents/pages/pages/{page}.png", params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/png"
    return Image.open(BytesIO(response.content)).convert("RGB")


def _where(image: Image.Image, yellow: bool) -> tuple[int, int, int, int] | None:
    """The rectangle around all yellow, or else all dark pixels."""
    red, _, blue = image.split()
    mask = blue.point(lambda value: 255 if value < 150 else 0)
    if yellow:
        dark = red.point(lambda value: 255 if value < 180 else 0)
        mask.paste(0, mask=dark)
    return mask.getbbox()


def test_a_pdf_opens_in_the_browser_without_a_sandbox_in_which_none_is_shown(
    served: TestClient, corpus: Path
) -> None:
    response = served.get("/v1/documents/pages/file")
    assert response.content == (corpus / "pages.pdf").read_bytes()
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'inline; filename="pages.pdf"'
    assert response.headers["content-security-policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize("shape", [{}, {"rotate": 90}, {"rotate": 180}, {"rotate": 270}])
@pytest.mark.parametrize("crop", [False, True])
def test_the_quote_is_yellow_where_its_words_stand(
    served: TestClient, corpus: Path, settings: Settings, shape: dict[str, int], crop: bool
) -> None:
    write_pdf(corpus / "pages.pdf", FIRST, SECOND, crop=crop, **shape)
    index(corpus, settings.index)
    citation = _cite(served, "When do mentors visit?", SECOND)
    words = _where(_picture(served, 2, width=420), yellow=False)
    marked = _where(_picture(served, 2, width=420, citation=citation), yellow=True)
    assert words is not None
    assert marked is not None
    assert all(abs(a - b) <= 8 for a, b in zip(words, marked, strict=True)), (words, marked)
    assert _where(_picture(served, 1, citation=citation), yellow=True) is None


def test_a_quote_over_two_pages_is_marked_on_both(
    served: TestClient, empty_state: ServiceState
) -> None:
    hit = served.get("/v1/search", params={"q": "mentors visit"}).json()["hits"][0]
    assert hit["quote"] == f"{FIRST}\n{SECOND}"
    answer = served.post("/v1/answers", json={"question": "mentors"}).json()
    for field, other in (("citations", "nearest"), ("nearest", "citations")):
        whole = {**answer, "id": field, field: [{**hit, "number": 1}], other: []}
        empty_state.answers.save(Answer.model_validate(whole))
        for page in (1, 2):
            picture = _picture(served, page, citation=f"{field}:1")
            assert _where(picture, yellow=True) is not None
            told = served.get(
                f"/v1/documents/pages/pages/{page}.png", params={"citation": f"{field}:1"}
            )
            assert told.headers["reform-quote-pages"] == "1-2"


def test_the_headers_say_where_the_quote_stands(served: TestClient) -> None:
    citation = _cite(served, "When do mentors visit?", SECOND)
    params = {"citation": citation, "width": "420"}
    here = served.get("/v1/documents/pages/pages/2.png", params=params)
    marked = _where(Image.open(BytesIO(here.content)).convert("RGB"), yellow=True)
    assert marked is not None
    place = [float(part) for part in here.headers["reform-quote-place"].split(",")]
    size = (420, 595, 420, 595)
    shares = [edge / whole for edge, whole in zip(marked, size, strict=True)]
    assert place == pytest.approx(shares, abs=0.02)
    elsewhere = served.get("/v1/documents/pages/pages/1.png", params=params)
    assert elsewhere.headers["reform-quote-pages"] == "2-2"
    assert "reform-quote-place" not in elsewhere.headers
    plain = served.get("/v1/documents/pages/pages/2.png")
    assert "reform-quote-pages" not in plain.headers


def test_the_width_is_a_choice_within_bounds(served: TestClient) -> None:
    assert _picture(served, 1).width == 1000
    assert _picture(served, 1, width=200).width == 200
    for width in ("199", "2001", "wide"):
        response = served.get("/v1/documents/pages/pages/1.png", params={"width": width})
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"] == "width"


def test_a_quote_that_has_moved_is_found_again_and_one_that_is_gone_is_not_marked(
    served: TestClient, corpus: Path, settings: Settings
) -> None:
    citation = _cite(served, "When do mentors visit?", SECOND)
    write_pdf(corpus / "pages.pdf", FIRST, "A new page about fostering panels.", SECOND)
    index(corpus, settings.index)
    assert _where(_picture(served, 2, citation=citation), yellow=True) is None
    assert _where(_picture(served, 3, citation=citation), yellow=True) is not None
    write_pdf(corpus / "pages.pdf", FIRST, SECOND.replace("twice", "once"))
    index(corpus, settings.index)
    for page in (1, 2):
        assert _where(_picture(served, page, citation=citation), yellow=True) is None


@pytest.mark.parametrize("page", ["0", "3", "-1", "99999999999999999999"])
def test_a_page_that_is_not_there(served: TestClient, page: str) -> None:
    response = served.get(f"/v1/documents/pages/pages/{page}.png")
    assert response.status_code == 404
    assert "pages 1 to 2" in response.json()["detail"]


def test_a_page_must_be_a_number(served: TestClient) -> None:
    assert served.get("/v1/documents/pages/pages/one.png").status_code == 422


@pytest.mark.parametrize(
    ("citation", "status"),
    [("", 200), ("x", 422), (":1", 422), ("x:", 422), ("x:-1", 422), ("x:²", 422), ("x:1", 404)],
)
def test_a_citation_that_does_not_exist(served: TestClient, citation: str, status: int) -> None:
    response = served.get("/v1/documents/pages/pages/1.png", params={"citation": citation})
    assert response.status_code == status
    if status == 404:
        assert response.json()["type"] == "/problems/unknown-citation"


def test_a_citation_of_another_document_or_number(served: TestClient) -> None:
    other = _cite(served, "What about an advocate?", "advocate")
    for citation in (other, other.rpartition(":")[0] + ":99"):
        response = served.get("/v1/documents/pages/pages/1.png", params={"citation": citation})
        assert response.status_code == 404
        assert response.json()["type"] == "/problems/unknown-citation"


def test_a_damaged_original_is_no_crash(served: TestClient, settings: Settings) -> None:
    for original in (settings.index / "files").iterdir():
        original.write_bytes(b"%PDF-1.7 damaged")
    response = served.get("/v1/documents/pages/pages/1.png")
    assert response.status_code == 404
    assert response.json()["type"] == "/problems/no-page-picture"
