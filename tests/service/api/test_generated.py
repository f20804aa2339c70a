"""Schemathesis reads the description and sends what it allows and what it forbids.

More than is sent here: `HYPOTHESIS_EXAMPLES=500 pytest -m fuzz`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, Response
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.evals.targets.serving import Server, small_service

pytestmark = pytest.mark.fuzz

DESCRIPTION = Path(__file__).parents[3] / "docs" / "openapi.json"
# What these take follows rules that no schema can tell: a question is not blank and has no personal
# data, a cursor is one that we gave, a citation is one of an answer.
BEYOND = {
    "/v1/answers",
    "/v1/answers/{answer_id}/feedback",
    "/v1/chat/completions",
    "/v1/search",
    "/v1/documents/{document_id}/pages/{number}.png",
}
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "6"))
MANY = settings(
    max_examples=EXAMPLES,
    stateful_step_count=5,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def _operations() -> list[tuple[str, str]]:
    paths = json.loads(DESCRIPTION.read_text("utf-8"))["paths"]
    return [(path, method) for path, operations in paths.items() for method in operations]


@pytest.fixture(scope="module")
def schema(
    tmp_path_factory: pytest.TempPathFactory, made_once: Path
) -> Iterator[schemathesis.BaseSchema]:
    folder = tmp_path_factory.mktemp("generated")
    shutil.copytree(made_once, folder / "index")
    server = Server(small_service(folder))
    yield schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    server.stop()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("path", "method"), _operations())
def test_every_response_is_as_described(
    schema: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    @MANY
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def check(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(excluded_checks=_unfair(path))

    try:
        check()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # there is nothing to get wrong
        assert path not in BEYOND


def test_what_one_response_tells_can_be_asked_for(schema: schemathesis.BaseSchema) -> None:
    class Machine(schema.as_state_machine()):  # type: ignore[misc]
        def validate_response(
            self, response: Response, case: schemathesis.Case[Any], **_: Any
        ) -> None:
            excluded = _unfair(case.operation.path)
            case.validate_response(response, excluded_checks=excluded)

    Machine.run(settings=MANY)


def _unfair(path: str) -> list[Any]:
    return [positive_data_acceptance] if path in BEYOND else []
