"""Where evidence stands, and which document a name means."""

from __future__ import annotations

import pytest

from evals.evidence import is_named, locate, places
from evals.results import Span
from service.schemas import DocumentRef
from tests.evals.results import result

TEXT = "Kinship carers\nreceive £9 million. Later: kinship carers receive £9 million."
DOCUMENT = DocumentRef(id="strategy", title="S", kind="strategy", file="reform/strategy-2023.pdf")
OTHER = DocumentRef(id="other", title="O", kind="strategy", file="other.pdf")


@pytest.mark.parametrize(
    "name", ["strategy", "reform/strategy-2023.pdf", "strategy-2023.pdf", "strategy-2023"]
)
def test_a_document_goes_by_its_id_its_file_and_its_stem(name: str) -> None:
    assert is_named(DOCUMENT, [name])
    assert not is_named(OTHER, [name])


def test_white_space_may_be_broken_otherwise_and_nothing_else() -> None:
    assert places("carers receive £9 million", "d", TEXT) == [
        Span("d", 8, 33),
        Span("d", 50, 75),
    ]
    assert places("Carers receive", "d", TEXT) == []
    assert places("carers (receive)", "d", TEXT) == []


def test_evidence_is_looked_for_in_the_documents_that_are_named() -> None:
    texts = {"strategy": TEXT, "other": TEXT}
    asked = result(evidence=["Later:", "nowhere"], docs=["strategy"]).question
    assert locate(asked, [DOCUMENT, OTHER], texts.__getitem__) == (
        (Span("strategy", 35, 41),),
        (),
    )
    everywhere = result(evidence=["Later:"]).question
    (found,) = locate(everywhere, [DOCUMENT, OTHER], texts.__getitem__)
    assert [span.document for span in found] == ["strategy", "other"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Span("d", 10, 20), True),
        (Span("d", 15, 100), True),
        (Span("d", 16, 100), False),
        (Span("d", 12, 14), True),
        (Span("d", 20, 30), False),
        (Span("e", 10, 20), False),
    ],
)
def test_spans_touch_when_they_share_half_of_the_shorter(other: Span, expected: bool) -> None:
    assert Span("d", 10, 20).touches(other) is expected
    assert other.touches(Span("d", 10, 20)) is expected
