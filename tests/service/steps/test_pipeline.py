"""The answer path: its steps in order, each timed; a refusal ends it."""

from __future__ import annotations

import pytest

from service import pipeline
from service.context import Context
from service.opened import OpenBuild
from service.pipeline import REFUSALS, STEPS, run
from service.schemas import Status
from tests.service.steps.small import build_of, context_for

ORDER = ["guard", "followup", "find", "decide", "compose", "ground", "date"]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("path"), {"note.txt": "Kinship carers are helped.\n"})


def path_of(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch, statuses: dict[str, Status]
) -> tuple[list[str], Context]:
    """Run with steps that only note their name and set a status."""
    taken: list[str] = []

    def step(name: str) -> pipeline.Step:
        def take(context: Context) -> None:
            taken.append(name)
            context.status = statuses.get(name, context.status)

        return take

    monkeypatch.setattr(pipeline, "STEPS", tuple((name, step(name)) for name in ORDER))
    context = context_for(build, "?")
    run(context)
    return taken, context


def test_the_steps_are_taken_in_the_order_that_the_design_names() -> None:
    assert [name for name, _ in STEPS] == ORDER


def test_every_step_is_taken_when_none_refuses(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, context = path_of(build, monkeypatch, {"compose": Status.ANSWERED})
    assert taken == ORDER
    assert list(context.timings_ms) == [*ORDER, "total"]


@pytest.mark.parametrize("status", sorted(REFUSALS))
@pytest.mark.parametrize("name", ORDER)
def test_a_refusal_ends_the_path_where_it_is_made(
    build: OpenBuild, monkeypatch: pytest.MonkeyPatch, name: str, status: Status
) -> None:
    taken, context = path_of(build, monkeypatch, {name: status})
    assert taken == ORDER[: ORDER.index(name) + 1]
    assert context.status is status
    assert list(context.timings_ms) == [*taken, "total"]


def test_a_partial_answer_goes_on(build: OpenBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, _ = path_of(build, monkeypatch, {"decide": Status.PARTIAL})
    assert taken == ORDER


def test_times_are_not_negative_and_the_total_is_no_less_than_its_parts(build: OpenBuild) -> None:
    context = context_for(build, "Who helps kinship carers?")
    run(context)
    *steps, total = context.timings_ms.values()
    assert min(steps) >= 0
    assert total >= sum(steps) - 0.1 * len(steps)


def test_only_two_statuses_state_anything() -> None:
    assert set(Status) - REFUSALS == {Status.ANSWERED, Status.PARTIAL}
