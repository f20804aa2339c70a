"""A comparison is told whole: a model that tells one side does not make the other go unsaid."""

from __future__ import annotations

import pytest

from service import context as contexts
from service.opened import OpenBuild
from service.schemas import Status
from service.steps import ground, screen, write
from tests.service.steps.reports import leaders, library
from tests.service.writing.conftest import Writing, WritingEngine
from tests.service.writing.queued import QueuedModel, said

ASKED = (
    "How are leaders planning placements for children in Swindon in 2019 and in Rutland in 2022?"
)
SWINDON, RUTLAND = leaders("swindon-2019"), leaders("rutland-2022")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return library(tmp_path_factory.mktemp("sides"))


@pytest.fixture
def comparing(reports: OpenBuild, model: QueuedModel) -> Writing:
    return Writing(reports, model, WritingEngine(model))


@pytest.mark.parametrize(
    ("told", "stated"),
    [
        ([(SWINDON, [1])], [SWINDON, RUTLAND]),
        ([(RUTLAND, [1])], [RUTLAND, SWINDON]),
        ([(SWINDON, [1]), (RUTLAND, [2])], [SWINDON, RUTLAND]),
    ],
)
def test_a_side_that_the_model_does_not_tell_is_quoted(
    comparing: Writing,
    model: QueuedModel,
    told: list[tuple[str, list[int]]],
    stated: list[str],
) -> None:
    model.tell(said(*told))
    answer = comparing.answer(ASKED)
    assert answer.status is Status.ANSWERED
    assert [statement.text for statement in answer.statements] == stated
    cited = {citation.document.id for citation in answer.citations}
    assert cited == {"swindon-2019", "rutland-2022"}


def test_a_side_that_can_not_be_quoted_is_named_as_missing(
    comparing: Writing, model: QueuedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ground.cite

    def none_of_rutland(context: contexts.Context, passage: object, *span: int) -> int | None:
        if getattr(passage, "document_id", "") == "rutland-2022":
            return None
        return real(context, passage, *span)  # type: ignore[arg-type]

    monkeypatch.setattr(write, "cite", none_of_rutland)
    model.tell(said((SWINDON, [1])))
    answer = comparing.answer(ASKED)
    assert answer.status is Status.PARTIAL
    assert answer.missing == ["Rutland 2022"]
    assert [statement.text for statement in answer.statements] == [SWINDON]


def test_a_side_whose_evidence_gives_orders_is_named_as_missing(
    comparing: Writing, model: QueuedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_of_rutland(passage: object, build: OpenBuild) -> list[tuple[int, int]]:
        own = getattr(passage, "document_id", "") == "rutland-2022"
        return [(0, 10_000)] if own else []

    monkeypatch.setattr(screen, "spans_of_orders", all_of_rutland)
    model.tell(said((SWINDON, [1])))
    answer = comparing.answer(ASKED)
    assert (answer.status, answer.missing) == (Status.PARTIAL, ["Rutland 2022"])
